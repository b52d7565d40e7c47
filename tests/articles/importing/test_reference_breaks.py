"""Lists without numbers, broken at the edge of a column: each entry is found and read as if it were whole."""

from __future__ import annotations

import re
from random import Random

import pytest

from articles.importing.text import read_text
from tests.articles.importing.accounting import assert_accounted
from tests.articles.importing.bibliographies import FORMS, Entry, broken, entry
from tests.articles.importing.printing import Press, printed

ARTICLE = """脐带间充质干细胞的研究进展

摘要：本文综述间充质干细胞的来源、机制和临床研究。

一、来源
间充质干细胞可以来自骨髓、脂肪和脐带，不同来源的细胞在增殖能力上有差别。
二、临床研究
目前已经有许多临床研究，但是多数规模不大，随访时间也不长。

参考文献
{entries}
作者简介：张三，副主任医师。
"""
SETTINGS = [
    {},
    {"indent": "    "},
    {"blank": True},
    {"hyphenates": True},
]


def entries(style: str, seed: int, count: int = 44) -> list[Entry]:
    dice = Random(seed)
    return [entry(dice, style, number) for number in range(count)]


def squeezed(text: str) -> str:
    return re.sub(r"[\s-]", "", text)


@pytest.mark.parametrize("setting", SETTINGS, ids=range(len(SETTINGS)))
@pytest.mark.parametrize("edge", [44, 78])
@pytest.mark.parametrize("style", FORMS)
def test_every_entry_is_found(style, edge, setting):
    expected = entries(style, edge)
    text = ARTICLE.format(entries=broken(expected, edge, **setting))
    parsed = read_text(text)
    assert [squeezed(r.raw) for r in parsed.references] == [squeezed(each.printed) for each in expected]
    assert [(r.title, r.year, r.doi) for r in parsed.references] == [(e.title, e.year, e.doi) for e in expected]
    assert [section.heading for section in parsed.sections] == ["一、来源", "二、临床研究"]
    assert_accounted(text, parsed)


@pytest.mark.parametrize("style", FORMS)
def test_entries_a_line_each_are_not_joined(style):
    expected = entries(style, 3)
    parsed = read_text(ARTICLE.format(entries="\n".join(each.printed for each in expected)))
    assert [r.raw for r in parsed.references] == [each.printed for each in expected]


@pytest.mark.parametrize("numbers", ["", "[{}] ", "{}. ", "{} "])
@pytest.mark.parametrize("style", FORMS)
def test_on_pages_with_running_heads(style, numbers):
    expected = entries(style, 11, count=52)
    press = Press(edge=30, lines_a_page=44, head="虚构医学 2024 年第 39 卷", number="- {} -", form_feed=True)
    printed_entries = [f"{numbers.format(number)}{each.printed}" for number, each in enumerate(expected, 1)]
    head, _label, tail = ARTICLE.partition("{entries}")
    parsed = read_text(printed([*head.split("\n"), *printed_entries, *tail.strip().split("\n")], press))
    assert [squeezed(r.raw) for r in parsed.references] == [squeezed(each) for each in printed_entries]
    assert [(r.title, r.year, r.doi) for r in parsed.references] == [(e.title, e.year, e.doi) for e in expected]


WEB = """参考文献
World Health Organization. Cells that are not there
[Internet]. Geneva: WHO; 1997 [cited 2024 May 2].
Available from: https://www.who.example.org/pub/1
García M. Repair of marrow: an immune response
[dissertation]. Boston: Imaginary University; 1994.
de Souza R, O'Brien KT. Cartilage and cord. 2nd ed.
New York: Springer; 1993.
Li XW, Wang Q. 2001. Evidence in 2019. PLoS ONE 9:
452-457. https://doi.org/10.1234/j.imag.
2001.008
Park JY, Ito R. Tissue trials. Cytotherapy. 1995
Mar;89(4):692-702. doi: 10.1234/j.1995. Epub 1995
Jan 12. PMID: 30000030."""


def test_other_kinds_between_them():
    found = read_text(WEB).references
    assert [(r.authors[0], r.title, r.year, r.doi, r.pmid) for r in found] == [
        ("World Health Organization", "Cells that are not there", 1997, None, None),
        ("García M", "Repair of marrow: an immune response", 1994, None, None),
        ("de Souza R", "Cartilage and cord", 1993, None, None),
        ("Li XW", "Evidence in 2019", 2001, "10.1234/j.imag.2001.008", None),
        ("Park JY", "Tissue trials", 1995, "10.1234/j.1995", "30000030"),
    ]
