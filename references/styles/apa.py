"""APA, 7th edition (Publication Manual, chapters 9 and 10). Pure.

Source: the CSL style `apa` (7 February 2026). Names, months and labels are English in
every entry, as that style has it.
"""

from __future__ import annotations

from . import apa_parts as parts
from .item import Item
from .text import capital, closed, has_han, join, title_case, wrapped


def entry(item: Item) -> str:
    """One entry; the list that APA sorts by author is left in the order given."""
    if item.type in parts.LAWS:
        return " ".join(filter(None, [closed(_law(item), in_quotes=True), _address(item)]))
    author = parts.author(item)
    title = parts.title_and_identifier(item) if author else ""
    first = author or parts.title_and_identifier(item)
    described = " ".join(filter(None, [title, parts.description(item)]))
    sections = [first, parts.date(item), described, _source(item), _address(item)]
    line = join([part for part in sections[:-1] if part], ". ", in_quotes=True)
    line = closed(line, in_quotes=True)
    return " ".join(filter(None, [line, sections[-1]]))


def _source(item: Item) -> str:
    """Journal, book or site, and publisher (9.23 to 9.29)."""
    found: list[str] = []
    if item.type not in parts.PAGES:
        found.append(_journal(item) if parts.is_serial(item) else _book(item))
    found += [_publisher(item), _archive(item), _event(item)]
    if item.type in parts.PAGES:
        found.append(parts.cased(item, "container-title"))
    return join(found, ". ", in_quotes=True)


def _journal(item: Item) -> str:
    """`Journal, 284(5411), 143–147`, or `Journal, 13(1), Article 112`."""
    issue = ", ".join(filter(None, [parts.number(item, "issue"), parts.supplement(item)]))
    volume = parts.number(item, "volume") + wrapped(issue, "(", ")")
    names = [parts.cased(item, "container-title"), parts.cased(item, "collection-title")]
    place = wrapped(parts.number(item, "number"), "Article ", "") or parts.page(item)
    alone = not item.has("collection-title", "issue", "number", "page", "supplement-number", "volume")
    status = capital(item.text("status")) if alone and item.has("issued") else ""
    return join([join([*names, volume, place], ", "), status], ". ")


def _book(item: Item) -> str:
    """`In A. Editor (Ed.), Book (2nd ed., pp. 1–3)`."""
    if not item.has("container-title"):
        return ""
    kind = ["container-author", "editor-translator", "editor", "editorial-director", "compiler", "collection-editor"]
    if not item.has("author"):
        kind = ["container-author"]  # the editors stand in the author's place
    role, found = item.first_names(*kind)
    editors = parts.listed(found, family_first=False) + parts.role_label(role, found)
    identifier = "; ".join(filter(None, [parts.identifier_number(item), parts.monographic(item)]))
    title = join([item.text("container-title"), parts.volume_in_title(item)], ": ")
    book = " ".join(filter(None, [title, wrapped(identifier, "(", ")")]))
    if item.type in ("document", "report", "software", "standard"):
        book = " ".join(filter(None, [book, wrapped(parts.format_words(item), "[", "]")]))
    return f"In {join([editors, book], ', ')}"


def _publisher(item: Item) -> str:
    if item.type == "thesis":
        return "" if item.has("archive", "DOI", "URL") else item.text("publisher")
    if parts.is_serial(item) or (item.type in parts.BY_PUBLISHER and not parts.people(item)):
        return ""  # of a journal needless, and of such a page the author already
    return item.text("publisher")


def _archive(item: Item) -> str:
    kept = " ".join(filter(None, [item.text("archive"), wrapped(item.text("archive_location"), "(", ")")]))
    return ", ".join(filter(None, [item.text("archive_collection"), kept, item.text("archive-place")]))


def _event(item: Item) -> str:
    """Where an unpublished paper was given."""
    if not item.has("event-title", "event") or (item.type == "paper-conference" and item.has(*parts.PUBLISHED)):
        return ""
    held = item.date("event-date")
    name = capital(item.text("event-title") or item.text("event"))
    return ", ".join(filter(None, [name, item.text("event-place"), held.in_full() if held else ""]))


def _address(item: Item) -> str:
    """The DOI, else the address; with the day of reading where the source has no date (9.16)."""
    if item.has("DOI"):
        return f"https://doi.org/{item.text('DOI')}"
    url, accessed = item.text("URL"), item.date("accessed")
    if url and accessed and not item.has("issued", "status"):
        return f"Retrieved {accessed.in_full()}, from {url}"
    return url


def _law(item: Item) -> str:
    """`Title, Pub. L. No. 114-255 (2016)`, with what of it is known (11.4)."""
    number, issued = item.text("number"), item.date("issued")
    named = title_case(item.text("title")) if parts.is_english(item) else item.text("title")
    if not has_han(number):  # the label is that of American laws
        number = wrapped(parts.labelled_number(item), "Pub. L. " if item.type == "legislation" else "", "")
    source = " ".join(filter(None, [item.text("volume"), item.text("container-title"), item.text("section")]))
    year = f"({issued.year('–')})" if issued else ""
    return " ".join(filter(None, [", ".join(filter(None, [named, number, source])), year]))
