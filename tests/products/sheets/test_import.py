"""What an import refuses, in which words, and that nothing is half-written."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mscsite.core.tabular.grid import SheetRefused
from products.models import Product, RegulatoryEvent, SheetImport
from products.sheets.service import import_now
from products.sheets.undo import UndoRefused, undo
from tests import factories
from tests.products.sheets import helpers

pytestmark = pytest.mark.django_db


def refusal(data: bytes, name: str = "x.csv") -> str:
    with pytest.raises(SheetRefused) as caught:
        helpers.imported(data, name)
    return caught.value.message


def sheet(*rows: list[str]) -> bytes:
    return helpers.as_csv(*rows)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["甲", "乙"], "没有认出表头“甲、乙”。第一行应是列名，例如“编号”“拉丁商品名”；可以先导出一份作样子。"),
        (["编号", "通用名", "通用名"], "有两列是同一项：通用名（B 列）、通用名（C 列）。请只留一列。"),
        (["编号", "拉丁商品名", "latin_name"], "有两列是同一项：拉丁商品名（B 列）、latin_name（C 列）。请只留一列。"),
        (["编号", "拉丁商品名", "組織來原"],
         "不认识的列“組織來原”。是不是：组织来源？自己的附注请以 # 开头作列名，导入时不读。"),
        (["事件", "日期", "国家或地区"], "缺少“事件编号”一列。"),
        (["编号", "校验"], "除了编号没有别的列，没有可导入的内容。"),
    ],
)  # fmt: skip
def test_headers_that_are_not_understood(header, expected):
    assert refusal(sheet(header, ["x"] * len(header))) == expected


@pytest.mark.parametrize(
    "header",
    [["编号", "拉丁商品名", "名称（简体）", "供者"], ["編號", "拉丁商品名", "名稱（簡體）", "供者"],
     ["slug", "latin_name", "name_zh_hans", "donor"], ["编号", "拉丁商品名", "名称", "供者"]],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_headers_in_either_script_or_english(header, encoding):
    data = sheet(header, ["", "Novus", "新药", "异体"]).decode().encode(encoding, "replace")
    if encoding == "gb18030" or "?" not in data.decode(encoding):
        assert helpers.statuses(helpers.imported(data, "x.csv")) == ["created"]
        product = Product.objects.get()
        assert (product.slug, product.name_zh_hans, product.name_zh_hant) == ("novus", "新药", "新藥")
        assert (product.donor, product.is_public) == ("allogeneic", False)


def test_every_error_says_row_column_value_and_what_is_allowed():
    factories.company("Takeda")
    factories.public_product("Alofisel")
    header = ["编号", "拉丁商品名", "名称", "公司", "供者", "给药途径", "剂量数值", "临床试验"]
    plan = helpers.imported(
        sheet(header, ["alofisel", "", "甲", "Takda", "自己", "静脉、空中", "[1]", "NCT99999999"]), "x.csv"
    )
    errors = [(error.row, error.column, error.value, error.message) for error in plan.rows[0].errors]
    assert errors == [
        (2, "供者", "自己", "没有“自己”这个选项。"),
        (2, "给药途径", "静脉、空中", "没有“空中”这个选项。"),
        (2, "剂量数值", "[1]", "第 1 项：要有 value、high、unit、per 四项。"),
        (2, "公司", "Takda", "没有叫“Takda”的公司。"),
        (2, "临床试验", "NCT99999999", "没有这些试验：NCT99999999。"),
    ]
    assert [error.allowed for error in plan.rows[0].errors][3:] == [
        "是不是：Takeda？",
        "已收录试验的登记号；新试验请先在后台添加",
    ]
    assert Product.objects.get().name_zh_hans != "甲"


def test_one_bad_row_keeps_all_out():
    rows = [["拉丁商品名", "名称", "供者"], ["Novus", "新", ""], ["", "无名", ""]]
    plan = helpers.imported(sheet(*rows), "x.csv")
    assert helpers.statuses(plan) == ["created", "failed"]
    assert helpers.messages(plan) == [(3, "拉丁商品名", "必填。")]
    assert (Product.objects.count(), SheetImport.objects.count()) == (0, 0)


def test_names_that_are_taken():
    factories.public_product("Alofisel", aliases=["Cx601"])
    rows = [
        ["编号", "拉丁商品名", "名称"],
        ["", "Alofisel", "甲"],
        ["", "cx-601", "乙"],
        ["", "Novus", "丙"],
        ["", "Novus", "丁"],
    ]
    plan = helpers.imported(sheet(*rows), "x.csv")
    assert helpers.messages(plan) == [
        (2, "拉丁商品名", "已有这个产品。要改它，请在“编号”一列填写它的编号。"),
        (3, "拉丁商品名", "已有这个产品。要改它，请在“编号”一列填写它的编号。"),
        (5, "拉丁商品名", "与第 4 行同名。"),
    ]
    assert plan.rows[0].errors[0].allowed == "alofisel"


def test_merged_headers_are_named():
    product = factories.public_product("Alofisel")
    data = helpers.edited(helpers.exported("xlsx"), lambda sheet: sheet.merge_cells("A1:B1"))
    assert refusal(data, "x.xlsx") == "有合并的单元格：A1:B1。请取消合并。"

    def group(sheet):
        sheet.insert_rows(1)
        sheet.cell(1, 1, "产品")
        sheet.cell(1, 3, "名称")
        sheet.merge_cells("A1:B1")

    wanted = "表头里有合并的单元格：A1:B1。请取消合并，让每一列各有一个列名，都在同一行。"
    assert refusal(helpers.edited(helpers.exported("xlsx"), group), "x.xlsx") == wanted

    def title(sheet):
        sheet.insert_rows(1)
        sheet.cell(1, 1, "产品总表")
        sheet.merge_cells("A1:D1")

    plan = helpers.imported(helpers.edited(helpers.exported("xlsx"), title), "x.xlsx")
    assert (helpers.statuses(plan), plan.rows[0].number, plan.rows[0].key) == (["unchanged"], 3, product.slug)


def test_a_header_without_rows_is_told():
    plan = helpers.imported(sheet(["编号", "通用名"]), "x.csv")
    assert (plan.rows, plan.warnings) == ([], ["表头下面没有内容。"])


@pytest.mark.parametrize(
    ("title", "value"),
    [("剂量数值", "[" * 100_000), ("剂量数值", "[" + "9" * 5000 + "]"), ("别名", "[" * 100_000),
     ("剂量数值", '[{"value": 1e999, "high": null, "unit": "cells", "per": ""}]')],
)  # fmt: skip
def test_json_that_no_machine_can_hold_is_an_error_of_its_cell(title, value):
    factories.public_product("Alofisel")
    plan = helpers.imported(sheet(["编号", title], ["alofisel", value]), "x.csv", dry_run=True)
    assert helpers.statuses(plan) == ["failed" if title == "剂量数值" else "updated"]


def test_quantities_as_text_processors_leave_them():
    factories.public_product("Alofisel")
    cell = "［{“value”：１２０, “high”: null, “unit”: “cells”, “per”: “”}］"
    assert helpers.statuses(helpers.imported(sheet(["编号", "剂量数值"], ["alofisel", cell]), "x.csv")) == ["updated"]
    assert Product.objects.get().dose_quantities == [{"value": 120, "high": None, "unit": "cells", "per": ""}]


def test_two_rows_of_one_key():
    factories.public_product("Alofisel")
    rows = [["编号", "通用名"], ["alofisel", "甲"], ["alofisel", "乙"]]
    plan = helpers.imported(sheet(*rows), "x.csv")
    assert helpers.messages(plan) == [(3, "编号", "编号与第 2 行相同。")]
    assert Product.objects.get().generic_name == ""


def test_texts_that_are_too_long_and_addresses_that_are_none():
    event = factories.proposed_event(factories.proposed_product())
    rows = [["事件编号", "来源网址", "监管机构"], [str(event.pk), "pmda.go.jp", "x" * 101]]
    fields = [
        (column, message[:4]) for _row, column, message in helpers.messages(helpers.imported(sheet(*rows), "x.csv"))
    ]
    assert fields == [("监管机构", "确保该变"), ("来源网址", "请填写以")]


def test_a_row_that_changed_since_the_export_is_a_conflict():
    product = factories.public_product("Alofisel")
    data = helpers.with_cell(helpers.exported("xlsx"), 2, "通用名", "甲")
    product.generic_name = "乙"
    product.save()
    plan = helpers.imported(data)
    assert helpers.statuses(plan) == ["conflict"]
    assert helpers.changes(plan) == [{"generic_name": ["乙", "甲"]}]
    assert Product.objects.get().generic_name == "乙"


def test_a_sheet_imported_twice_changes_nothing_the_second_time():
    factories.public_product("Alofisel", summary="干细胞")
    product_rows = [*helpers.objects()]
    product_rows[0]["summary_zh_hans"] = "新"
    data = helpers.as_json([*product_rows, {"latin_name": "Novus", "name_zh_hans": "新药"}])
    assert helpers.statuses(helpers.imported(data, "x.json")) == ["updated", "created"]
    assert helpers.statuses(helpers.imported(data, "x.json")) == ["unchanged", "unchanged"]


def test_states_count_only_for_those_who_may_publish():
    factories.proposed_event(factories.public_product())
    rows = helpers.objects("events")
    data = helpers.as_json([rows[0] | {"state": "public"}])
    assert helpers.messages(helpers.imported(data)) == [(1, "state", "公开或撤回须有发布的权限。")]
    assert helpers.statuses(helpers.imported(data, may_publish=True)) == ["updated"]
    assert RegulatoryEvent.objects.get().is_public
    rows = helpers.objects("events")
    plan = helpers.imported(helpers.as_json([rows[0] | {"source_url": ""}]), may_publish=True)
    assert helpers.messages(plan) == [(1, "source_url", "公开的事件必须有来源网址和日期。")]


def test_a_json_object_without_a_key_leaves_the_field_alone():
    factories.public_product("Alofisel", generic_name="x", summary="干细胞")
    data = helpers.as_json(
        [{"slug": "alofisel", "generic_name": "y"}, {"slug": "", "latin_name": "N", "name_zh_hant": "幹"}]
    )
    plan = helpers.imported(data, "x.json")
    assert helpers.changes(plan)[0] == {"generic_name": ["x", "y"]}
    novus = Product.objects.get(latin_name="N")
    assert (novus.source_script, novus.name_zh_hans) == ("zh-hant", "干")


EVENT = {"kind": "approved", "jurisdiction": "日本", "date": "2015-09-18", "indication_zh_hans": "甲"}


def test_events_by_any_name_of_the_product_and_refused_twice():
    factories.public_product("Alofisel", aliases=["Cx601"])
    data = helpers.as_json([{"id": None, "product": "CX-601", **EVENT}])
    assert helpers.statuses(helpers.imported(data)) == ["created"]
    assert RegulatoryEvent.objects.get().indication_zh_hant == "甲"
    again = helpers.as_json([{"id": None, "product": "alofisel", **EVENT}])
    assert helpers.messages(helpers.imported(again)) == [(1, "kind", "同一事件有两条：JP 2015-09-18 批准。")]
    unknown = helpers.as_json(
        [{"id": None, "product": "Alofisell", **EVENT}, {"id": 999_999, "product": "alofisel", **EVENT}]
    )
    assert helpers.messages(helpers.imported(unknown)) == [
        (1, "product", "没有叫“Alofisell”的产品。"),
        (2, "id", "没有这个编号的事件。"),
    ]


def test_an_impossible_order_is_refused():
    event = factories.public_event(factories.public_product("Alofisel"))
    data = helpers.as_json([{"id": "", "product": "alofisel", **EVENT, "kind": "撤市", "date": "2014"}])
    assert helpers.messages(helpers.imported(data)) == [(1, "kind", "JP 2014 撤市早于首次批准（2015-09-18）。")]
    both = helpers.as_json([
        {"id": "", "product": "alofisel", **EVENT, "kind": "撤市", "date": "2014"}, {"id": event.pk, "date": "2013-01"},
    ])  # fmt: skip
    assert helpers.statuses(helpers.imported(both)) == ["created", "updated"]


def test_undo_puts_back_what_was_changed_and_deletes_what_was_created():
    factories.public_product("Alofisel", summary="干细胞").trials.add(factories.public_trial("NCT00000001"))
    before = helpers.objects()
    rows = [before[0] | {"trials": [], "summary_zh_hant": "手改"}, {"latin_name": "Novus", "name_zh_hans": "新"}]
    _plan, found = import_now(helpers.as_json(rows), "x.json", origin="tests", dry_run=False, may_publish=False)
    assert Product.objects.count() == 2
    undo(found.pk, actor=None, origin="tests")
    assert helpers.objects() == before
    with pytest.raises(UndoRefused):
        undo(found.pk, actor=None, origin="tests")


def test_undo_keeps_a_product_that_is_used_by_now():
    data = helpers.as_json([{"latin_name": "Novus", "name_zh_hans": "新"}])
    _plan, found = import_now(data, "x.json", origin="tests", dry_run=False, may_publish=False)
    factories.proposed_event(Product.objects.get())
    with pytest.raises(UndoRefused, match="已有审批事件"):
        undo(found.pk, actor=None, origin="tests")
    assert Product.objects.count() == 1


@pytest.mark.parametrize("rows", ["products", "events"])
def test_imports_ask_as_much_for_many_rows_as_for_two(rows):
    """Changed rows, new rows and their history: nothing is asked row by row."""
    for number in range(6):
        product = factories.proposed_product(f"P{number}", company=factories.company(f"C{number}"))
        product.trials.add(factories.proposed_trial())
        factories.proposed_event(product)
    field = "generic_name" if rows == "products" else "regulator"
    asked = []
    for count in (2, 6):
        changed = [row | {field: f"x{count}"} for row in helpers.objects(rows)[:count]]
        names = [{"latin_name": f"N{count}{n}", "name_zh_hans": "新"} for n in range(count)]
        events = [{"id": "", "product": f"p{n}", **EVENT, "date": f"20{count}{n}"} for n in range(count)]
        data = helpers.as_json([*changed, *(names if rows == "products" else events)])
        with CaptureQueriesContext(connection) as queries:
            plan = helpers.imported(data, "x.json")
        assert helpers.statuses(plan) == ["updated"] * count + ["created"] * count
        asked.append(len([query for query in queries if "SAVEPOINT" not in query["sql"]]))
    assert asked[0] == asked[1] <= 40
