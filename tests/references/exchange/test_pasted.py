"""Lists of references, pasted in the styles of the site."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from references.exchange import files, pasted
from references.exchange.csl import from_csl, to_csl
from references.exchange.decoding import Refused
from references.exchange.pasted_names import apa, family_first
from references.matching import Index, Paper
from references.models import Citation
from references.styles import STYLES, format_entry, format_list

GOLDEN = Path(__file__).parent.parent / "styles" / "golden"
ARTICLES = json.loads((GOLDEN / "article-journal.json").read_text("utf-8"))[:25]
EVERY = [case for path in sorted(GOLDEN.glob("*.json")) for case in json.loads(path.read_text("utf-8"))]
LISTED = """
[1] Pittenger M F，Mackay A M，Beck S C，et al. Multilineage potential[J/OL]. Science，1999，284（5411）：143-147. DOI:10.1126/science.284.5411.143.
[2] 王敏, 欧阳明, 李建国, 等. 干细胞[M]. 2 版. 北京: 科学出版社, 2018: 35.
3. Le Blanc K, van der Kooy D. Is it a trial? Lancet. 2004 May 1;363(9419):1439–41. doi:10.1234/x PubMed PMID: 15121408.
Caplan, A. I., Smith, A.-M., Jr., & World Health Organization. (2011). The MSC: an injury drugstore. Cell Stem Cell, 9(1), 11–15. https://doi.org/10.1234/y
4、国家药品监督管理局. 附条件批准上市[EB/OL]. （2025-01-02）[2025-01-10]. https://www.nmpa.gov.cn/1.html.
"""  # noqa: E501 - references as they are pasted


def test_each_style_in_one_list():
    science, book, lancet, drugstore, page = (entry.item for entry in files.read(LISTED.encode(), "list.txt"))
    assert science == {
        "type": "article-journal",
        "title": "Multilineage potential",
        "author": [
            {"family": "Pittenger", "given": "M. F."},
            {"family": "Mackay", "given": "A. M."},
            {"family": "Beck", "given": "S. C."},
            {"literal": "et al."},
        ],
        "container-title": "Science",
        "volume": "284",
        "issue": "5411",
        "page": "143-147",
        "issued": {"date-parts": [[1999]]},
        "DOI": "10.1126/science.284.5411.143",
    }
    assert book["author"] == [
        {"family": "王", "given": "敏"},
        {"family": "欧阳", "given": "明"},
        {"family": "李", "given": "建国"},
        {"literal": "et al."},
    ]
    assert (book["edition"], book["publisher-place"], book["publisher"], book["page"]) == (
        "2 版",
        "北京",
        "科学出版社",
        "35",
    )
    assert (lancet["title"], lancet["page"], lancet["PMID"]) == ("Is it a trial?", "1439-1441", "15121408")
    assert lancet["author"][1] == {"family": "van der Kooy", "given": "D."}
    assert drugstore["author"] == [
        {"family": "Caplan", "given": "A. I."},
        {"family": "Smith", "given": "A.-M.", "suffix": "Jr."},
        {"literal": "World Health Organization"},
    ]
    assert (drugstore["container-title"], drugstore["DOI"]) == ("Cell Stem Cell", "10.1234/y")
    assert (page["type"], page["issued"], page["accessed"]) == (
        *("webpage", {"date-parts": [[2025, 1, 2]]}, {"date-parts": [[2025, 1, 10]]}),
    )


def year(item: dict) -> object:
    return item.get("issued", {}).get("date-parts", [[None]])[0][0]


@pytest.mark.parametrize("style", [style for style in STYLES if style.startswith("gbt")])
def test_golden_entries_of_gbt7714_are_read_back(style):
    """Title, year, DOI and first author of nine in ten; standards are printed without author and year in 2025."""
    cases = [
        case
        for case in EVERY
        if case["input"].get("author")
        and "<" not in case["input"].get("title", "<")
        and case["input"]["type"] != "standard"
    ]
    right = 0
    for case in cases:
        item, (entry,) = case["input"], pasted.read(format_entry(case["input"], style))
        same = all(item.get(name) in (None, entry.item.get(name)) for name in ("title", "DOI"))
        first = item["author"][0]
        names = [name.get("family") or name.get("literal") for name in entry.item.get("author", [{}])]
        right += same and year(item) == year(entry.item) and names[0] == (first.get("family") or first.get("literal"))
    assert right >= 0.85 * len(cases)


@pytest.mark.parametrize("style", STYLES)
def test_articles_are_read_back_from_every_style(style):
    cases = [case["input"] for case in ARTICLES if case["input"].get("issue") and case["input"].get("issued")]
    wrong = {}
    for item in cases:
        (entry,) = pasted.read(format_entry(item, style))
        if any(item.get(name) != entry.item.get(name) for name in ("volume", "issue")) or year(item) != year(
            entry.item
        ):
            wrong[item["title"]] = entry.item
    assert len(wrong) <= 2, wrong


def test_a_line_that_is_no_reference_fails_alone():
    line = "Lee S. A title of it. Cells. 2023;1:2.\n"
    entries = files.read(f"{line}and some words behind it\n{line}".encode(), "list.txt")
    assert [bool(entry.error) for entry in entries] == [False, True, False]


def test_prose_is_no_list():
    with pytest.raises(Refused, match="文献列表"):
        files.read("间充质干细胞是一类细胞。\n它们来自骨髓。".encode(), "a.txt")


def test_names():
    assert family_first("VAN DER KOOY D, O’BRIEN T J, 中国医学科学院, WHO") == [
        {"family": "van der Kooy", "given": "D."},
        {"family": "O’Brien", "given": "T. J."},
        {"literal": "中国医学科学院"},
        {"literal": "WHO"},
    ]
    assert apa("Osiris Therapeutics, Inc.") == [{"literal": "Osiris Therapeutics, Inc."}]
    assert family_first("Osiris Therapeutics, Inc") == [{"literal": "Osiris Therapeutics, Inc."}]
    assert apa("王敏, & 李建国.") == [{"family": "王", "given": "敏"}, {"family": "李", "given": "建国"}]


@pytest.mark.parametrize("style", STYLES)
def test_the_demonstration_is_found_again_in_every_style(style):
    """What is read is what we have: no list of our own makes a double or changes an article's place."""
    path = Path(__file__).parents[3] / "mscsite" / "demo" / "citations.json"
    stored = [record for record in json.loads(path.read_text("utf-8")) if record["type"] == "article-journal"]
    citations = [
        Citation(**{name: value for name, value in record.items() if name != "published"}) for record in stored
    ]
    index = Index(citations)
    lines = "\n".join(format_list(map(to_csl, citations), style))
    found = [
        index.find(Paper.of(Citation(**from_csl(entry.item)))) if entry.item else None for entry in pasted.read(lines)
    ]
    wrong = [want.key for want, match in zip(citations, found, strict=True) if not match or match.citation is not want]
    assert len(wrong) <= 1, wrong  # one has neither year nor journal, which Vancouver needs to be told
