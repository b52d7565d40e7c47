"""Papers that a text cites: found in its own list or among the records, and held against what is said of them."""

from __future__ import annotations

import pytest

from articles.checks import papers
from articles.checks.document import Document, Line, from_html, from_lines
from articles.checks.facts import Known, Paper
from articles.checks.registry import run
from articles.checks.text import check_lines

HORWITZ = Paper(
    "horwitz2005",
    ("Horwitz", "Le Blanc"),
    2005,
    "Clarification of the nomenclature for MSC: The International Society for Cellular Therapy position statement",
    has_identifier=True,
)
GUIDELINES = Paper(
    "lovell-badge2021",
    ("Lovell-Badge", "Anthony"),
    2021,
    "ISSCR Guidelines for Stem Cell Research and Clinical Translation: The 2021 update",
    has_identifier=True,
)
MISLABELLED = Paper("other2021", ("Doe",), 2021, "Guidelines for Stem Cell Research and Clinical Translation (ISSCR)")


def known_for(html: str) -> Known:
    """The papers that the text cites, and the documents of societies."""
    cited = {paper.key: paper for paper in (HORWITZ, MISLABELLED) if paper.key in html}
    return Known(papers=cited, documents=(HORWITZ, GUIDELINES))


def codes(html: str) -> list[str]:
    known = known_for(html)
    document = Document(tuple(from_html(html)), is_article=True, facts={"known": known})
    return [found.code for found in run(document, ["consistency"])]


def cite(key: str) -> str:
    return f'<cite data-citation="{key}"></cite>'


def test_an_entry_as_printed_gives_authors_and_year():
    line = Line(1, "[2] Pittenger MF, Mackay AM, et al. Multilineage. Science. 1999;284(5411):143-147.", "entry")
    paper = papers.paper_of(line)
    assert (paper.key, paper.authors, paper.year) == ("[2]", ("Pittenger", "MF", "Mackay", "AM"), 1999)


def test_a_year_in_a_page_range_or_an_address_is_no_year_of_publication():
    line = Line(1, "[1] Han X, et al. Sig Transduct. 2025;10:262. https://doi.org/10.1038/s41392-025-02313-9", "entry")
    assert papers.paper_of(line).year == 2025


def test_marks_stand_for_the_entries_of_the_list():
    text = [
        "机制见文献[1,2]。",
        "参考文献",
        "[1] Shi Y, et al. Nat Rev. 2018;14:493.",
        "[2] Han X, et al. Sig. 2025;10:262.",
    ]
    assert [each.paper.key for each in papers.cited(from_lines(text))] == ["[1]", "[2]"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2005年，Horwitz等人提出了新的名称", []),
        ("2005年，Blanc等人提出了新的名称", []),
        ("2005年，Thomson等人提出了新的名称", ["consistency.cited-author"]),
        ("2011年，Horwitz等人提出了新的名称", ["consistency.cited-year"]),
        ("该病在2011年有新的统计", []),
    ],
)
def test_author_and_year_beside_a_mark_are_held_against_the_record(said, expected):
    assert codes(f"<p>{said}{cite('horwitz2005')}。</p>") == expected


def test_a_sentence_with_two_marks_is_left_alone():
    assert codes(f"<p>2011年，Thomson等人总结了两项研究{cite('horwitz2005')}{cite('other2021')}。</p>") == [
        "consistency.other-authors"
    ]


def test_a_year_apart_only_tells():
    found = check_lines(
        [
            "2000年，Pittenger等人发表了结果[1]。",
            "参考文献",
            "[1] Pittenger MF, et al. Science. 1999;284(5411):143-147.",
        ],
        ["consistency"],
    )
    assert [(each.code, each.level.value) for each in found] == [("consistency.cited-year", "info")]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2025年，国际细胞治疗协会（ISCT）将其更名为间充质基质细胞。", ["consistency.body-year"]),
        ("2005年，国际细胞治疗协会（ISCT）将其更名为间充质基质细胞。", []),
        ("2025年，国际细胞治疗协会（ISCT）召开了年会。", []),
        ("2019年，ISSCR发布了指南。", ["consistency.body-year"]),
        ("2021年，ISSCR發布了指南。", []),
    ],
)
def test_the_year_of_a_societys_document_is_held_against_the_records(said, expected):
    assert codes(f"<p>{said}</p>") == expected


def test_a_record_without_identifier_that_names_other_authors_than_the_verified_one():
    assert codes(f"<p>指南另有规定{cite('other2021')}。</p>") == ["consistency.other-authors"]
    assert codes(f"<p>更名的理由见{cite('horwitz2005')}。</p>") == []


def test_a_study_of_animals_behind_a_sentence_about_patients():
    rats = Paper("rats", ("Doe",), 2018, "Conditioned medium in a model of fracture healing in hypothyroidism rats")
    document = Document(
        tuple(
            from_html(f"<p>临床研究显示，患者的骨折愈合加快{cite('rats')}。</p><p>在大鼠中愈合加快{cite('rats')}。</p>")
        ),
        is_article=True,
        facts={"known": Known(papers={"rats": rats})},
    )
    assert [(f.code, f.where) for f in run(document, ["evidence.animal-source"])] == [("evidence.animal-source", "p 1")]
