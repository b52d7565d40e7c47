"""Any citation of ours, out through each exchange format and in again, is the same citation."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from references.choices import CitationType
from references.exchange import csl, files

LETTERS = "aeZ é干細ß1 2-–—.,:;'\"&%$#_{}~^\\<>()[]/*@+=|α"
WORD = st.text("abcXYZé干ß1-", min_size=1, max_size=8).map(lambda text: f"A{text}b")
PLAIN = st.text("abcXYZ123", min_size=1, max_size=8)
NUMBER = st.from_regex(r"[1-9][0-9]{0,3}", fullmatch=True)
PAGE = st.one_of(NUMBER, st.from_regex(r"e[1-9][0-9]{1,4}", fullmatch=True), st.just("143-147"), st.just("S1-S9"))


def line(text: str) -> str:
    """As every field of CSL-JSON is taken over: one line, without blanks around it."""
    return " ".join(text.split())


TEXT = st.text(LETTERS, min_size=1, max_size=30).map(lambda text: line(f"A {text} b"))
PERSON = st.one_of(
    st.fixed_dictionaries({"family": WORD, "given": WORD}),
    st.fixed_dictionaries({"family": WORD, "given": WORD, "suffix": st.sampled_from(["Jr.", "III"])}),
    st.fixed_dictionaries({"literal": st.tuples(WORD, WORD).map(" ".join)}),
)
PEOPLE = st.lists(PERSON, min_size=1, max_size=4)
DATE = st.dates(dt.date(1500, 1, 1), dt.date(2200, 12, 31))
ISSUED = st.tuples(DATE, st.integers(1, 3)).map(
    lambda pair: {"date-parts": [[pair[0].year, pair[0].month, pair[0].day][: pair[1]]]}
)
ITEM = st.fixed_dictionaries(
    {"id": st.just("a1"), "type": st.sampled_from(CitationType.values), "title": TEXT},
    optional={
        **dict.fromkeys(("author", "editor", "translator"), PEOPLE),
        **dict.fromkeys(("publisher", "publisher-place", "note", "abstract"), TEXT),
        **dict.fromkeys(("volume", "number"), NUMBER),
        "page": PAGE,
        "issued": ISSUED,
        "accessed": DATE.map(lambda day: {"date-parts": [[day.year, day.month, day.day]]}),
        "DOI": st.from_regex(r"10\.[0-9]{4}/[a-z0-9()_.:;<>-]{1,12}[a-z0-9]", fullmatch=True),
        "PMID": NUMBER,
        "PMCID": NUMBER.map(lambda number: f"PMC{number}"),
        "URL": st.from_regex(r"https://e\.org/[a-z0-9_%&=?~#-]{0,12}", fullmatch=True),
        "language": st.sampled_from(["en", "zh", "de"]),
        "collection-title": TEXT,
        "keyword": st.lists(WORD, min_size=1, max_size=3).map(", ".join),
        "title-short": TEXT,
        "genre": TEXT,
        "ISSN": st.from_regex(r"[0-9]{4}-[0-9]{3}[0-9X]", fullmatch=True),
        "ISBN": st.from_regex(r"97[89]-[0-9]{10}", fullmatch=True),
    },
)
HOLDERS = {  # which kinds have a place for these in every format
    "container-title": ("article-journal", "chapter", "paper-conference", "webpage"),
    "issue": ("article-journal",),
    "version": ("article", "dataset"),
    "edition": tuple(kind for kind in CitationType.values if kind not in ("article", "dataset")),
}


@st.composite
def items(draw) -> dict:
    item = draw(ITEM)
    for name, kinds in HOLDERS.items():
        if item["type"] in kinds and draw(st.booleans()):
            item[name] = draw(TEXT if name == "container-title" else NUMBER)
    return item


@pytest.mark.parametrize("form", files.FORMATS)
@given(item=items())
def test_a_citation_comes_back_as_it_went(form, item):
    stored = csl.from_csl(item)
    (entry,) = files.read(files.write([item], form).encode(), "x")
    assert entry.error == ""
    assert csl.from_csl(entry.item) == stored
    assert csl.not_kept(entry.item) == []


@pytest.mark.parametrize("form", files.FORMATS)
@given(pair=st.lists(items(), min_size=2, max_size=5))
def test_lists_keep_their_order_and_their_number(form, pair):
    numbered = [item | {"id": f"key-{at}"} for at, item in enumerate(pair)]
    found = files.read(files.write(numbered, form).encode(), "x")
    assert [entry.item["id"] for entry in found] == [item["id"] for item in numbered]
