"""The list of products with its filters, its pictures, a product's page, the comparison."""

import datetime as dt
import json
import re

import pytest
from django.utils import timezone

from products.listing import Listing
from products.models import RegulatoryEvent
from tests.factories import (
    company,
    proposed_event,
    proposed_product,
    proposed_trial,
    public_event,
    public_product,
    public_trial,
)

pytestmark = pytest.mark.django_db
LIST = "/zh-hans/products/"


@pytest.fixture
def four():
    """Alofisel withdrawn in the EU and approved in Japan, Akuugo conditional in Japan, a refused one, a proposal."""
    alofisel = public_product("Alofisel", tissue="adipose", routes=["intralesional"], company=company("Takeda"))
    public_event(alofisel, jurisdiction="EU", date=dt.date(2018, 3, 23), indication="复杂性肛周瘘")
    public_event(alofisel, jurisdiction="EU", kind="withdrawn", date=dt.date(2024, 12, 13))
    public_event(alofisel, jurisdiction="JP", date=dt.date(2021, 9, 27), indication="复杂性肛周瘘")
    akuugo = public_product("Akuugo", tissue="bone_marrow")
    public_event(
        akuugo, kind="conditionally_approved", date=dt.date(2024, 7, 31), expiry=dt.date(2031, 7, 30), conditions="七年"
    )
    ryoncil = public_product("Ryoncil", tissue="bone_marrow")
    public_event(ryoncil, jurisdiction="US", kind="refused", date=dt.date(2020, 1, 1), date_precision="year")
    public_event(proposed_product("Secretol", company=company("Hidden Ltd.")), jurisdiction="KR")
    proposed_event(ryoncil, jurisdiction="CA")


def shown(html: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/zh-han[st]/products/([^/]+)/"', html)


def count(html: str, option: str) -> str | None:
    found = re.search(rf'data-count="{re.escape(option)}">(\d+)<', html)
    return found and found[1]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["akuugo", "alofisel", "ryoncil"]),
        ("jurisdiction=JP", ["akuugo", "alofisel"]),
        ("jurisdiction=EU&status=approved", []),
        ("jurisdiction=EU&jurisdiction=JP&status=approved", ["alofisel"]),
        ("year=2018", ["alofisel"]),
        ("indication=fu-za-xing-gang-zhou-lou", ["alofisel"]),
        ("tissue=bone_marrow&sort=recent", ["akuugo", "ryoncil"]),
        ("route=intralesional", ["alofisel"]),
        ("company=takeda", ["alofisel"]),
        ("on=2022&status=approved", ["alofisel"]),
        ("on=2022-01-01&jurisdiction=EU&status=approved", ["alofisel"]),
        ("on=2017", []),
        ("sort=first", ["alofisel", "akuugo", "ryoncil"]),
        ("utm_source=wechat", ["akuugo", "alofisel", "ryoncil"]),
    ],
)
def test_an_address_chooses(client, four, query, expected):
    hans, hant = (client.get(f"/{code}/products/?{query}").text for code in ("zh-hans", "zh-hant"))
    assert shown(hans) == shown(hant) == expected


def test_counts_say_what_each_value_would_leave(client, four):
    html = client.get(LIST, {"jurisdiction": "JP"}).text
    options = ("jurisdiction=JP", "jurisdiction=EU", "status=approved", "status=conditional", "tissue=adipose")
    assert [count(html, option) for option in options] == ["2", "1", "1", "1", "1"]
    assert "找到 2 个产品，共 3 个" in html
    assert [count(html, option) for option in ("jurisdiction=KR", "jurisdiction=CA", "company=hidden-ltd")] == [
        None
    ] * 3


def test_what_is_not_understood_is_said_and_escaped(client, four):
    html = client.get(LIST, {"tissue": "<moon>", "on": "2999-01-01", "sort": "price"}).text
    assert shown(html) == ["akuugo", "alofisel", "ryoncil"]
    assert "“组织来源”中没有“&lt;moon&gt;”。" in html
    assert "不能看“2999-01-01”" in html
    assert "“排序”中没有“price”。" in html


def test_values_of_proposals_are_no_values(client, four):
    html = client.get(LIST, {"company": "hidden-ltd", "jurisdiction": "KR"}).text
    assert "没有“hidden-ltd”。" in html
    assert "没有“KR”。" in html
    assert "Hidden" not in html


def test_the_past_is_shown_as_it_was(client, four):
    html = client.get(LIST, {"on": "2020-06-30"}).text
    assert shown(html) == ["alofisel", "ryoncil"]
    assert "这是 2020年6月30日 当天的状态" in html
    assert "另有 1 个产品当时还没有监管记录" in html
    results = html[html.index('id="results"') :]
    assert "已批准" in results
    assert ["已撤市" in results, "日本" in results] == [False, False]


def test_a_change_is_seen_at_once(client, four):
    assert shown(client.get(LIST, {"status": "conditional"}).text) == ["akuugo"]
    event = RegulatoryEvent.objects.get(kind="conditionally_approved")
    event.published_at = None
    event.save()
    assert shown(client.get(LIST, {"status": "conditional"}).text) == []
    event.published_at = timezone.now()
    event.save()
    assert shown(client.get(LIST, {"status": "conditional"}).text) == ["akuugo"]
    event.product.delete()
    assert shown(client.get(LIST).text) == ["alofisel", "ryoncil"]


