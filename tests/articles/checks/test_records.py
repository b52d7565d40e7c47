"""What a text says of products, trials and citations, against records given as plain data."""

from __future__ import annotations

import pytest

from articles.checks.document import Document, Line, from_html
from articles.checks.facts import Approval, Known, ProductFacts, TrialFacts
from articles.checks.registry import run

KNOWN = Known(
    products=(
        ProductFacts("Queencell", donor="autologous", approvals=(Approval("KR", 2010, "2010"),)),
        ProductFacts(
            "Hearticellgram-AMI",
            donor="autologous",
            tissue="bone_marrow",
            company=("Pharmicell",),
            routes=frozenset({"intracoronary"}),
            cells=(5e7, 7e7, 9e7),
            approvals=(Approval("KR", 2011, "2011-07-01"),),
        ),
        ProductFacts(
            "Ryoncil",
            generic="remestemcel-L-rknd",
            company=("Mesoblast", "迈索布拉斯特"),
            routes=frozenset({"intravenous"}),
            approvals=(Approval("US", 2024, "2024-12-18", population="2个月及以上儿童"),),
        ),
        ProductFacts("Stemirac", ("Stemirac",), approvals=(Approval("JP", 2018, "2018-12-28", is_conditional=True),)),
        ProductFacts("Amimestrocel", ("艾米迈托赛",), approvals=(Approval("CN", 2025, "2025-01-02", True),)),
    ),
    trials={
        "NCT03279081": TrialFacts(
            "NCT03279081",
            "PHASE3",
            "COMPLETED",
            568,
            "第24周联合缓解者，试验组48.8%，安慰剂组46.3%。",
            "克罗恩病复杂性肛瘘",
        )
    },
    citations={"bad2019": "retraction", "shaky2020": "expression_of_concern", "mended2021": "correction"},
    companies=(("Pharmicell",), ("Mesoblast",), ("Anterogen", "安特罗金")),
)


def codes(*texts: str) -> set[str]:
    lines = tuple(
        Line(number, text, "row" if text.startswith("|") else "text") for number, text in enumerate(texts, start=1)
    )
    document = Document(lines, is_article=True, facts={"known": KNOWN})
    return {found.code for found in run(document, ["consistency"])}


@pytest.mark.parametrize(
    ("code", "wrong", "right"),
    [
        ("record-year", "韩国于2013年批准Hearticellgram-AMI。", "韩国于2011年批准Hearticellgram-AMI。"),
        ("record-year", "韓國於2013年批准Hearticellgram-AMI。", "韓國於2011年批准Hearticellgram-AMI。"),
        ("record-place", "2011年，日本批准了Hearticellgram-AMI。", "2011年，韩国批准了Hearticellgram-AMI。"),
        ("record-conditions", "2018年，日本完全批准Stemirac。", "2018年，日本附条件批准Stemirac。"),
        ("record-never-approved", "美国FDA始终未批准remestemcel-L。", "2023年以前，FDA未批准remestemcel-L。"),
        (
            "record-first",
            "韩国首个自体MSC产品Hearticellgram-AMI获批。",
            "韩国首个急性心肌梗死产品Hearticellgram-AMI获批。",
        ),
        ("record-month", "2024年11月，美国批准Ryoncil。", "2024年12月，美国批准Ryoncil。"),
        (
            "record-month",
            "Ryoncil于2024年11月在美国获批。",
            "Ryoncil在美国于2024年12月获批。",
        ),
        ("record-route", "Ryoncil采用鞘内注射。", "Ryoncil采用静脉输注。"),
        ("record-dose", "Hearticellgram-AMI每次9×10⁹个细胞。", "Hearticellgram-AMI每次9×10⁷个细胞。"),
        ("record-age", "Ryoncil用于12岁以上的患者。", "Ryoncil用于2个月及以上的儿童。"),
        ("record-company", "Ryoncil由Anterogen公司开发。", "Ryoncil由Mesoblast公司开发。"),
        ("record-spelling", "Ryonsil用于儿童。", "Ryoncil用于儿童。"),
        ("record-spelling", "艾米迈拖赛用于成人。", "艾米迈托赛用于成人。"),
        ("trial-enrolment", "NCT03279081纳入212名患者。", "NCT03279081纳入568名患者。"),
        ("trial-phase", "II期试验NCT03279081未达终点。", "III期试验NCT03279081未达终点。"),
        ("trial-status", "NCT03279081正在招募。", "NCT03279081已完成。"),
        ("trial-conditions", "NCT03279081评估骨关节炎患者。", "NCT03279081评估克罗恩病患者。"),
        ("trial-conditions", "| 1型糖尿病 | NCT03279081 |", "| 克罗恩病肛瘘 | NCT03279081 |"),
        ("trial-result", "| NCT03279081 | 83%缓解 |", "| NCT03279081 | 48.8%缓解 |"),
    ],
)
def test_text_against_the_records(code, wrong, right):
    assert f"consistency.{code}" in codes(wrong)
    assert codes(right) - {"consistency.record-conditions"} == set()


def test_a_condition_is_told_once_and_need_not_be_repeated():
    assert codes("2018年，日本批准Stemirac。") == {"consistency.record-conditions"}
    assert codes("2018年，日本批准Stemirac。", "日本附条件批准Stemirac，期限七年。") == set()


def test_years_of_one_text_that_both_stand_in_the_record_contradict_nothing():
    two = ProductFacts("Stempeucel", approvals=(Approval("IN", 2016, "2016"), Approval("IN", 2020, "2020")))
    lines = (Line(1, "2016年印度批准Stempeucel。"), Line(2, "2020年印度批准Stempeucel。"))
    document = Document(lines, is_article=True, facts={"known": Known((two,))})
    assert run(document, ["consistency"]) == []


@pytest.mark.parametrize(
    ("key", "expected"),
    [("bad2019", "evidence.retracted"), ("shaky2020", "evidence.doubted"), ("mended2021", "evidence.corrected")],
)
def test_a_citation_with_a_notice_is_told_with_its_sentence(key, expected):
    mark = '<cite data-citation="{}"></cite>'.format
    html = f"<p>背景介绍。细胞减轻了炎症{mark(key)}。</p><p>别的{mark('fine')}。</p>"
    document = Document(tuple(from_html(html)), is_article=True, facts={"known": KNOWN})
    (found,) = run(document, [expected])
    assert (found.code, found.excerpt, found.where) == (expected, "细胞减轻了炎症", "p 1")
