"""Product sheets in the admin: buttons, export, upload, preview, confirmation, undo."""

import io
import json

import openpyxl
import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mscsite.core.models import AuditEntry
from mscsite.core.roles import EDITOR, MARKETING, PUBLISHER, REVIEWER
from products.models import Product, RegulatoryEvent, SheetImport
from tests import factories, staff
from tests.products.sheets import helpers

pytestmark = pytest.mark.django_db


@pytest.fixture
def marketing():
    return staff.client_of(staff.account(MARKETING))


@pytest.fixture
def product():
    return factories.public_product("Alofisel", summary="干细胞", company=factories.company("Takeda"))


def page(name: str, *arguments, model: str = "product") -> str:
    return reverse(f"admin:products_{model}_{name}", args=arguments)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def upload(client, data: bytes, name: str = "改好.xlsx"):
    return client.post(page("import"), {"file": SimpleUploadedFile(name, data)})


def edited(title: str = "简介（简体）", value: str = "新的") -> bytes:
    return helpers.with_cell(helpers.exported("xlsx"), 2, title, value)


def messages_of(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize("role", [EDITOR, MARKETING, REVIEWER, PUBLISHER])
def test_only_editors_and_marketing_see_the_pages(role):
    client = staff.client_of(staff.account(role))
    allowed = role in (EDITOR, MARKETING)
    for name in ("export", "import"):
        assert (client.get(page(name)).status_code == 200) is allowed
    tools = client.get(page("changelist")).context["sheet_tools"]
    assert [label for _url, label in tools] == (["导出", "导入"] if allowed else [])


def test_the_export_keeps_to_the_filters_of_the_list(marketing, product):
    factories.public_event(product, jurisdiction="EU")
    factories.public_event(factories.public_product("Other"), jurisdiction="KR")
    url = page("export") + "?jurisdiction=EU"
    assert "国家或地区：欧盟" in marketing.get(url).content.decode()
    for rows, keys in (("products", ["alofisel"]), ("events", [RegulatoryEvent.objects.get(jurisdiction="EU").pk])):
        response = marketing.post(url, {"rows": rows, "format": "json"})
        assert [next(iter(row.values())) for row in json.loads(body(response))] == keys


def test_the_workbook_says_when_by_whom_and_which_filters(marketing, product):
    response = marketing.post(page("export") + "?q=alofisel", {"rows": "products", "format": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(body(response)))
    assert book.sheetnames == ["产品", "说明"]
    told = {row[0].value: row[1].value for row in book["说明"].iter_rows(max_row=4)}
    assert told["导出者"] == "user-of-市场"
    assert (told["筛选条件"], told["行数"]) == ("搜索“alofisel”", "1")
    assert (book["产品"].freeze_panes, book["产品"].auto_filter.ref) == ("B2", "A1:U2")


def test_chosen_columns_keep_the_key_and_the_stamp(marketing, product):
    response = marketing.post(
        page("export"),
        {"rows": "products", "format": "json", "language": "zh-hant", "product_columns": ["name_zh_hant"]},
    )
    (row,) = json.loads(body(response))
    assert list(row) == ["slug", "name_zh_hant", "stamp"]


def test_nothing_is_written_before_it_is_confirmed_and_one_click_takes_it_back(marketing, product):
    before = Product.objects.values().get()
    response = upload(marketing, edited())
    found = SheetImport.objects.get()
    assert response.url == page("sheet", found.pk)
    shown = marketing.get(response.url)
    assert [(row["status"], row["changes"]) for row in shown.context["rows"]] == [
        ("更新", [{"title": "简介（简体）", "old": "干细胞", "new": "新的"}])
    ]
    assert Product.objects.values().get() == before
    marketing.post(response.url, {"action": "confirm"})
    assert Product.objects.get().summary_zh_hant == "新的"
    entry = AuditEntry.objects.get(action="imported")
    assert (entry.record_key, entry.actor.username, entry.detail["file"]) == ("alofisel", "user-of-市场", "改好.xlsx")
    assert Product.history.first().history_change_reason == "改好.xlsx"
    assert bytes(SheetImport.objects.get().data or b"") == b""
    marketing.post(response.url, {"action": "undo"})
    after = Product.objects.values().get()
    assert {**after, "updated_at": None} == {**before, "updated_at": None}
    assert AuditEntry.objects.filter(action="undone").count() == 1


def test_a_second_confirmation_does_nothing(marketing, product):
    url = upload(marketing, edited()).url
    marketing.post(url, {"action": "confirm"})
    response = marketing.post(url, {"action": "confirm"})
    assert messages_of(response)[-1] == "有失败或冲突的行，或者已经导入过，没有写入。"
    assert AuditEntry.objects.filter(action="imported").count() == 1


def test_a_change_after_the_preview_is_seen_and_not_overwritten(marketing, product):
    url = upload(marketing, edited()).url
    product.summary_zh_hans = "别人改的"
    product.save()
    marketing.post(url, {"action": "confirm"})
    assert Product.objects.get().summary_zh_hans == "别人改的"
    assert [row["status"] for row in marketing.get(url).context["rows"]] == ["冲突"]


def test_rows_that_only_others_changed_can_be_left_to_them(marketing, product):
    factories.public_product("Zweite", summary="二")
    data = edited()
    second = Product.objects.get(slug="zweite")
    second.summary_zh_hans = "别人改的"
    second.save()
    url = upload(marketing, data).url
    assert marketing.get(url).context["may_confirm"] is False
    marketing.post(url, {"action": "keep_newer"})
    assert list(Product.objects.values_list("summary_zh_hans", flat=True)) == ["新的", "别人改的"]


def test_undo_is_refused_once_a_row_was_edited(marketing, product):
    url = upload(marketing, edited()).url
    marketing.post(url, {"action": "confirm"})
    product = Product.objects.get()
    product.generic_name = "x"
    product.save()
    response = marketing.post(url, {"action": "undo"})
    assert messages_of(response)[-1] == "这些行在导入之后又有改动，不能撤销：alofisel。"
    assert Product.objects.get().summary_zh_hans == "新的"


def test_errors_say_where_and_what_is_allowed(marketing, product):
    text = marketing.get(upload(marketing, edited("供者", "自己")).url).content.decode()
    assert "没有“自己”这个选项。" in text
    assert "autologous（自体）、allogeneic（异体）" in text


def test_a_file_that_is_no_sheet_is_refused_on_the_spot(marketing):
    response = upload(marketing, b"%PDF-1.7", "x.pdf")
    assert response.context["form"].errors == {"file": ["这不是表格文件。请上传 .xlsx、.csv 或 .json。"]}
    assert SheetImport.objects.count() == 0


def test_marketing_publishes_nothing(marketing):
    factories.proposed_product("Alofisel")
    url = upload(marketing, edited("公开状态", "公开")).url
    marketing.post(url, {"action": "confirm"})
    assert Product.objects.get().is_public is False


def test_a_discarded_preview_is_gone(marketing, product):
    url = upload(marketing, edited()).url
    marketing.post(url, {"action": "discard"})
    assert (SheetImport.objects.count(), marketing.get(url).status_code) == (0, 404)


def test_the_preview_is_paged_and_asks_as_much_for_many(marketing, django_assert_num_queries):
    for number in range(60):
        factories.proposed_product(f"P{number:02}")
    rows = [row | {"generic_name": "x"} for row in helpers.objects()]
    url = upload(marketing, helpers.as_json(rows), "x.json").url
    for query, count in (("", 50), ("?p=2", 10)):
        with django_assert_num_queries(8):
            assert len(marketing.get(url + query).context["rows"]) == count
