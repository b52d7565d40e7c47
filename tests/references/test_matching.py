"""Finding the citation that a paper is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from references.matching import Index, Paper, find, find_all, first_author, fold, likely_doubles
from references.models import Citation
from tests.factories import proposed_citation, public_citation

TITLE = "Treatment of severe acute graft-versus-host disease with third party haploidentical mesenchymal stem cells"


@pytest.fixture
def known(db):
    return public_citation(
        "leblanc2004",
        title=TITLE,
        year=2004,
        authors=[{"family": "Le Blanc", "given": "Katarina"}],
        container_title="The Lancet",
        doi="10.1016/s0140-6736(04)16104-7",
        pmid="15121408",
    )


@pytest.mark.parametrize(
    ("paper", "rule"),
    [
        (Paper(doi="10.1016/S0140-6736(04)16104-7"), "doi"),
        (Paper(pmid="15121408", title="Something else"), "pmid"),
        (Paper(title=TITLE.upper() + ".", year=2004, first_author="LE BLANC"), "title"),
        (Paper(title=TITLE.replace("-", " ").replace("haplo", "haplo-"), year=2005), "title"),
        (Paper(title=TITLE.replace("Treatment", "Treatments"), first_author="Blanc"), "title"),
    ],
)
def test_one_paper_is_found(known, paper, rule):
    match = find(paper)
    assert (match.citation, match.rule) == (known, rule)


@pytest.mark.parametrize(
    "paper",
    [
        Paper(),
        Paper(doi="10.1/other", title=TITLE, year=2004, first_author="Le Blanc"),
        Paper(pmid="1", title=TITLE, year=2004, first_author="Le Blanc"),
        Paper(title=TITLE, year=2007, first_author="Le Blanc"),
        Paper(title=TITLE, year=2004, first_author="Smith"),
        Paper(title="Treatment of severe chronic bronchitis with mesenchymal stem cells", year=2004),
    ],
)
def test_another_paper_is_not(known, paper):
    assert find(paper) is None


def test_a_subtitle_may_be_left_out_where_all_else_agrees(db):
    head = "Minimal criteria for defining multipotent mesenchymal stromal cells"
    ours = proposed_citation(
        "a1", title=f"{head}. The position statement of a society", year=2006, container_title="Cytotherapy",
        authors=[{"family": "Dominici", "given": "M."}],
    )  # fmt: skip
    assert find(Paper(title=head, year=2006, first_author="Dominici", container="Cytotherapy")).citation == ours
    for other in ({"year": 2007}, {"first_author": ""}, {"first_author": "Horwitz"}, {"container": "Blood"}):
        fields = {"year": 2006, "first_author": "Dominici", "container": "Cytotherapy"} | other
        assert find(Paper(title=head, **fields)) is None
    assert find(Paper(title=head[:40], year=2006, first_author="Dominici", container="Cytotherapy")) is None


def test_numbers_set_titles_apart(db):
    title = "Mesenchymal stromal cells in a randomised trial of many patients: part {}"
    first = proposed_citation("a1", title=title.format(1), year=2010)
    assert find(Paper(title=title.format(1), year=2010)).citation == first
    assert find(Paper(title=title.format(2), year=2010)) is None
    assert find(Paper(title=title.format("II"), year=2010)) is None


def test_short_titles_have_to_agree_in_all_else(db):
    editorial = proposed_citation(
        "a1", title="Editorial", year=2010, container_title="Cell", authors=[{"family": "Kim", "given": "H."}]
    )
    assert find(Paper(title="Editorial", year=2010)) is None
    assert find(Paper(title="Editorial", year=2011, first_author="Kim")) is None
    assert find(Paper(title="Editorial", year=2010, first_author="Kim", container="Nature")) is None
    assert find(Paper(title="Editorial", year=2010, first_author="Kim", container="Cell")).citation == editorial


def test_chinese_titles_in_either_script_and_with_accents(db):
    ours = proposed_citation(
        "a1",
        title="脐带间充质干细胞治疗膝骨关节炎：一项随机对照试验的长期结果",
        year=2021,
        authors=[{"family": "García", "given": "J."}],
    )
    title = "臍帶間充質幹細胞治療膝骨關節炎:一項隨機對照試驗的長期結果"
    assert find(Paper(title=title, year=2021, first_author="Garcia")).citation == ours


def test_an_entry_as_it_was_printed(db):
    ours = proposed_citation("a1", title="Paper", as_printed="[1] Somebody. Some paper.")
    assert find(Paper(as_printed="[1] Somebody. Some paper.")).citation == ours


def test_the_surest_comes_first(db):
    by_title = proposed_citation("a1", title=TITLE, year=2004)
    by_pmid = proposed_citation("b1", title="Other", pmid="5", year=2004)
    matches = find_all(Paper(pmid="5", title=TITLE, year=2004))
    assert [match.citation for match in matches] == [by_pmid, by_title]


def test_likely_doubles_of_an_unsaved_citation(known):
    new = Citation(title=TITLE + "!", year=2004, authors=[{"family": "Le Blanc", "given": "K."}])
    assert [match.citation for match in likely_doubles(new)] == [known]
    assert likely_doubles(known) == []


def test_one_query_however_many_citations(known, django_assert_num_queries):
    for number in range(5):
        proposed_citation(title=f"Another paper with a long title, number {number}", year=2004)
    with django_assert_num_queries(1):
        find(Paper(title=TITLE, year=2004))
    with django_assert_num_queries(1):
        index = Index(Citation.objects.all())
        assert all(index.find(Paper(title=TITLE, year=2004)) for _ in range(3))


def test_an_index_learns_new_citations(db):
    index = Index([])
    new = Citation(title=TITLE, doi="10.1/x", year=2004)
    index.add(new)
    assert index.find(Paper(doi="10.1/X")).citation is new


def test_the_demonstration_has_no_doubles():
    path = Path(__file__).parents[2] / "mscsite" / "demo" / "citations.json"
    citations = [
        Citation(title=c["title"], year=c["year"], authors=c["authors"], doi=c["doi"], pmid=c["pmid"], key=c["key"])
        for c in json.loads(path.read_text("utf-8"))
    ]
    index = Index(citations)
    assert {c.key: [m.citation.key for m in index.find_all(Paper.of(c))] for c in citations} == {
        c.key: [c.key] for c in citations
    }


def test_parts():
    assert fold("Ｇarcía-Olmo：幹細胞！") == fold("garcia olmo 干细胞")
    assert [first_author(people) for people in ([], None, ["A B"], [{"literal": "WHO"}], [{"family": "Le"}])] == [
        *("", "", "A B", "WHO", "Le"),
    ]
