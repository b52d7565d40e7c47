"""The admin of products, companies and regulatory events."""

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from mscsite.core.models import AuditEntry
from mscsite.core.roles import EDITOR, PUBLISHER
from products.admin import ProductAdmin
from products.models import Company, Product, RegulatoryEvent
from tests import factories, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    return staff.client_of(staff.account(None))


@pytest.fixture
def editor():
    return staff.client_of(staff.account(EDITOR))


def messages_of(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def act(client, model, action: str, *records):
    data = {"action": action, "_selected_action": [record.pk for record in records]}
    return client.post(staff.address(model, "changelist"), data)


@pytest.mark.parametrize("query", ["艾米迈托赛", "艾米邁托賽", "amimestrocel", "睿铂生", "睿鉑生", "铂生"])
def test_products_are_found_in_either_script(root, query):
    company = factories.company("铂生卓越")
    product = factories.proposed_product("Amimestrocel", name="艾米迈托赛", aliases=["睿铂生"], company=company)
    factories.proposed_product("Other")
    found = root.get(staff.address(Product, "changelist"), {"q": query}).context["cl"].result_list
    assert list(found) == [product]


def test_companies_are_found_by_alias(root):
    company = factories.company("Pharmicell", aliases=["派米赛尔"])
    factories.company("Other")
    for query in ("派米赛尔", "派米賽爾"):
        found = root.get(staff.address(Company, "changelist"), {"q": query}).context["cl"].result_list
        assert list(found) == [company]


def test_filters_by_jurisdiction_kind_and_state(root):
    korean = factories.public_product("Korean")
    factories.public_event(korean, jurisdiction="KR", kind="approved")
    factories.proposed_product("None")
    url = staff.address(Product, "changelist")
    for query in ({"jurisdiction": "KR"}, {"kind": "approved"}, {"public": "yes"}):
        assert list(root.get(url, query).context["cl"].result_list) == [korean]
    assert root.get(url, {"jurisdiction": "JP"}).context["cl"].result_count == 0


def test_place_and_kind_are_met_by_one_event(root):
    both, apart = factories.public_product("Both"), factories.public_product("Apart")
    factories.public_event(both, jurisdiction="KR", kind="approved")
    factories.public_event(both, jurisdiction="KR", kind="withdrawn", date="2020-01-01")
    factories.public_event(apart, jurisdiction="KR", kind="refused")
    factories.public_event(apart, jurisdiction="JP", kind="approved")
    url = staff.address(Product, "changelist")
    for query, expected in [
        ({"jurisdiction": "KR", "kind": "approved"}, [both]),
        ({"jurisdiction": "KR"}, [apart, both]),
        ({"kind": "approved", "jurisdiction": ""}, [apart, both]),
    ]:
        assert list(root.get(url, query).context["cl"].result_list) == expected


def test_events_are_filtered_by_year(root):
    product = factories.public_product("Sample")
    events = [factories.public_event(product, date=date) for date in ("2012-05-17", "2013-02-01", "2014-01-01")]
    changelist = root.get(staff.address(RegulatoryEvent, "changelist"), {"year": "2013"}).context["cl"]
    assert list(changelist.result_list) == [events[1]]
    choices = [choice["display"] for choice in changelist.filter_specs[-1].choices(changelist)]
    assert choices[1:] == ["2014", "2013", "2012"]
    for nonsense in ("x", "0", "99999"):
        assert root.get(staff.address(RegulatoryEvent, "changelist"), {"year": nonsense}).status_code in (200, 302)


def test_pages_follow_each_other_without_gap_or_repetition(root, monkeypatch):
    monkeypatch.setattr(ProductAdmin, "list_per_page", 2)
    names = ["Alpha", "Beta", "Delta", "Gamma", "Omega"]
    for name in reversed(names):
        factories.proposed_event(factories.proposed_product(name), jurisdiction="KR")
    url = staff.address(Product, "changelist")
    for query in ({}, {"jurisdiction": "KR", "public": "no"}):
        pages = [root.get(url, {**query, "p": n}).context["cl"].result_list for n in (1, 2, 3)]
        assert [[product.latin_name for product in page] for page in pages] == [names[:2], names[2:4], names[4:]]


def test_an_empty_selection_is_not_called_an_empty_list(root):
    factories.proposed_product("Sample")
    page = root.get(staff.address(Product, "changelist"), {"donor__exact": "autologous"}).content.decode()
    assert "没有符合条件的记录" in page
    assert "这里还没有内容" not in page


def test_saving_a_product_untouched_changes_nothing(root):
    product = factories.public_product(
        aliases=["甲", "乙"], routes=["intravenous", "nasal"], summary="第一行\n第二行",
        dose_quantities=[{"value": 2000000, "high": None, "unit": "cells", "per": "kg"}],
    )  # fmt: skip
    factories.public_event(product, indication="急性移植物抗宿主病")
    stored = [field.name for field in Product._meta.concrete_fields if field.name != "updated_at"]
    before = Product.objects.values(*stored).get()
    page = root.get(staff.address(product, "change"))
    response = root.post(staff.address(product, "change"), staff.form_data(page))
    assert response.status_code == 302
    assert Product.objects.values(*stored).get() == before


def test_lists_are_written_a_line_each_and_the_other_script_is_filled(root):
    page = root.get(staff.address(Product, "add"))
    data = staff.form_data(page) | {
        "latin_name": "Ryoncil", "name_zh_hans": "瑞昂西尔", "aliases": "甲\r\n 乙 \r\n甲\r\n", "routes": ["nasal"],
        "dose_quantities": "[]", "summary_zh_hans": "干细胞\r\n产品",
    }  # fmt: skip
    assert root.post(staff.address(Product, "add"), data).status_code == 302
    product = Product.objects.get()
    assert (product.aliases, product.routes, product.slug) == (["甲", "乙"], ["nasal"], "ryoncil")
    assert (product.summary_zh_hans, product.summary_zh_hant) == ("干细胞\n产品", "幹細胞\n產品")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("dose_quantities", '[{"value": 1}]', "第 1 项：要有 value、high、unit、per 四项。"),
        ("dose_quantities", "[", "输入一个有效的JSON。"),
        ("routes", ["by air"], "选择一个有效的选项。 by air 不在可用的选项中。"),
        ("name_zh_hans", "", "原文字形的这一项必填。"),
    ],
)
def test_wrong_values_are_told_beside_their_field(root, field, value, words):
    page = root.get(staff.address(Product, "add"))
    data = staff.form_data(page) | {"latin_name": "X", "name_zh_hans": "甲", "dose_quantities": "[]"} | {field: value}
    response = root.post(staff.address(Product, "add"), data)
    assert response.context["adminform"].form.errors[field] == [words]


