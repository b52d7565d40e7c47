"""Citations as CSL-JSON objects, and CSL-JSON objects as the fields of a citation.

What a citation has no column for (editors, edition, place, the number of a standard, of a patent or of an article
without pages, the day of a date…) stands in `extra`, as CSL writes it; where a column contradicts one of them, because
somebody has edited it since, the column wins.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from references.choices import CitationType
from references.models import Citation
from references.styles import dates
from references.styles.item import Item
from references.styles.text import has_han, stripped

_TEXTS = {
    "title": "title",
    "container-title": "container_title",
    "volume": "volume",
    "issue": "issue",
    "page": "page",
    "PMID": "pmid",
    "URL": "url",
    "publisher": "publisher",
    "language": "language",
}
_IN_COLUMNS = {*_TEXTS, "id", "type", "author", "accessed", "DOI"}
_FURTHER_NAMES = frozenset(
    "editor translator collection-editor container-author editorial-director editor-translator composer illustrator "
    "director host compiler chair contributor curator executive-producer guest interviewer narrator organizer "
    "original-author performer producer recipient reviewed-author script-writer series-creator".split()
)
_FURTHER_DATES = ("issued", "event-date", "available-date", "original-date", "submitted")
_FURTHER_TEXTS = frozenset(
    "abstract annote archive archive_collection archive_location archive-location archive-place authority call-number "
    "chapter-number citation-key collection-number collection-title container-title-short dimensions division edition "
    "event event-title event-place genre ISBN ISSN journalAbbreviation jurisdiction keyword "
    "medium note number number-of-pages number-of-volumes original-publisher original-publisher-place original-title "
    "part-number part-title PMCID printing-number publisher-place references reviewed-genre reviewed-title scale "
    "section shortTitle source status supplement-number title-short version volume-title volume-title-short".split()
)
LONGEST_EXTRA = 20_000  # characters: an abstract is kept, a whole text is not
# What says nothing of the work itself, and is no loss.
_NO_LOSS = {"citation-key", "citation-label", "source"}
_NEAREST = {
    **dict.fromkeys(("article-magazine", "article-newspaper", "review", "review-book"), "article-journal"),
    **dict.fromkeys(("entry", "entry-dictionary", "entry-encyclopedia"), "chapter"),
    **dict.fromkeys(("post", "post-weblog"), "webpage"),
    **dict.fromkeys(("bill", "hearing", "legal_case", "regulation", "treaty"), "legislation"),
    **dict.fromkeys(("classic", "periodical"), "book"),
}
_NAME_PARTS = ("family", "given", "suffix", "dropping-particle", "non-dropping-particle")
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)?(10\.\d{4,9}/\S+)\Z", re.IGNORECASE)
_LANGUAGES = {"eng": "en", "english": "en", "chi": "zh", "zho": "zh", "cn": "zh", "chinese": "zh", "中文": "zh"}


class Invalid(ValueError):
    """A field that cannot be taken over. `field` is its name in CSL, the message says why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}：{reason}")
        self.field, self.reason = field, reason


def to_csl(citation: Citation) -> dict:
    """A citation as a CSL-JSON object; fields without a value are left out."""
    further = {name: value for name, value in citation.extra.items() if name not in ("issued", "type")}
    item: dict = {**further, "id": citation.key, "type": _narrower(citation)}
    for name, column in _TEXTS.items():
        if value := getattr(citation, column):
            item[name] = value
    if citation.doi:
        item["DOI"] = citation.doi
    if citation.authors:
        item["author"] = citation.authors
    item |= _issued(citation)
    if citation.accessed:
        accessed = citation.accessed
        item["accessed"] = {"date-parts": [[accessed.year, accessed.month, accessed.day]]}
    return item


def from_csl(item: Mapping) -> dict:
    """A CSL-JSON object as values of the fields of Citation, without its key; raises Invalid, naming the field."""
    read = Item(item)
    fields: dict = {column: stripped(item.get(name)) for name, column in _TEXTS.items()}
    if not fields["title"]:
        raise Invalid("title", "没有题名。")
    fields["title"] = _without_full_stop(fields["title"])
    fields["type"] = _type(read)
    fields["authors"] = _authors(item.get("author"))
    fields["doi"] = clean_doi(stripped(item.get("DOI")))
    fields["pmid"] = _pmid(fields["pmid"])
    fields["url"] = "" if fields["doi"] and fields["url"].lower().endswith(fields["doi"]) else fields["url"]
    fields["year"] = _year(read.date("issued"))
    fields["accessed"] = _day(read.date("accessed"))
    fields["language"] = _language(fields["language"], fields["title"])
    fields["extra"] = _extra(item, read, fields)
    return fields


