"""A citation as a reader sees it in a list. Pure: a record in, text out; nothing is asked of the database."""

from __future__ import annotations

import re
from dataclasses import dataclass

from references.models import Citation

SHOWN_AUTHORS = 3
_HAN = re.compile(r"[\u3400-\u9fff]")
_SENTENCE_END = (".", "。", "?", "？", "!", "！")


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    text: str


def plain(citation: Citation) -> str:
    """`Family AB, … et al. Title. Container. Year;volume(issue):page. DOI: 10.…` with what is known, in one line."""
    doi = f"DOI: {citation.doi}" if citation.doi else ""
    return " ".join(filter(None, [described(citation), doi]))


def described(citation: Citation) -> str:
    """The same without its DOI, for pages that set the DOI as a link behind it."""
    parts = [
        authors(citation.authors),
        citation.title,
        citation.container_title or citation.publisher,
        _place(citation.year, citation.volume, citation.issue, citation.page),
    ]
    return " ".join(_closed(part.strip()) for part in parts if part and part.strip())


def authors(people: object) -> str:
    """The first three names, then `et al.`, or `等` where they are Chinese."""
    names = [name for person in (people if isinstance(people, list) else []) if (name := _name(person))]
    is_chinese = bool(names) and bool(_HAN.search(names[0]))
    shown = ("，" if is_chinese else ", ").join(names[:SHOWN_AUTHORS])
    if len(names) <= SHOWN_AUTHORS:
        return shown
    return f"{shown}，等" if is_chinese else f"{shown}, et al."


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


def _name(person: object) -> str:
    if isinstance(person, str):
        return person.strip()
    if not isinstance(person, dict):
        return ""
    if literal := str(person.get("literal") or "").strip():
        return literal
    family, given = (str(person.get(part) or "").strip() for part in ("family", "given"))
    if _HAN.search(family + given):
        return family + given
    return f"{family} {_initials(given)}".strip()


def _initials(given: str) -> str:
    return "".join(word[0].upper() for word in re.split(r"[\s.\-‐]+", given) if word)


def _place(year: int | None, volume: str, issue: str, page: str) -> str:
    number = f"{volume}({issue})" if issue else volume
    where = f"{number}:{page}" if number and page else number or page
    return ";".join(filter(None, [str(year or ""), where]))


def _closed(part: str) -> str:
    return part if part.endswith(_SENTENCE_END) else f"{part}."
