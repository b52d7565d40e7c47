"""Vancouver, as the National Library of Medicine prints it (Citing Medicine, 2nd edition). Pure.

Source: the CSL style `nlm-citation-sequence` (7 January 2026). Journals go by their abbreviation where one is given.
"""

from __future__ import annotations

from .item import Item
from .names import Name, named
from .numbers import is_numeric, is_several, ordinal, pages, with_dash
from .text import capital, closed, join, without_periods, wrapped

SHOWN = 6  # of seven authors and more six are named
_JOURNALS = ("article-journal", "review", "review-book")
_SERIALS = (*_JOURNALS, "article-magazine", "article-newspaper", "periodical", "post-weblog")
_PARTS = ("chapter", "paper-conference", "entry-dictionary", "entry-encyclopedia")
_LAWS = ("bill", "legislation")


def entry(item: Item) -> str:
    """One entry, without its number."""
    own_edition = "" if item.has("container-title") else _edition(item)
    sections = [_author(item), _title(item), own_edition, _source(item), _imprint(item), _extent(item)]
    if _is_part_of_site(item):
        sections.append(item.text("title"))
    sections += [_series(item), _report_number(item)]
    described = closed(_join(sections, ". "), in_quotes=True)
    return " ".join(filter(None, [described, _availability(item), _notes(item)]))


def _join(parts: list[str], delimiter: str) -> str:
    return join(parts, delimiter, in_quotes=True)


def _people(found: list[Name]) -> str:
    found, others = named(found)
    shown = [name.family_first("", hyphen=False) for name in found[:SHOWN]]
    return ", ".join([*shown, "et al"] if others or len(found) > SHOWN else shown)


def _labelled(found: list[Name], role: str) -> str:
    if not found:
        return ""
    return f"{_people(found)}, {role}{'s' if len(found) > 1 else ''}"


def _author(item: Item) -> str:
    if found := item.names("author"):
        return _people(found)
    roles = (("editor-translator", "editor"), ("editor", "editor"), ("translator", "translator"))
    found = [_labelled(item.names(role), label) for role, label in roles]
    return ", ".join(filter(None, found)) or _labelled(item.names("collection-editor"), "editor")


def _is_part_of_site(item: Item) -> bool:
    """A page of a site is listed under its site (Citing Medicine, chapter 25)."""
    return item.type == "webpage" and item.has("container-title")


def _title(item: Item) -> str:
    title = item.text("container-title" if _is_part_of_site(item) else "title")
    parts = [title, wrapped(item.text("genre"), "[", "]")]
    if _is_part_of_site(item) or not item.has("container-title"):
        parts.append(wrapped(_medium(item), "[", "]"))
    return " ".join(filter(None, parts))


def _medium(item: Item) -> str:
    if item.has("medium"):
        return capital(item.text("medium"))
    return "Internet" if item.has("URL") and item.type not in _PARTS else ""


def _edition(item: Item) -> str:
    text = item.text("edition")
    return f"{ordinal(text)} ed." if is_numeric(text) else text


def _source(item: Item) -> str:
    """The journal, or `In: editors. Book`, or volume and part of the item itself."""
    editors = _labelled(item.names("editor"), "editor") if item.has("author") else ""
    where = _join([editors, _container(item)], ". ")
    return f"In: {where}" if where and item.type in _PARTS else where


def _container(item: Item) -> str:
    if item.type == "webpage":
        return ""
    if item.has("container-title"):
        name = " ".join(filter(None, [_container_title(item), _internet(item)]))
        return _join([name, _edition(item)], ". ")
    if item.type in _LAWS:
        return with_dash(item.text("number"), "–")
    if item.type == "paper-conference":
        return item.text("event-title")
    return ", ".join(filter(None, [_volume(item), item.text("volume-title")]))


def _container_title(item: Item) -> str:
    if item.type in _JOURNALS:
        short = item.text("container-title-short") or item.text("journalAbbreviation")
        return without_periods(short or item.text("container-title"))
    return item.text("container-title")


def _internet(item: Item) -> str:
    return "[Internet]" if item.has("URL") and not _has_identifier(item) else ""


