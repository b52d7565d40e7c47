"""RIS in and out, through rispy. Pure: text and CSL-JSON objects.

Tags are those of the RIS specification (Research Information Systems, 2011) with what EndNote and Zotero add: C7 for
the number of an article, M1 for that of a report, AN with `DB  - PubMed` for a PMID.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import rispy

from references.styles import dates

from .decoding import Refused
from .entries import Entry, person, printed

_KINDS = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "article": "UNPB",
    "book": "BOOK",
    "chapter": "CHAP",
    "thesis": "THES",
    "paper-conference": "CPAPER",
    "report": "RPRT",
    "standard": "STAND",
    "patent": "PAT",
    "legislation": "STAT",
    "dataset": "DATA",
    "webpage": "ELEC",
    "post-weblog": "BLOG",
    "software": "COMP",
    "entry-encyclopedia": "ENCYC",
    "map": "MAP",
    "document": "GEN",
}
_OTHER_KINDS = {
    **dict.fromkeys(("EJOUR", "INPR", "ABST"), "article-journal"),
    **dict.fromkeys(("EDBOOK", "EBOOK", "SER"), "book"),
    **dict.fromkeys(("WEB", "ICOMM"), "webpage"),
    **dict.fromkeys(("LEGAL", "BILL"), "legislation"),
    "CONF": "paper-conference",
    "ECHAP": "chapter",
    "DBASE": "dataset",
    "GOVDOC": "report",
}
_READ_KINDS = {tag: kind for kind, tag in _KINDS.items()} | _OTHER_KINDS
_PEOPLE = {"author": ("AU", "A1"), "editor": ("A2", "ED"), "collection-editor": ("A3",), "translator": ("A4",)}
_TEXTS = {
    "title": ("TI", "T1", "CT", "BT"),
    "container-title": ("T2", "JF", "JO", "BT"),
    "container-title-short": ("J2", "JA"),
    "collection-title": ("T3",),
    "title-short": ("ST",),
    "volume": ("VL",),
    "issue": ("IS",),
    "DOI": ("DO",),
    "URL": ("UR",),
    "publisher": ("PB",),
    "publisher-place": ("CY", "PP"),
    "edition": ("ET",),
    "genre": ("M3",),
    "language": ("LA",),
    "abstract": ("AB", "N2"),
    "note": ("N1",),
    "call-number": ("CN",),
    "section": ("SE",),
    "number-of-volumes": ("NV",),
}
_TAGS = {tag: tag for tag in (*rispy.config.TAG_KEY_MAPPING, "ED", "BT", "CT", "PP")}
_SERIALS = ("article-journal", "article-magazine", "article-newspaper", "paper-conference")
_WITH_NUMBER = ("report", "patent", "standard")
_IN_SERIES = ("book", "chapter", "paper-conference")  # whose M1 is the number within the series
_VERSIONED = ("article", "dataset", "software")  # whose ET is the version
_LINE = re.compile(r"([A-Z][A-Z0-9]) {0,3}-(?: (.*)|)\Z")


class _Writer(rispy.RisWriter):
    def set_header(self, count: int) -> str:  # no running numbers between the entries
        return ""


def reads(text: str) -> bool:
    """Whether a text is RIS."""
    return bool(re.search(r"^TY {0,3}- ?", text, re.MULTILINE))


def read(text: str, name: str) -> list[Entry]:
    """The entries of a RIS file; an entry that is cut off is one that could not be read."""
    entries = []
    for number, lines in enumerate(_records(text, name), start=1):
        if lines[-1] != "ER  - ":
            label = next((line[6:] for line in lines if line[:2] in ("TI", "T1")), "")
            entries.append(Entry(number, label, error="条目没有以 ER 结束，文件可能不完整。"))
            continue
        (record,) = rispy.loads("\n".join(lines), mapping=_TAGS, list_tags=list(_TAGS), delimiter_tags_mapping={})
        fields = {
            tag: [value for value in values if value] for tag, values in record.items() if isinstance(values, list)
        }
        item = _item(lines[0][6:].strip(), fields)
        entries.append(Entry(number, item.get("id") or item.get("title", ""), item))
    return entries


def _records(text: str, name: str) -> list[list[str]]:
    """Entries as lists of lines in the form that rispy reads; a line without a tag goes on with the one before."""
    records: list[list[str]] = []
    for line in text.split("\n"):
        match = _LINE.match(line.strip())
        if match and match[1] == "TY":
            records.append([f"TY  - {match[2] or ''}"])
        elif records and records[-1][-1] != "ER  - ":
            if match:
                records[-1].append(f"{match[1]}  - {(match[2] or '').strip()}")
            elif line.strip():
                records[-1][-1] += f" {line.strip()}"
    if not records:
        raise Refused(f"{name}：没有找到 RIS 条目（以 TY 开始）。")
    return records


def _item(kind: str, fields: dict[str, list[str]]) -> dict:
    item: dict = {"type": _READ_KINDS.get(kind.upper(), "document")}
    if fields.get("ID"):
        item["id"] = fields["ID"][0]
    for role, tags in _PEOPLE.items():
        if people := [person(text) for tag in tags for text in fields.get(tag, [])]:
            item[role] = people
    for name, tags in _TEXTS.items():
        if found := next((fields[tag][0] for tag in tags if fields.get(tag)), ""):
            item[name] = found
    if item["type"] in _VERSIONED:
        item.pop("edition", None)
    if item.get("container-title") == item.get("title") and "TI" not in fields and "T1" not in fields:
        item.pop("container-title", None)  # BT alone is the title of a book
    if fields.get("KW"):
        item["keyword"] = ", ".join(fields["KW"])
    item |= _numbers(item["type"], fields) | _dates(fields)
    return item


def _numbers(kind: str, fields: dict[str, list[str]]) -> dict:
    first = {tag: values[0] for tag, values in fields.items() if values}
    found: dict = _serials(kind, fields.get("SN", []))
    if start := first.get("SP"):
        end = first.get("EP", "")
        found["page"] = start if not end or end == start or re.search(r"[-–]", start) else f"{start}-{end}"
    if number := first.get("M1"):
        found["collection-number" if kind in _IN_SERIES and first.get("T3") else "number"] = number
    if number := first.get("C7"):
        found["number"] = number
    if kind in _VERSIONED and first.get("ET"):
        found["version"] = first["ET"]
    if kind == "paper-conference" and first.get("C3"):
        found["event-title"] = first["C3"]
    if re.search("pubmed|medline", first.get("DB", ""), re.IGNORECASE) and first.get("AN"):
        found["PMID"] = first["AN"]
    else:
        found |= {name: first[tag] for name, tag in (("archive", "DB"), ("archive_location", "AN")) if tag in first}
    if re.fullmatch(r"PMC\d+", first.get("C2", "")):
        found["PMCID"] = first["C2"]
    return found


def _serials(kind: str, numbers: list[str]) -> dict:
    """SN is an ISSN, an ISBN, or the number of a report, patent or standard: told by its form, else by the kind."""
    found: dict = {}
    for number in numbers:
        if re.fullmatch(r"\d{4}-\d{3}[\dX]", number):
            found.setdefault("ISSN", number)
        elif re.fullmatch(r"(?:97[89][ -]?)?(?:\d[ -]?){9}[\dX]", number):
            found.setdefault("ISBN", number)
        else:
            rest = "ISSN" if kind in _SERIALS else "ISBN"
            found.setdefault("number" if kind in _WITH_NUMBER else rest, number)
    return found


def _dates(fields: dict[str, list[str]]) -> dict:
    found = {}
    for name, tags in (("issued", ("DA", "PY", "Y1")), ("accessed", ("Y2",))):
        texts = [fields[tag][0].strip("/ ").replace("//", "/") for tag in tags if fields.get(tag)]
        parsed = [date for date in map(dates.parse, texts) if date]
        if date := max(parsed, key=lambda date: len(date.start), default=None):
            found[name] = {"date-parts": [list(date.start)]} if date.start else {"literal": date.literal}
    return found


def write(items: Iterable[dict]) -> str:
    """CSL-JSON objects as the text of a RIS file."""
    records = [_record(item) for item in items]
    mapping = {tag: tag.lower() for tag in _TAGS} | {"TY": rispy.RisWriter.REFERENCE_TYPE_KEY}
    options = {"mapping": mapping, "list_tags": list(_TAGS), "delimiter_tags_mapping": {}}
    return rispy.dumps(records, implementation=_Writer, **options)


def _record(item: dict) -> dict:
    kind = item.get("type", "")
    record: dict = {rispy.RisWriter.REFERENCE_TYPE_KEY: _KINDS.get(kind, "GEN")}
    fields: list[tuple[str, str]] = [("ID", item.get("id", ""))]
    for role, tags in _PEOPLE.items():
        fields += [(tags[0], _person(name)) for name in item.get(role, [])]
    fields += [(tags[0], item.get(name, "")) for name, tags in _TEXTS.items()]
    fields += [("KW", word) for word in str(item.get("keyword") or "").split(", ")]
    fields += _written_numbers(item, kind)
    for tag, value in fields:
        if text := " ".join(str(value or "").split()):
            record.setdefault(tag.lower(), []).append(text)
    return record


def _written_numbers(item: dict, kind: str) -> list[tuple[str, str]]:
    start, _dash, end = str(item.get("page") or "").partition("-")
    if "-" in end or "," in start + end:
        start, end = str(item["page"]), ""
    issued, accessed = dates.parse(item.get("issued")), dates.parse(item.get("accessed"))
    found = [("SP", start), ("EP", end), ("SN", item.get("ISSN", "")), ("SN", item.get("ISBN", ""))]
    in_series = kind in _IN_SERIES and item.get("collection-title")
    found += [("C7" if kind == "article-journal" or in_series else "M1", item.get("number", ""))]
    found += [("M1", item.get("collection-number", ""))] if in_series else []
    found += [("ET", item.get("version", ""))] if kind in _VERSIONED else []
    found += [("C3", item.get("event-title", ""))] if kind == "paper-conference" else []
    found += [("C2", item.get("PMCID", ""))]
    if item.get("PMID"):
        found += [("AN", item["PMID"]), ("DB", "PubMed")]
    else:
        found += [("DB", item.get("archive", "")), ("AN", item.get("archive_location", ""))]
    if issued:
        found += [("PY", str(issued.start[0]) if issued.start else issued.literal)]
        found += [("DA", _date(issued))] if len(issued.start) > 1 else []
    return [*found, ("Y2", _date(accessed))] if accessed else found


def _date(date: dates.Date) -> str:
    return "/".join(f"{part:02}" for part in date.start) or date.literal


def _person(name: dict) -> str:
    if name.get("literal"):
        whole = name["literal"]
        return (
            whole if "literal" in person(whole) else " ".join(whole.replace(",", " ").split())
        )  # else it reads as two
    family, given, suffix = printed(name)
    return ", ".join([family, given, suffix] if suffix else [family, given])