def _narrower(citation: Citation) -> str:
    """The type of CSL that a citation was told by, as long as it still is of our type that stands for it."""
    told = citation.extra.get("type", "")
    return told if _NEAREST.get(told) == citation.type else citation.type


def _issued(citation: Citation) -> dict:
    """The whole date as long as its year is that of the column."""
    whole = citation.extra.get("issued")
    date = dates.parse(whole)
    if date and (date.start[0] if date.start else None) == citation.year:
        return {"issued": whole}
    return {"issued": {"date-parts": [[citation.year]]}} if citation.year else {}


def _extra(item: Mapping, read: Item, fields: dict) -> dict:
    """What CSL has a name for and a citation no column."""
    found: dict = {name: people for name in sorted(_FURTHER_NAMES) if (people := _authors(item.get(name)))}
    for name in sorted(_FURTHER_TEXTS - _NO_LOSS):
        if (text := stripped(item.get(name))) and len(text) <= LONGEST_EXTRA:
            found[name] = text
    for name in _FURTHER_DATES:
        if date := read.date(name):
            found[name] = date.as_csl()
    if read.type in _NEAREST:
        found["type"] = read.type
    if found.get("issued") == {"date-parts": [[fields["year"]]]}:
        del found["issued"]  # the year says it all
    if number := stripped(read.text("number")):  # by Crossref's name for it as well
        found["number"] = number
    return found


def not_kept(item: Mapping) -> list[str]:
    """The fields of an object that a citation has no place for: those that CSL does not know, and texts without end."""
    known = _IN_COLUMNS | _FURTHER_NAMES | _FURTHER_TEXTS | set(_FURTHER_DATES) | _NO_LOSS
    lost = {name for name, value in item.items() if value and name not in known and name[:1] != "_"}
    lost |= {name for name in _FURTHER_TEXTS & set(item) if len(stripped(item[name])) > LONGEST_EXTRA}
    return sorted(lost)


def clean_doi(text: str) -> str:
    """A DOI alone, in lower case; '' stays. Raises Invalid where there is more than a DOI, or none."""
    if not text:
        return ""
    text = text.strip().rstrip(".,;")
    if match := _DOI.match(text):
        return match[1].lower()
    head, _blank, rest = text.partition(" ")
    if rest and _DOI.match(head.rstrip(".,;")):
        raise Invalid("DOI", f"“{head}”后面有多余的文字“{rest}”。")
    raise Invalid("DOI", f"“{text}”不是 DOI（应以 10. 开头，例如 10.1126/science.284.5411.143）。")


def _type(read: Item) -> str:
    """The nearest of the kinds that citations have; guessed from the fields where none is given."""
    kind = _NEAREST.get(read.type, read.type)
    if kind in CitationType.values:
        return kind
    if not kind and read.has("container-title"):
        return CitationType.ARTICLE_JOURNAL
    return CitationType.WEBPAGE if not kind and read.has("URL") else CitationType.DOCUMENT


def _without_full_stop(title: str) -> str:
    """PubMed ends titles with a full stop, which styles set themselves; that of an abbreviation stays."""
    last = title.rpartition(" ")[2]
    ends = title.endswith("。") or (last.endswith(".") and last.count(".") == 1 and len(last) > 4)
    return title[:-1] if ends else title


def _authors(people: object) -> list[dict[str, str]]:
    found = []
    for person in people if isinstance(people, list) else []:
        if isinstance(person, str):
            person = {"literal": person}
        if not isinstance(person, Mapping):
            raise Invalid("author", f"“{person}”不是人名。")
        name = {part: text for part in _NAME_PARTS if (text := stripped(person.get(part)))}
        literal = stripped(person.get("literal") or person.get("name"))
        if literal or name:
            found.append({"literal": literal} if literal else name)
    return found


def _pmid(text: str) -> str:
    text = re.sub(r"\APMID:?\s*", "", text, flags=re.IGNORECASE)
    if text and not re.fullmatch(r"[1-9]\d{0,8}", text):
        raise Invalid("PMID", f"“{text}”不是 PMID（只由数字组成）。")
    return text


def _year(issued: dates.Date | None) -> int | None:
    if not issued or not issued.start:
        return None
    if not 1500 <= issued.start[0] <= 2200:
        raise Invalid("issued", f"年份 {issued.start[0]} 不在 1500 到 2200 之间。")
    return issued.start[0]


def _day(accessed: dates.Date | None) -> dt.date | None:
    if not accessed or len(accessed.start) < 3:
        return None
    try:
        return dt.date(*accessed.start)
    except ValueError as error:
        raise Invalid("accessed", f"没有 {accessed.numeric()} 这一天。") from error


def _language(text: str, title: str) -> str:
    if not text:
        return "zh" if has_han(title) else ""
    return _LANGUAGES.get(text.lower(), text)
