"""Checks of the script: one word in two forms, quotation marks, places with their repair, guesses of the machine."""

from __future__ import annotations

import pytest

from articles.checks.document import Document, Line
from articles.checks.registry import run
from articles.checks.stored import check_article
from articles.checks.text import check_lines
from mscsite.core import derived, hanzi
from tests import factories


def found(text: str, only: str = "script") -> list[tuple[str, int, int, str]]:
    return [(each.code, each.line, each.start, each.excerpt) for each in check_lines(text.split("\n"), [only])]


def test_every_wrong_place_is_told_with_its_repair():
    findings = check_lines(["間充質干細胞已經批準用于治療這種癥狀。"], ["script"])
    assert [(each.start, each.end, each.excerpt) for each in findings] == [
        (3, 4, "干"),
        (9, 10, "準"),
        (11, 12, "于"),
        (16, 17, "癥"),
    ]
    assert "应为“幹”" in findings[0].message
    assert found("细胞具有免疫調節作用，研究發現，这种细胞还会分泌许多种因子。") == [
        ("script.wrong-script", 1, 6, "調節"),
        ("script.wrong-script", 1, 13, "發現"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("细胞黏附，粘附因子，黏附蛋白。", [("script.two-forms", 1, 5, "粘附")]),
        ("呼吸窘迫综合征。\n该综合症少见，综合征多见。", [("script.two-forms", 2, 1, "综合症")]),
        ("治療克羅恩病的試驗，克隆氏病患者入組，克羅恩病緩解。", [("script.two-forms", 1, 10, "克隆氏病")]),
        ("台灣的臨床試驗在臺灣完成，臺灣的中心最多。", [("script.two-forms", 1, 0, "台灣")]),
        ("一臺離心機放在平臺上，台詞與颱風無關，這是臨床試驗。", []),
        ("体温升高，温度下降。", []),  # Simplified has one form
        ("间充质干细胞，旧称间质干细胞，来自骨髓。", []),
        ("[1] 粘附分子研究[J]. 中华医学杂志, 2020, 100(1): 1-5.\n黏附分子。", []),  # a title stays as it was printed
    ],
)
def test_one_word_in_two_forms(text, expected):
    assert found(text, "script.two-forms") == expected


def test_the_form_to_keep_is_written_in_the_script_of_the_text():
    (finding,) = check_lines(["呼吸窘迫綜合徵與綜合症，綜合徵為先。"], ["script.two-forms"])
    assert "都用“綜合徵”" in finding.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "所谓「万能细胞」和『神药』。",
            [("script.quotes", 1, 2, "「万能细胞」"), ("script.quotes", 1, 9, "『神药』")],
        ),
        ('使用"干细胞"治疗，5" 的针头。', [("script.quotes", 1, 2, '"干细胞"')]),
        ("Crohn’s disease 指克罗恩病。", []),
        ("他說「臨床」，又說“試驗”。", [("script.quotes", 1, 9, "“試驗”")]),
        ("他說“臨床”，又說“試驗”。", []),
    ],
)
def test_quotes_of_the_other_script(text, expected):
    assert found(text, "script.quotes") == expected


def test_curly_quotes_in_traditional_are_told_once():
    assert found("他說“臨床”，又說“試驗”。\n再說“緩解”，還有“Crohn”。") == [("script.curly-quotes", 1, 2, "“臨床”")]


def test_a_protected_term_is_no_bad_conversion():
    glossary = hanzi.Glossary([("批準", "批準", "批準", True)])
    lines = (Line(1, "藥品“批準”已經獲得臨床批准。"),)
    facts = {"script": hanzi.HANT, "glossary": glossary}
    assert run(Document(lines, facts=facts), ["script.bad-conversion"]) == []


def test_a_word_of_the_region_beside_another_one():
    glossary = hanzi.Glossary([("视频", "影片", "影片", False)])
    lines = (Line(1, "視頻和影片都在臨床使用。"), Line(2, "影片。"))
    facts = {"script": hanzi.HANT, "glossary": glossary}
    findings = run(Document(lines, facts=facts), ["script.regional-word"])
    assert [(each.line, each.start, each.excerpt) for each in findings] == [(1, 0, "視頻")]
    assert run(Document(lines[:1][:0] + lines[1:], facts=facts), ["script.regional-word"]) == []


@pytest.mark.django_db
def test_guesses_of_the_machine_until_somebody_accepts_them():
    article = factories.draft_article("题", body="<p>皇后发理</p><p>皇后</p>")
    (guess,) = check_article(article, None, ["script.guessed"])
    assert (guess.field, guess.where, guess.excerpt) == ("body_zh_hant", "p 1", "發")
    assert "“髮”" in guess.message
    derived.mark(article, "body", derived.ACCEPTED, ["<p>皇后發理</p>"])
    assert check_article(article, None, ["script.guessed"]) == []


@pytest.mark.django_db
def test_a_text_written_in_traditional_holds_no_guesses():
    article = factories.draft_article("題", source_script="zh-hant", body="<p>皇后發理</p>")
    assert check_article(article, None, ["script.guessed"]) == []
