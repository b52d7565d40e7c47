from __future__ import annotations

import pytest

from articles.importing.parsed import Block, ParsedArticle, ProductRow, Section
from articles.importing.products import columns_of, donor_of, product_rows, routes_of, tissue_of, year_of

HEADER = ("MSC產品", "研發公司", "批準國家", "年份", "適應癥", "組織來源", "移植途徑", "給藥頻率", "細胞劑量")


def article(*tables: tuple[tuple[str, ...], ...]) -> ParsedArticle:
    blocks = tuple(Block("table", rows=table) for table in tables)
    return ParsedArticle("题", "zh-Hant", sections=(Section(1, "节", blocks),))


def test_a_row():
    row = (
        "Alphacart",
        "甲公司",
        "歐洲聯盟",
        "2018",
        "軟骨缺損",
        "異基因UC",
        "鞘內和冠狀動脈內注射",
        "單次",
        "3×108 個",
    )
    assert product_rows(article((HEADER, row))) == (
        ProductRow(
            name="Alphacart",
            company="甲公司",
            jurisdiction="EU",
            year=2018,
            indication="軟骨缺損",
            donor="allogeneic",
            tissue="umbilical_cord",
            source_material="異基因UC",
            routes=("intrathecal", "intracoronary"),
            route_text="鞘內和冠狀動脈內注射",
            frequency="單次",
            dose="3×108 個",
        ),
    )


def test_columns_in_any_order_and_short_rows():
    table = (("国家", "获批时间", "产品"), ("日本", "2015年9月", "Beta"), ("", "", "Gamma"), ("印度", "2016"))
    assert product_rows(article(table)) == (
        ProductRow(name="Beta", jurisdiction="JP", year=2015),
        ProductRow(name="Gamma"),
    )


def test_other_tables_hold_no_products():
    assert product_rows(article((("疾病类型", "临床试验案例", "关键结果"), ("肺炎", "一项试验", "好转")))) == ()
    assert product_rows(article((("产品名称", "价格"), ("甲", "贵")))) == ()


@pytest.mark.parametrize(
    "header",
    [
        ("产品名称", "批准国家"),
        ("药品名称", "上市时间"),
        ("商品名", "获批年份"),
        ("產品", "國家/地區"),
        ("Product", "Country"),
        ("產品名稱（英文）", "核准年份"),
        ("干细胞产品", "批准时间"),
    ],
)
def test_headers_of_product_tables(header):
    assert len(columns_of(header)) == 2


@pytest.mark.parametrize(
    ("text", "donor", "tissue"),
    [
        ("自體骨髓", "autologous", "bone_marrow"),
        ("異基因UC", "allogeneic", "umbilical_cord"),
        ("同種異體脂肪", "allogeneic", "adipose"),
        ("异体脐带血", "allogeneic", "cord_blood"),
        ("脐带间充质干细胞", "", "umbilical_cord"),
        ("UC-MSC", "", "umbilical_cord"),
        ("异体UCB-MSCs", "allogeneic", "cord_blood"),
        ("人胎盘", "", "placenta"),
        ("羊膜", "", "amnion"),
        ("牙髓", "", "dental_pulp"),
        ("外周血", "", "peripheral_blood"),
        ("骨髓或脂肪", "", ""),
        ("自体或异体骨髓", "", "bone_marrow"),
        ("Allogeneic bone marrow", "allogeneic", "bone_marrow"),
        ("软骨", "", ""),
        ("", "", ""),
    ],
)
def test_cell_sources(text, donor, tissue):
    assert (donor_of(text), tissue_of(text)) == (donor, tissue)


@pytest.mark.parametrize(
    ("text", "routes"),
    [
        ("靜脈注射", ("intravenous",)),
        ("冠狀動脈注射", ("intracoronary",)),
        ("肝动脉注射", ("intraarterial",)),
        ("關節內注射", ("intraarticular",)),
        ("关节腔注射", ("intraarticular",)),
        ("肌肉注射", ("intramuscular",)),
        ("病灶內注射", ("intralesional",)),
        ("静脉滴注或鞘内注射", ("intravenous", "intrathecal")),
        ("雾化吸入", ("inhalation",)),
        ("手術區局部使用", ()),
        ("一半打在边缘,一半打在周围", ()),
        ("膝关节", ()),
        ("", ()),
    ],
)
def test_routes(text, routes):
    assert routes_of(text) == routes


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2011", 2011),
        ("2011年7月", 2011),
        ("２０１１年", 2011),
        ("民國100年", 2011),
        ("20111", None),
        ("不詳", None),
        ("", None),
    ],
)
def test_years(text, year):
    assert year_of(text) == year
