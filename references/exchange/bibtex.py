"""BibTeX and BibLaTeX in and out, through bibtexparser. Pure: text and CSL-JSON objects."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

import bibtexparser
from bibtexparser.library import Library
from bibtexparser.middlewares.names import (
    InvalidNameError,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)
from bibtexparser.model import Entry as BibEntry
from bibtexparser.model import Field, ParsingFailedBlock

from references.styles import dates
from references.styles.names import OTHERS

from .decoding import Refused
from .entries import Entry, printed
from .latex import decode, encode

# Types that BibTeX does not know it prints as @misc.
_KINDS = {
    "article-journal": "article",
    "article": "preprint",
    "book": "book",
    "chapter": "incollection",
    "thesis": "thesis",
    "paper-conference": "inproceedings",
    "report": "report",
    "standard": "standard",
    "patent": "patent",
    "legislation": "legislation",
    "dataset": "dataset",
    "webpage": "online",
    "software": "software",
}
_READ_KINDS = {name: kind for kind, name in _KINDS.items()} | {
    "inbook": "chapter",
    "collection": "book",
    "mvbook": "book",
    "proceedings": "book",
    "booklet": "book",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "conference": "paper-conference",
    "techreport": "report",
    "manual": "report",
    "electronic": "webpage",
    "www": "webpage",
    "periodical": "article-journal",
}
_GENRES = {"phdthesis": "PhD thesis", "mastersthesis": "Master’s thesis"}
_TEXTS = {
    "title": ("title",),
    "container-title": ("journal", "journaltitle", "booktitle", "maintitle", "website"),
    "container-title-short": ("shortjournal",),
    "collection-title": ("series",),
    "volume": ("volume",),
    "publisher": ("publisher", "school", "institution", "organization", "howpublished"),
    "publisher-place": ("address", "location"),
    "edition": ("edition",),
    "genre": ("type",),
    "version": ("version",),
    "language": ("language", "langid"),
    "abstract": ("abstract",),
    "keyword": ("keywords",),
    "note": ("note", "annote"),
    "ISBN": ("isbn",),
    "ISSN": ("issn",),
    "title-short": ("shorttitle",),
    "original-title": ("origtitle",),
    "original-publisher": ("origpublisher",),
    "original-publisher-place": ("origlocation",),
    "event-title": ("eventtitle",),
    "event-place": ("venue",),
    "status": ("pubstate",),
    "call-number": ("library",),
    "chapter-number": ("chapter",),
    "part-number": ("part",),
    "number-of-pages": ("pagetotal",),
    "number-of-volumes": ("volumes",),
}
_DATES = {"accessed": "urldate", "event-date": "eventdate", "original-date": "origdate"}
_VERBATIM = {"DOI": ("doi",), "URL": ("url",), "PMID": ("pmid",), "PMCID": ("pmcid",)}
_PEOPLE = {"author": "author", "editor": "editor", "translator": "translator", "container-author": "bookauthor"}
_IN_SERIES = ("book", "chapter", "paper-conference")  # whose `number` is that within the series
_ISSUED_IN = ("article-journal", "article-magazine", "article-newspaper")
_TYPED = re.compile(r"@\s*[A-Za-z]+\s*[{(]")
_ENTRY = re.compile(r"@\s*(\w+)\s*\{\s*([^,\s}]*)")
_URL = re.compile(r"\\url\s*\{(.*)\}\Z")


def reads(text: str) -> bool:
    """Whether a text is BibTeX."""
    return bool(_TYPED.search(text))


def read(text: str, name: str) -> list[Entry]:
    """The entries of a BibTeX file, in its order; those with broken syntax or a second key say so."""
    logging.getLogger("bibtexparser").setLevel(logging.ERROR)  # what fails is told with its entry
    library = bibtexparser.parse_string(text)
    blocks = [block for block in library.blocks if isinstance(block, BibEntry | ParsingFailedBlock)]
    if not blocks:
        raise Refused(f"{name}：没有找到 BibTeX 条目（以 @ 开始）。")
    return [_entry(number, block) for number, block in enumerate(blocks, start=1)]


def _entry(number: int, block: BibEntry | ParsingFailedBlock) -> Entry:
    if isinstance(block, ParsingFailedBlock):
        match = _ENTRY.match((block.raw or "").strip())
        line = (block.start_line or 0) + 1
        return Entry(number, match[2] if match else "", error=f"第 {line} 行开始的条目无法读出：{_reason(block)}")
    try:
        return Entry(number, block.key, _item(block))
    except InvalidNameError as error:
        return Entry(number, block.key, error=f"author：人名无法读出（{error}）。")


def _reason(block: ParsingFailedBlock) -> str:
    if "uplicate" in type(block).__name__:
        return "代号或字段重复。"
    return "括号或引号没有闭合，或缺少逗号。"


def _item(entry: BibEntry) -> dict:
    fields = {field.key.lower(): str(field.value) for field in entry.fields}
    kind = entry.entry_type.lower()
    item: dict = {"id": entry.key, "type": _kind(kind, fields)}
    for role, key in _PEOPLE.items():
        if people := _people(fields.get(key, "")):
            item[role] = people
    for name, keys in _TEXTS.items():
        if found := next((text for key in keys if (text := decode(fields.get(key, "")))), ""):
            item[name] = found
    for name, keys in _VERBATIM.items():
        if found := fields.get(keys[0], "").strip():
            item[name] = _URL.sub(r"\1", found).replace("\\_", "_").replace("\\%", "%").replace("\\&", "&")
    if subtitle := decode(fields.get("subtitle", "")):
        item["title"] = f"{item.get('title', '')}: {subtitle}"
    if kind in _GENRES:
        item.setdefault("genre", _GENRES[kind])
    item |= _numbers(item["type"], fields) | _dates(fields) | _eprint(fields)
    return item


def _kind(kind: str, fields: dict[str, str]) -> str:
    if subtype := fields.get("entrysubtype", "").strip():
        return subtype
    if kind in ("misc", "unpublished"):
        if "eprint" in fields or re.search(r"arxiv|[br]xiv", " ".join(fields.values()), re.IGNORECASE):
            return "article"
        return "webpage" if kind == "misc" and "url" in fields and "publisher" not in fields else "document"
    return _READ_KINDS.get(kind, "document")


def _people(text: str) -> list[dict[str, str]]:
    flat = " ".join(text.split())
    return [name for one in split_multiple_persons_names(flat) if (name := _person(one.strip()))] if flat else []


def _person(text: str) -> dict[str, str]:
    if text.lower() == "others":
        return dict(OTHERS)
    if re.fullmatch(r"\{.*\}", text):
        return {"literal": decode(text)}
    if not re.search(r"[\s,~]", text):
        return {"family": decode(text)}
    parts = parse_single_name_into_parts(text)
    name = {
        "family": " ".join([*parts.von, *parts.last]),
        "given": " ".join(parts.first),
        "suffix": " ".join(parts.jr),
    }
    return {part: decode(value) for part, value in name.items() if decode(value)}


def _numbers(kind: str, fields: dict[str, str]) -> dict:
    number, pages = decode(fields.get("number", "")), re.sub(r"\s*-+\s*", "-", fields.get("pages", ""))
    found = {"page": decode(pages).replace("–", "-")} if pages else {}
    if issue := decode(fields.get("issue", "")) or (number if kind in _ISSUED_IN else ""):
        found["issue"] = issue
    if number and kind not in _ISSUED_IN:
        found["collection-number" if kind in _IN_SERIES and fields.get("series") else "number"] = number
    if eid := decode(fields.get("eid", "") or fields.get("article-number", "")):
        found["number"] = eid
    return found


def _dates(fields: dict[str, str]) -> dict:
    made = dates.parse(decode(fields.get("date", "").split("/")[0]))
    if not made:
        year, month = decode(fields.get("year", "")), decode(fields.get("month", ""))
        day = fields.get("day", "").strip()
        made = next(
            (date for text in (f"{day} {month} {year}".strip(), f"{month} {year}", f"{year}-{month}-{day}".strip("-"),
                               f"{year}-{month}", year) if (date := dates.parse(text)) and date.start), None,
        ) or dates.parse(year)  # fmt: skip
    found = {"issued": made} | {name: dates.parse(decode(fields.get(key, ""))) for name, key in _DATES.items()}
    return {
        name: {"date-parts": [list(date.start)]} if date.start else {"literal": date.literal}
        for name, date in found.items()
        if date
    }


def _eprint(fields: dict[str, str]) -> dict:
    """arXiv's way of naming a preprint."""
    eprint, archive = fields.get("eprint", "").strip(), fields.get("archiveprefix") or fields.get("eprinttype") or ""
    if not eprint or archive.lower() not in ("arxiv", ""):
        return {}
    return {"publisher": "arXiv", "number": f"arXiv:{eprint}"} | (
        {} if fields.get("url") else {"URL": f"https://arxiv.org/abs/{eprint}"}
    )


