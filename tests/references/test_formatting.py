"""References as they are read in a list."""

import pytest

from references import formatting
from references.models import Citation

PITTENGER = Citation(
    key="pittenger1999",
    title="Multilineage potential of adult human mesenchymal stem cells",
    authors=[
        {"family": "Pittenger", "given": "Mark F."},
        {"family": "Mackay", "given": "A. M."},
        {"family": "Beck", "given": "Stephen C"},
        {"family": "Jaiswal", "given": "R-K"},
    ],
    container_title="Science",
    year=1999,
    volume="284",
    issue="5411",
    page="143-147",
    doi="10.1126/science.284.5411.143",
    pmid="10102814",
)


def test_a_journal_article_in_full():
    assert formatting.plain(PITTENGER) == (
        "Pittenger MF, Mackay AM, Beck SC, et al. Multilineage potential of adult human mesenchymal stem cells."
        " Science. 1999;284(5411):143-147. DOI: 10.1126/science.284.5411.143"
    )


def test_chinese_authors_keep_their_names_whole():
    people = [
        {"family": "王", "given": "小明"},
        {"literal": "国家药监局"},
        {"family": "李", "given": "红"},
        {"family": "张"},
    ]
    assert formatting.authors(people) == "王小明，国家药监局，李红，等"
    assert formatting.authors(people[:2]) == "王小明，国家药监局"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"title": "只有题名"}, "只有题名."),
        ({"title": "What now?", "year": 2020}, "What now? 2020."),
        ({"title": "T", "year": 2020, "volume": "3"}, "T. 2020;3."),
        ({"title": "T", "page": "e12"}, "T. e12."),
        ({"title": "T", "publisher": "WHO", "year": 2021}, "T. WHO. 2021."),
        ({"title": "T", "authors": ["Li M", None, 7, {}]}, "Li M. T."),
        ({"title": "T", "authors": "nonsense"}, "T."),
    ],
)
def test_what_is_not_known_leaves_no_trace(fields, text):
    assert formatting.plain(Citation(**fields)) == text


def test_links_are_doi_and_pubmed_or_else_the_address():
    assert [(link.label, link.url) for link in formatting.links(PITTENGER)] == [
        ("DOI", "https://doi.org/10.1126/science.284.5411.143"),
        ("PubMed", "https://pubmed.ncbi.nlm.nih.gov/10102814/"),
    ]
    assert [link.url for link in formatting.links(Citation(url="https://who.int/"))] == ["https://who.int/"]
    assert formatting.links(Citation()) == []