def test_pages_keep_what_was_chosen(client, monkeypatch):
    for number in range(5):
        public_event(public_product(f"Prod {number}"), jurisdiction="JP")
    monkeypatch.setattr(Listing.__init__, "__defaults__", (2,))
    html = client.get(LIST, {"jurisdiction": "JP", "page": "2"}).text
    assert shown(html) == ["prod-2", "prod-3"]
    assert '<a rel="prev" href="/zh-hans/products/?jurisdiction=JP">' in html
    assert '<a rel="next" href="/zh-hans/products/?jurisdiction=JP&amp;page=3">' in html
    assert shown(client.get(LIST, {"page": "99"}).text) == ["prod-4"]


def test_only_the_bare_list_is_for_search_engines(client, four):
    assert "noindex" not in client.get(LIST).text
    assert "noindex" in client.get(LIST, {"jurisdiction": "JP"}).text
    assert '<link rel="canonical" href="http://testserver/zh-hans/products/">' in client.get(LIST, {"utm": "x"}).text


def test_no_page_sets_a_cookie(client, four):
    for path in ("", "?jurisdiction=JP", "charts/", "alofisel/", "compare/?p=alofisel"):
        assert not client.get(f"{LIST}{path}").cookies


def structured(html: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])


def test_the_list_is_a_dataset_and_a_product_a_drug_with_its_legal_statuses(client, four):
    data = structured(client.get(LIST).text)
    assert data["@type"] == "Dataset"
    assert data["distribution"][-1]["contentUrl"] == "http://testserver/api/v1/products"
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    data = structured(client.get(f"{LIST}alofisel/").text)
    assert [data["@type"], data["manufacturer"]["name"]] == ["Drug", "Takeda"]
    legal = [(one["applicableLocation"]["identifier"], one["name"]) for one in data["legalStatus"]]
    assert legal == [("EU", "已撤市"), ("JP", "已批准")]


def test_pictures_count_approvals_and_stand_beside_their_tables(client, four):
    html = client.get(f"{LIST}charts/").text
    assert html.count('role="img"') == 4
    assert "3 个产品，3 次批准" in html
    assert re.search(r'<th scope="row">日本</th><td>1</td><td>1</td><td>0</td><td>2</td>', html)
    assert re.search(r'<th scope="row">欧盟</th><td>0</td><td>0</td><td>1</td><td>1</td>', html)
    assert "2031 到期" in html
    html = client.get(f"{LIST}charts/", {"jurisdiction": "JP", "on": "2022"}).text
    assert "1 个产品，1 次批准" in html
    assert "2031" not in html


def test_nothing_chosen_is_drawn_as_nothing(client):
    html = client.get(f"{LIST}charts/").text
    assert '<svg class="chart-svg' not in html
    assert "没有符合这些条件的产品" in html


def test_a_products_page_says_doses_terms_and_how_to_cite_it(client, four):
    quantities = [{"value": 2_000_000, "high": 4_000_000, "unit": "cells", "per": "kg"}]
    product = public_product("Temcell HS", dose="每千克二百万", dose_quantities=quantities, aliases=["Temcell"])
    public_event(product)
    product.trials.add(public_trial(results="主要终点达到", evidence_level=2), proposed_trial(results="秘密"))
    html = client.get(f"{LIST}temcell-hs/").text
    for text in ("每千克二百万", "2×10⁶～4×10⁶ 个细胞/千克体重", "主要终点达到", "证据等级", "Temcell", "[EB/OL]"):
        assert text in html
    assert "秘密" not in html
    html = client.get(f"{LIST}akuugo/").text
    assert [text in html for text in ("七年", "2031年7月30日")] == [True, True]


def test_what_changed_is_told_without_what_was_never_public(client):
    product = proposed_product("Alofisel", name="秘密的旧名")
    event = proposed_event(product, jurisdiction="EU", date=dt.date(2018, 3, 1), date_precision="month")
    product.name_zh_hans, product.published_at = "阿洛菲塞", timezone.now()
    product.save()
    event.published_at = timezone.now()
    event.save()
    event.date, event.date_precision = dt.date(2018, 3, 23), "day"
    event.source_url = "https://www.ema.europa.eu/x"
    event.save()
    gone = public_event(product, jurisdiction="US", indication="错误的适应症")
    gone.published_at = None
    gone.save()
    public_event(product, jurisdiction="KR").delete()
    html = client.get(f"{LIST}alofisel/").text
    assert "公开本产品的记录。" in html
    assert "更正“欧盟 2018年3月23日 批准”的日期（2018年3月 → 2018年3月23日）、来源。" in html
    assert html.count("撤下一条监管事件。") == 1  # sentences of one day are told once
    assert [text in html for text in ("秘密的旧名", "错误的适应症", "美国", "韩国")] == [False] * 4


def test_a_later_change_is_told_by_its_field(client):
    product = public_product("Alofisel", summary="甲")
    product.summary_zh_hans, product.dose_zh_hans = "乙", "丙"
    product.save()
    assert "修改了剂量、简介。" in client.get(f"{LIST}alofisel/").text


def test_more_than_five_are_cut_and_said(client, four):
    html = client.get(f"{LIST}compare/", {"p": ["alofisel", "akuugo", "secretol", "ryoncil", "x", "y"]}).text
    assert "只显示前 5 个" in html
    assert "有 2 个产品没有找到。" in html
    assert "Secretol" not in html
    assert '<a href="/zh-hans/products/akuugo/">' in html