def test_the_source_may_be_traditional(root):
    page = root.get(staff.address(Product, "add"))
    data = staff.form_data(page) | {
        "latin_name": "X", "source_script": "zh-hant", "name_zh_hant": "幹細胞", "dose_quantities": "[]",
    }  # fmt: skip
    assert root.post(staff.address(Product, "add"), data).status_code == 302
    assert Product.objects.get().name_zh_hans == "干细胞"


def test_an_event_without_source_stays_a_proposal_and_is_named():
    publisher = staff.client_of(staff.account(PUBLISHER))
    product = factories.public_product("Queencell")
    good, bad = factories.proposed_event(product), factories.proposed_event(product, source_url="", jurisdiction="KR")
    response = act(publisher, RegulatoryEvent, "publish_selected", good, bad)
    assert messages_of(response) == [
        "未公开：“Queencell 批准 KR 2015年9月18日”。缺少：来源网址。",
        "已公开 1 条。",
    ]
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.is_public, bad.is_public) == (True, False)
    entry = AuditEntry.objects.get(action="published")
    assert (entry.record_type, entry.record_key, entry.actor.username) == (
        "regulatoryevent", str(good.pk), "user-of-发布",
    )  # fmt: skip


def test_publishing_and_withdrawing_are_audited_and_done_once():
    publisher = staff.client_of(staff.account(PUBLISHER))
    product = factories.proposed_product()
    assert messages_of(act(publisher, Product, "publish_selected", product)) == ["已公开 1 条。"]
    assert "没有可以改动的记录。" in messages_of(act(publisher, Product, "publish_selected", product))
    assert "已撤回 1 条。" in messages_of(act(publisher, Product, "withdraw_selected", product))
    product.refresh_from_db()
    assert product.is_public is False
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["withdrawn", "published"]


def test_an_editor_can_neither_publish_by_action_nor_by_form(editor):
    product = factories.proposed_product()
    act(editor, Product, "publish_selected", product)
    page = editor.get(staff.address(product, "change"))
    data = staff.form_data(page) | {"published_at_0": "2026-01-01", "published_at_1": "1:00"}
    assert editor.post(staff.address(product, "change"), data).status_code == 302
    product.refresh_from_db()
    assert product.is_public is False


def test_a_public_event_cannot_lose_its_source(root):
    event = factories.public_event(factories.public_product())
    data = staff.form_data(root.get(staff.address(event, "change"))) | {"source_url": ""}
    response = root.post(staff.address(event, "change"), data)
    assert response.context["adminform"].form.errors["source_url"] == [
        "已公开的事件必须有来源网址和日期；要去掉请先撤回为提案。"
    ]


def test_what_is_public_cannot_be_deleted_and_a_deleted_proposal_is_audited(root):
    public, proposal = factories.public_product(), factories.proposed_product("Gone")
    refused = root.post(staff.address(public, "delete"), {"post": "yes"}, follow=True)
    assert "已公开，不能删除。先撤回为提案。" in refused.text
    assert root.post(staff.address(proposal, "delete"), {"post": "yes"}).status_code == 302
    assert list(Product.objects.all()) == [public]
    assert AuditEntry.objects.get().action == "deleted"


def test_a_later_save_is_refused_with_what_was_typed_and_can_be_insisted_on(root):
    product = factories.proposed_product(summary="原来")
    data = staff.form_data(root.get(staff.address(product, "change")))
    Product.objects.filter(pk=product.pk).update(generic_name="他人", updated_at=timezone.now())
    response = root.post(staff.address(product, "change"), data | {"summary_zh_hans": "我的"})
    form = response.context["adminform"].form
    assert "这条记录又有改动" in form.non_field_errors()[0]
    assert 'value="我的"' in response.text or "我的</textarea>" in response.text
    box = form.non_field_errors()[0].split('name="overwrite" value="')[1].split('"')[0]
    response = root.post(staff.address(product, "change"), data | {"summary_zh_hans": "我的", "overwrite": box})
    assert response.status_code == 302
    product.refresh_from_db()
    assert product.summary_zh_hans == "我的"


def test_a_record_is_published_from_its_own_page_too():
    publisher = staff.client_of(staff.account(PUBLISHER))
    product = factories.proposed_product()
    address = staff.address(product, "change")
    assert 'value="publish_selected"' in publisher.get(address).text
    data = {"action": "publish_selected", "_selected_action": product.pk, "back_to": product.pk}
    response = publisher.post(staff.address(Product, "changelist"), data)
    assert response["Location"] == address
    text = publisher.get(address).text
    assert 'value="withdraw_selected"' in text
    assert f'href="/zh-hans/products/{product.slug}/"' in text
    bad = factories.proposed_event(product, source_url="")
    assert "缺少：来源网址。" in publisher.get(staff.address(bad, "change")).text
