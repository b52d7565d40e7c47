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


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (
            "gbt7714-2025",
            "Pittenger M F，Mackay A M，Beck S C，et al. Multilineage potential of adult human mesenchymal stem "
            "cells[J/OL]. Science，1999，284（5411）：143-147.",
        ),
        (
            "vancouver",
            "Pittenger MF, Mackay AM, Beck SC, Jaiswal RK. Multilineage potential of adult human mesenchymal stem "
            "cells. Science. 1999;284(5411):143–7.",
        ),
    ],
)
def test_an_entry_is_written_in_the_style_of_the_site(settings, style, text):
    settings.CITATION_STYLE = style
    assert formatting.described(PITTENGER) == text
    assert "10.1126/science.284.5411.143" in formatting.plain(PITTENGER)


@pytest.mark.parametrize(
    ("fields", "text"),
    [({"title": "只有题名"}, "只有题名[J]."), ({"title": "T", "authors": ["Li M", None, 7, {}]}, "Li M. T[J].")],
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
