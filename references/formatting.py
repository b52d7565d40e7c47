"""A citation as a reader sees it in a list, in the style of the site (`CITATION_STYLE`)."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from references.exchange.csl import to_csl
from references.models import Citation
from references.styles import format_entry

ADDRESSES = ("DOI", "PMID", "URL", "accessed")


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    text: str


def plain(citation: Citation) -> str:
    """The whole entry in one line, without its number."""
    return format_entry(to_csl(citation), settings.CITATION_STYLE)


def described(citation: Citation) -> str:
    """The same without its addresses, for pages that set them as links behind it."""
    item = {name: value for name, value in to_csl(citation).items() if name not in ADDRESSES}
    return format_entry(item, settings.CITATION_STYLE)


def links(citation: Citation) -> list[Link]:
    """Where it can be read: DOI and PubMed, else its own address."""
    found = []
    if citation.doi:
        found.append(Link("DOI", f"https://doi.org/{citation.doi}", citation.doi))
    if citation.pmid:
        found.append(Link("PubMed", f"https://pubmed.ncbi.nlm.nih.gov/{citation.pmid}/", citation.pmid))
    if not found and citation.url:
        found.append(Link("", citation.url, citation.url))
    return found