def _has_identifier(item: Item) -> bool:
    """Whether a journal article is found by its DOI or PubMed number, which make its address needless."""
    return item.type == "article-journal" and item.has("DOI", "PMID", "PMCID")


def _volume(item: Item) -> str:
    volume = with_dash(item.text("volume"), "–")
    if item.type in _SERIALS or not is_numeric(volume):
        return "" if item.type in _SERIALS else volume
    return f"{'Vols.' if is_several(volume) else 'Vol.'} {volume}"


def _imprint(item: Item) -> str:
    """`Place: Publisher; date;volume(issue):pages`."""
    return _join([_publisher(item), _join([_date(item), _serial(item)], ";")], "; ")


def _publisher(item: Item) -> str:
    if item.type in _SERIALS:
        return ""
    place = item.text("publisher-place")
    return _join([f"[{place}]" if place and item.type == "thesis" else place, item.text("publisher")], ": ")


def _date(item: Item) -> str:
    issued, kind = item.date("issued"), item.type
    full = issued.nlm() if issued else ""
    if kind in _SERIALS:
        cited = "" if _has_identifier(item) else _cited(item)
        page = pages(item.text("page"), "–", minimal=True) if kind == "article-newspaper" else ""
        return _join([" ".join(filter(None, [full, cited])), page], ":")
    if kind in (*_LAWS, "speech"):
        return full
    year = issued.year("–") if issued else ""
    if kind == "report":
        year = " ".join(full.split()[:2]) if issued and not issued.end else full
    if kind == "patent":
        year = _join([with_dash(item.text("number"), "–"), year], ", ")
    return " ".join(filter(None, [year, _cited(item)]))


def _cited(item: Item) -> str:
    accessed = item.date("accessed")
    return f"[cited {accessed.nlm()}]" if accessed and item.has("URL") else ""


def _serial(item: Item) -> str:
    """`284(5411):143–7`; an article's own number stands for its pages."""
    if item.type not in _SERIALS or item.type == "article-newspaper":
        return ""
    supplement = item.text("supplement-number")
    if is_numeric(supplement):
        supplement = f"Suppl {supplement}"
    issue = " ".join(filter(None, [with_dash(item.text("issue"), "–"), capital(supplement)]))
    volume = item.text("collection-title") + with_dash(item.text("volume"), "–") + wrapped(issue, "(", ")")
    place = with_dash(item.text("number"), "–") or pages(item.text("page"), "–", minimal=True)
    return ":".join(filter(None, [volume, place]))


def _extent(item: Item) -> str:
    if item.type in _SERIALS:
        return ""
    if item.type == "book":
        count = item.text("number-of-pages")
        return f"{count} p." if is_numeric(count) else count
    return wrapped(pages(item.text("page"), "–", minimal=True), "p. ", "")


def _series(item: Item) -> str:
    if item.type in _SERIALS or not item.has("collection-title"):
        return ""
    number = item.text("collection-number")
    label = f"no. {number}" if is_numeric(number) else number
    title = "; ".join(filter(None, [item.text("collection-title"), label]))
    return f"({_join([_labelled(item.names('collection-editor'), 'editor'), title], '. ')})"


def _report_number(item: Item) -> str:
    number = with_dash(item.text("number"), "–")
    if item.type != "report" or not number:
        return ""
    label = f" {'nos.' if is_several(number) else 'no.'}:" if is_numeric(number) else ""
    return f"{capital(item.text('genre')) or 'Report'}{label} {number}"


def _availability(item: Item) -> str:
    address = "" if _has_identifier(item) else wrapped(item.text("URL"), "Available from: ", "")
    found = " ".join(filter(None, [address, wrapped(item.text("DOI"), "doi:", "")]))
    return join([wrapped(_archive(item), "Located at: ", ""), found], ". ")


def _archive(item: Item) -> str:
    kept = ", ".join(filter(None, map(item.text, ("archive_collection", "archive", "archive-place"))))
    return "; ".join(filter(None, [kept, item.text("archive_location")]))


def _notes(item: Item) -> str:
    ids = [wrapped(item.text("PMID"), "PubMed PMID: ", ""), wrapped(item.text("PMCID"), "PubMed Central PMCID: ", "")]
    return wrapped("; ".join(filter(None, ids)), "", ".")