def write(items: Iterable[dict]) -> str:
    """CSL-JSON objects as the text of a BibTeX file; the keys of the entries are the objects' ids."""
    blocks, keys = [], set()
    for number, item in enumerate(items, start=1):
        keys.add(key := _key(item, number, keys))
        blocks.append(BibEntry(_KINDS.get(item.get("type", ""), "misc"), key, list(_fields(item))))
    return bibtexparser.write_string(Library(blocks))


def _key(item: dict, number: int, taken: set[str]) -> str:
    """The object's id as far as BibTeX can write it; a second one gets its number in the list behind it."""
    key = re.sub(r"[^\w:.+/-]", "", str(item.get("id") or ""), flags=re.ASCII) or f"entry{number}"
    return f"{key}-{number}" if key in taken else key


def _fields(item: dict) -> Iterable[Field]:
    kind = item.get("type", "")
    if kind and kind not in _KINDS:
        yield Field("entrysubtype", kind)  # BibLaTeX's own way to say more than the type does
    for role, key in _PEOPLE.items():
        if people := item.get(role):
            yield Field(key, " and ".join(_written(name) for name in people))
    for name, keys in _TEXTS.items():
        key = "booktitle" if name == "container-title" and kind not in _ISSUED_IN else keys[0]
        key = "website" if name == "container-title" and kind == "webpage" else key
        if value := str(item.get(name) or ""):
            # The second pair of braces keeps the capitals of a title from styles that make them small.
            yield Field(key, f"{{{encode(value)}}}" if name == "title" else encode(value))
    for name, keys in _VERBATIM.items():
        if value := item.get(name):
            yield Field(keys[0], str(value))
    if page := item.get("page"):
        yield Field("pages", encode(re.sub(r"\s*-\s*", "–", str(page))).replace("–", "--"))
    if issue := item.get("issue"):
        yield Field("number" if kind in _ISSUED_IN else "issue", encode(str(issue)))
    if number := item.get("number"):
        own = "eid" if kind in _ISSUED_IN or (kind in _IN_SERIES and item.get("collection-title")) else "number"
        yield Field(own, encode(str(number)))
    if (number := item.get("collection-number")) and kind in _IN_SERIES and item.get("collection-title"):
        yield Field("number", encode(str(number)))
    yield from _written_dates(item)


def _written_dates(item: dict) -> Iterable[Field]:
    issued = dates.parse(item.get("issued"))
    if issued:
        yield Field("year", str(issued.start[0]) if issued.start else encode(issued.literal))
        yield from (Field(key, str(part)) for key, part in zip(("month", "day"), issued.start[1:], strict=False))
    for name, key in _DATES.items():
        if date := dates.parse(item.get(name)):
            yield Field(key, encode(date.numeric()))


def _written(name: dict) -> str:
    if name == OTHERS:
        return "others"
    if name.get("literal"):
        return f"{{{encode(name['literal'])}}}"
    family, given, suffix = printed(name)
    if not given:
        return f"{{{encode(family)}}}" if " " in family else encode(family)
    return ", ".join(f"{{{encode(part)}}}" if " and " in f" {part} " else encode(part)
                     for part in ([family, suffix, given] if suffix else [family, given]))  # fmt: skip
