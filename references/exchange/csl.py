"""Citations as CSL-JSON objects, and CSL-JSON objects as the fields of a citation.

A citation has no column for the number of a standard, patent, report or law, and none of these kinds has an issue:
their number stands in `issue`. The number of an article without pages stands in `page`, as GB/T 7714 prints it (8.5).
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

NUMBERED = ("standard", "patent", "report", "legislation", "thesis")
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
_KEPT = {*_TEXTS, "id", "type", "author", "issued", "accessed", "DOI", "number"}
# What says nothing of the work itself, and is no loss.
_NO_LOSS = {"citation-key", "citation-label", "source", "container-title-short", "journalAbbreviation", "title-short"}
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
    item: dict = {"id": citation.key, "type": citation.type}
    for name, column in _TEXTS.items():
        if value := getattr(citation, column):
            item[name] = value
    if citation.type in NUMBERED and "issue" in item:
        item["number"] = item.pop("issue")
    if citation.doi:
        item["DOI"] = citation.doi
    if citation.authors:
        item["author"] = citation.authors
    if citation.year:
        item["issued"] = {"date-parts": [[citation.year]]}
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
    if (number := stripped(read.text("number"))) and fields["type"] in NUMBERED:
        fields["issue"] = number
    elif number and fields["type"] == CitationType.ARTICLE_JOURNAL:
        fields["page"] = fields["page"] or number
    fields["authors"] = _authors(item.get("author"))
    fields["doi"] = clean_doi(stripped(item.get("DOI")))
    fields["pmid"] = _pmid(fields["pmid"])
    fields["url"] = "" if fields["doi"] and fields["url"].lower().endswith(fields["doi"]) else fields["url"]
    fields["year"] = _year(read.date("issued"))
    fields["accessed"] = _day(read.date("accessed"))
    fields["language"] = _language(fields["language"], fields["title"])
    return fields


def not_kept(item: Mapping) -> list[str]:
    """The fields of an object that a citation has no place for."""
    lost = [name for name, value in item.items() if value and name not in _KEPT | _NO_LOSS and name[:1] != "_"]
    read = Item(item)
    if item.get("number") and _type(read) not in NUMBERED and (item.get("page") or _type(read) != "article-journal"):
        lost.append("number")
    issued = read.date("issued")
    return sorted(lost) + (["issued"] if issued and issued.literal else [])


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
