"""The nine columns: written for readers, and read back as events."""

import io

import pytest

from products.models import RegulatoryEvent
from products.sheets.export import Export, public_rows
from products.sheets.presets import APPROVALS
from tests import factories
from tests.products.sheets import helpers

pytestmark = pytest.mark.django_db

HEADER = ["MSC產品名稱", "公司", "批準國家", "年", "適應癥", "細胞來源", "移植途徑", "頻率", "劑量"]


@pytest.fixture
def product():
    source = {"donor": "allogeneic", "tissue": "umbilical_cord", "routes": ["implantation"]}
    company = factories.company("Medipost", aliases=["美迪波斯特有限公司"])
    return factories.public_product("Cartistem", company=company, dose="每平方厘米", **source)


@pytest.mark.parametrize("format", ["xlsx", "csv", "json"])
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_our_own_table_comes_back_unchanged(product, format, language):
    factories.public_event(product, indication="膝关节软骨缺损", jurisdiction="KR")
    factories.public_event(product, indication="另一种", jurisdiction="KR")
    buffer = io.BytesIO()
    Export(APPROVALS, public_rows(APPROVALS), language).write(format, buffer)
    plan = helpers.imported(buffer.getvalue(), f"x.{format}")
    assert [(row.status, row.changes, row.warnings) for row in plan.rows] == [("unchanged", {}, [])] * 2


def test_a_table_of_others_makes_proposals_and_tells_differences(product):
    row = ["Cartistem", "美迪波斯特有限公司", "韓國", "2012", "膝關節軟骨缺損", "異基因UC", "", "", "每平方厘米"]
    plan = helpers.imported(helpers.as_csv(HEADER, row), "x.csv")
    assert plan.rows[0].warnings == [
        "细胞来源：表中为“異基因UC”，记录为“异体脐带”；产品的内容请在产品表里改。",
    ]
    event = RegulatoryEvent.objects.get()
    assert (event.kind, event.jurisdiction, event.date_iso) == ("approved", "KR", "2012")
    assert (event.source_script, event.indication_zh_hans, event.is_public) == ("zh-hant", "膝关节软骨缺损", False)
    assert helpers.statuses(helpers.imported(helpers.as_csv(HEADER, row), "x.csv")) == ["unchanged"]


def test_unknown_products_and_countries_are_refused(product):
    rows = [["Cartistam", "", "韓國", "2012", *[""] * 5], ["Cartistem", "", "月球", "二〇一二", *[""] * 5]]
    plan = helpers.imported(helpers.as_csv(HEADER, *rows), "x.csv")
    assert helpers.messages(plan) == [
        (2, "MSC產品名稱", "没有叫“Cartistam”的产品。"),
        (3, "批準國家", "不认识的国家或地区“月球”。"),
        (3, "年", "读不出日期“二〇一二”。"),
    ]
    assert plan.rows[0].errors[0].allowed == "是不是：cartistem？"
