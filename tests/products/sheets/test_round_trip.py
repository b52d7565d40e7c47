"""Out and in again: nothing is lost, and what was not touched is not changed."""

import datetime as dt
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from products.models import Product, RegulatoryEvent
from tests import factories
from tests.products.sheets import helpers

pytestmark = pytest.mark.django_db

TEXT = st.one_of(
    st.sampled_from(
        [
            *("=1+1", "+86 10", "-5", "@SUM(A1)", '"引号", 逗号', "第一行\n第二行", "a\r\nb", "😀👩‍🔬"),
            *("'", " 前后 ", "\t", "干細胞 鬱 頭髮发", "_x000D_", "_x0041_", "00123", "2024-12", "1e5"),
            *("TRUE", "#N/A", "[1]", "; ;", "a;b；c"),
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufffe\uffff"), max_size=30),
)  # fmt: skip
QUANTITY = st.fixed_dictionaries(
    {
        "value": st.one_of(st.integers(1, 10**12), st.floats(1e-6, 1e12, allow_nan=False)),
        "high": st.none(),
        "unit": st.sampled_from(["cells", "mL"]),
        "per": st.sampled_from(["", "kg"]),
    }
)
PRODUCT = st.fixed_dictionaries(
    {
        "name_zh_hans": TEXT.filter(str.strip),
        "name_zh_hant": TEXT,
        "aliases": st.lists(TEXT, max_size=3),
        "generic_name": TEXT,
        "dose_zh_hans": TEXT,
        "summary_zh_hant": TEXT,
        "routes": st.lists(st.sampled_from(["intravenous", "nasal", "topical"]), unique=True),
        "dose_quantities": st.lists(QUANTITY, max_size=2),
        "donor": st.sampled_from(["", "autologous"]),
    }
)
EVENT = st.fixed_dictionaries(
    {
        "indication_zh_hans": TEXT,
        "conditions_zh_hant": TEXT,
        "regulator": TEXT,
        "source_title": TEXT,
        "date": st.dates(dt.date(1850, 1, 1), dt.date(2100, 1, 1)),
        "date_precision": st.sampled_from(["year", "month", "day"]),
        "jurisdiction": st.sampled_from(["JP", "KR", "EU"]),
    }
)
SLOW = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


def assert_unchanged(rows: str, before: list[dict]) -> None:
    """In every format, for one script and for both: no row changes, neither in the report nor in the database."""
    for format in ("xlsx", "csv", "json"):
        for language in ("", "zh-hans", "zh-hant"):
            plan = helpers.imported(helpers.exported(format, rows, language=language), f"x.{format}")
            assert (helpers.messages(plan), helpers.changes(plan)) == ([], [])
            assert set(helpers.statuses(plan)) == {"unchanged"}
    assert helpers.objects(rows) == before


@SLOW
@given(st.lists(PRODUCT, min_size=1, max_size=3))
def test_products_come_back_unchanged(rows):
    Product.objects.all().delete()
    for number, fields in enumerate(rows):
        Product(latin_name=f"=Product {number}", **fields).save()
    assert_unchanged("products", helpers.objects())


@SLOW
@given(st.lists(EVENT, min_size=1, max_size=3))
def test_events_come_back_unchanged(rows):
    Product.objects.all().delete()
    product = factories.proposed_product()
    for fields in rows:
        RegulatoryEvent(product=product, kind="approved", **fields).save()
    assert_unchanged("events", helpers.objects("events"))


@SLOW
@given(PRODUCT)
def test_a_deleted_product_comes_back_as_it_was(fields):
    Product.objects.all().delete()
    company = factories.Company.objects.get_or_create(name="Firm")[0]
    trial = factories.Trial.objects.first() or factories.proposed_trial()
    product = Product(latin_name="Productum", company=company, **fields)
    product.save()
    product.trials.add(trial)
    for format in ("xlsx", "csv", "json"):
        before, data = helpers.objects(), helpers.exported(format)
        Product.objects.all().delete()
        assert helpers.statuses(helpers.imported(data, f"x.{format}")) == ["created"]
        assert helpers.objects() == before


@pytest.fixture
def product():
    return factories.public_product(
        "Alofisel",
        name="产品",
        summary="干细胞产品",
        company=factories.company("Takeda", aliases=["武田"]),
        routes=["topical"],
    )


@pytest.mark.parametrize(
    ("title", "value", "expected"),
    [
        ("简介（简体）", "新的简介", {"summary_zh_hans": ["干细胞产品", "新的简介"]}),
        ("公司", "武田", {}),
        ("公司", None, {"company": ["Takeda", ""]}),
        ("给药途径", "静脉；鞘內", {"routes": [["topical"], ["intravenous", "intrathecal"]]}),
        ("供者", "異體", {"donor": ["", "allogeneic"]}),
        ("名称（繁體）", "產品甲", {"name_zh_hant": ["產品", "產品甲"]}),
    ],
)  # fmt: skip
def test_one_edited_cell_is_one_change(product, title, value, expected):
    factories.public_product("Other")
    plan = helpers.imported(helpers.with_cell(helpers.exported("xlsx"), 2, title, value))
    assert helpers.changes(plan) == ([expected] if expected else [])
    assert helpers.statuses(plan) == ["updated" if expected else "unchanged", "unchanged"]
    again = helpers.imported(helpers.with_cell(helpers.exported("xlsx"), 2, title, value))
    assert helpers.changes(again) == []


def test_the_derived_script_follows_an_edit_of_the_source(product):
    helpers.imported(helpers.with_cell(helpers.exported("xlsx"), 2, "简介（简体）", "干细胞制剂"))
    product.refresh_from_db()
    assert (product.summary_zh_hans, product.summary_zh_hant) == ("干细胞制剂", "幹細胞製劑")


def test_an_edit_of_the_derived_script_stays_a_hand_edit(product):
    helpers.imported(helpers.with_cell(helpers.exported("xlsx"), 2, "简介（繁體）", "手改"))
    product = Product.objects.get()
    product.summary_zh_hans = "又一版"
    product.save()
    assert product.summary_zh_hant == "手改"


def test_an_emptied_derived_cell_is_derived_again(product):
    product.summary_zh_hant = "手改"
    product.save()
    plan = helpers.imported(helpers.with_cell(helpers.exported("xlsx"), 2, "简介（繁體）", None))
    assert helpers.changes(plan) == [{"summary_zh_hant": ["手改", "幹細胞產品"]}]
    assert Product.objects.get().summary_zh_hant == "幹細胞產品"


@pytest.mark.parametrize(
    ("date", "precision", "cell"),
    [
        (dt.date(2015, 1, 1), "year", 2015),
        (dt.date(2015, 9, 1), "month", "2015-09"),
        (dt.date(2015, 9, 18), "day", dt.datetime(2015, 9, 18)),
    ],
)
def test_dates_are_native_as_far_as_they_are_known(date, precision, cell):
    import io

    import openpyxl

    factories.public_event(factories.public_product(), date=date, date_precision=precision)
    sheet = openpyxl.load_workbook(io.BytesIO(helpers.exported("xlsx", "events"))).worksheets[0]
    titles = [title.value for title in sheet[1]]
    assert sheet.cell(2, titles.index("日期") + 1).value == cell


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2016年3月", "2016-03"), (42430, "2016-03-01"), ("２０１６－０３－０５", "2016-03-05"), (2016, "2016"),
     ("20160305", "2016-03-05"), (dt.date(2016, 3, 5), "2016-03-05"), ("2016/3/5", "2016-03-05")],
)  # fmt: skip
def test_dates_are_read_however_they_are_written(value, expected):
    factories.public_event(factories.public_product())
    plan = helpers.imported(helpers.with_cell(helpers.exported("xlsx", "events"), 2, "日期", value))
    assert helpers.changes(plan) == [{"date": ["2015-09-18", expected]}]
    assert RegulatoryEvent.objects.get().date_iso == expected


@pytest.mark.parametrize("format", ["xlsx", "csv", "json"])
def test_trials_that_are_proposals_stay_out_of_public_sheets_and_on_their_products(product, format):
    product.trials.add(factories.proposed_trial("NCT00000002"), factories.public_trial("NCT00000003"))
    held = {"trials": sorted(product.trials.values_list("registry_id", flat=True))}
    data = helpers.exported(format, is_public=True)
    assert b"NCT00000002" not in data
    assert helpers.statuses(helpers.imported(data)) == ["unchanged"]
    if format == "json":
        assert "NCT00000002" not in data.decode()
        sheet = [one | {"trials": []} for one in json.loads(data)]
        plan = helpers.imported(helpers.as_json(sheet))
        assert (helpers.statuses(plan), plan.rows[0].changes["trials"][1]) == (["updated"], ["NCT00000002"])
        assert plan.rows[0].warnings == ["尚未公开的试验不在公开的表格里，照旧保留：NCT00000002。"]
        whole = [one | {"trials": []} for one in helpers.objects()]
        assert helpers.imported(helpers.as_json(whole)).rows[0].changes["trials"][1] == []
    else:
        assert sorted(product.trials.values_list("registry_id", flat=True)) == held["trials"]
