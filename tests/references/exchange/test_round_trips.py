"""What goes into a file comes out of it again: of every golden entry, and of fields full of special characters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from references.exchange import bibtex, files, ris
from references.exchange.latex import decode, encode
from references.styles.names import OTHERS

GOLDEN = sorted((Path(__file__).parent.parent / "styles" / "golden").glob("*.json"))
# What the formats have no place for; reports have none for the number within a series, beside their own.
NOT_IN_RIS = frozenset(
    "supplement-number status archive-place archive-location number-of-pages volume-title container-author "
    "medium event-place event-date authority".split()
)
NOT_IN_BIBTEX = frozenset(
    "supplement-number archive archive-place archive_location archive-location volume-title medium authority "
    "collection-editor".split()
)
RIS_TYPES = set(ris._KINDS)
NASTY = {
    "id": "nasty-1",
    "type": "article-journal",
    "title": "50% of A & B_c: $5, {x} ~ \\ ^ #1 -- 'a' \"q\" <i> α–β 干细胞「題」",
    "container-title": "J. of {X} & Y",
    "author": [
        {"family": "van der Aß", "given": "B. C.", "suffix": "Jr."},
        {"family": "Ångström-Élise", "given": "Jean-Luc"},
        {"family": "Plato"},
        {"literal": "WHO and the others"},
        {"literal": "Osiris Therapeutics, Inc."},
        {"family": "王", "given": "敏"},
    ],
    "volume": "1-2",
    "issue": "3 Suppl",
    "page": "e1-e9",
    "DOI": "10.1002/(SICI)1097_x<1::AID-A>2.0.CO;2-#",
    "URL": "https://example.org/a_b?c=%20&d={e}#f",
    "issued": {"date-parts": [[2001, 3, 5]]},
    "accessed": {"date-parts": [[2020, 1, 2]]},
    "PMID": "123",
    "language": "en",
    "keyword": "stem cell, bone; marrow",
    "note": "a note",
    "abstract": "Text with 5% & more.",
}


def cases():
    for path in GOLDEN:
        for case in json.loads(path.read_text("utf-8")):
            yield case["input"] | {"id": case["id"]}


def differences(module, item: dict, ignored: frozenset[str]) -> dict:
    (entry,) = module.read(module.write([item]), "x")
    assert entry.error == ""
    ignored = ignored | ({"collection-number"} if item["type"] == "report" else set())
    names = (set(item) | set(entry.item)) - ignored
    return {name: (item.get(name), entry.item.get(name)) for name in names if item.get(name) != entry.item.get(name)}


def test_every_golden_entry_through_ris():
    lost = {
        item["id"]: found
        for item in cases()
        if item["type"] in RIS_TYPES and (found := differences(ris, item, NOT_IN_RIS))
    }
    assert lost == {}


def test_every_golden_entry_through_bibtex():
    lost = {item["id"]: found for item in cases() if (found := differences(bibtex, item, NOT_IN_BIBTEX))}
    assert lost == {}


@pytest.mark.parametrize("form", files.FORMATS)
def test_special_characters(form):
    (entry,) = files.read(files.write([NASTY], form).encode(), "x")
    assert entry.item == NASTY


@pytest.mark.parametrize("form", files.FORMATS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(form, encoding):
    items = [{"id": "zh", "type": "book", "title": "干细胞生物学", "author": [{"family": "裴", "given": "钢"}]}]
    assert [entry.item for entry in files.read(files.write(items, form).encode(encoding), "x")] == items


def test_a_key_that_comes_twice_is_told_apart_in_bibtex():
    items = [{"id": "a", "type": "book", "title": title} for title in ("One", "Two")]
    assert [entry.label for entry in bibtex.read(bibtex.write(items), "x")] == ["a", "a-2"]


@pytest.mark.parametrize("form", files.FORMATS)
def test_an_empty_list(form):
    text = files.write([], form)
    assert text.strip() in ("", "[]")


@pytest.mark.parametrize("text", ["50% & a_b", "a -- b --- c", "{x} ``q''", "\\ ^ ~ # $", "a < b > c", "中文", "x^2_3"])
def test_latex_escapes(text):
    assert decode(encode(text)) == text


def test_authors_that_are_not_named_stay_others():
    item = {"id": "a", "type": "book", "title": "T", "author": [{"family": "Shi", "given": "Y."}, OTHERS]}
    text = files.write([item], "bibtex")
    assert "Shi, Y. and others" in text
    for form in files.FORMATS:
        (entry,) = files.read(files.write([item], form).encode(), "x")
        assert entry.item["author"] == item["author"]
