"""A pasted list of references, in one of the styles of the site, as CSL-JSON. Pure.

Lines are told apart by what only one style has: the mark of the type in brackets (GB/T 7714), the year in parentheses
behind the authors (APA), the year with volume and pages behind a semicolon (Vancouver). What fits none is an error.
"""

from __future__ import annotations

import re

from references.styles import dates, numbers

from .entries import Entry
from .pasted_names import apa as apa_names
from .pasted_names import family_first

LONGEST_NAME = 80  # a longer name is a title that stands where the author would
LONGEST = 1500  # characters: no reference is longer, and the expressions below are slow on very long lines
_NUMBER = re.compile(r"\A\s*(?:\[\d{1,3}\]|［\d{1,3}］|\(\d{1,3}\)|\d{1,3}[.、．)](?!\d))\s*")
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)(10\.\d{4,9}/\S+?)[.;]?(?=\s|\Z)", re.IGNORECASE)
_PMID = re.compile(r"PMID:?\s*(\d{1,9})\.?", re.IGNORECASE)
_URL = re.compile(r"https?://\S+?(?=[.,;]?(?:\s|\Z))")
_MARK = re.compile(r"\[(J|M|D|S|P|R|C|N|A|Z|EB|DS|DB|PP|CP)(?:/(?:OL|CD|DK|MT))?\]")
_KINDS = {"J": "article-journal", "M": "book", "D": "thesis", "S": "standard", "P": "patent", "R": "report",
          "C": "paper-conference", "N": "article-newspaper", "EB": "webpage", "DS": "dataset", "DB": "dataset",
          "PP": "article", "A": "legislation", "Z": "document", "CP": "software"}  # fmt: skip
_HALF = str.maketrans("，：（）；．［］", ",:();.[]")
_JOURNAL = re.compile(
    r"(?P<container>\D.*?)(?:, ?(?P<date>\d{4}(?:-\d\d){0,2}))?(?:, ?(?P<volume>[^,(:]+))?(?: ?\((?P<issue>[^)]*)\))?"
    r"(?:: ?(?P<page>[^\[\]]+?))?(?:\[(?P<accessed>[\d-]+)\])?\.?\Z"
)
_TRANSLATORS = re.compile(r"\A[^.\[]*?(?:译|trans\.)(?:\. |(?<=\.) )|\A[^\[]*?[,，] ?(?:译|trans)\. ")
_PRINT = re.compile(
    r"(?:(?P<edition>[^.]*?(?:版| ed\.))(?:\. ?|(?<=\.) ))?(?:(?P<place>[^:.]+): ?)?(?:(?P<publisher>[^:\[\]]+?), ?)?"
    r"\[?(?P<date>\d{4}(?:-\d\d){0,2})?\]?(?:: ?(?P<page>[^\[\]]+?))?(?:\[(?P<accessed>[\d-]+)\])?\Z"
)
_ONLINE = re.compile(r"(?:(?P<publisher>[^([]+))?(?:\((?P<date>[\d-]+)\))?(?:\[(?P<accessed>[\d-]+)\])?\.?\Z")
_VANCOUVER = re.compile(
    r"(?P<head>.+?[.?!]) (?P<container>[^.?!]+?(?: \[Internet\])?)\. (?P<date>\d{4}(?: [A-Z][a-z]{2}(?: \d{1,2})?)?)"
    r"(?: \[cited (?P<accessed>[^\]]+)\])?"
    r"(?:;(?P<volume>[^(:;.]*)(?:\((?P<issue>[^)]*)\))?(?::(?P<page>[^.]+))?)?\.?\Z"
)
_APA = re.compile(r"(?P<authors>.+?) \((?P<date>(?:ca\. )?\d{4}(?:, [A-Z]\w+(?: \d{1,2})?)?|n\.d\.)\)\. (?P<rest>.+)\Z")
_SOURCE = (
    r"(?P<container>[^.]+?), (?P<volume>\d[\w–-]*)?(?: ?\((?P<issue>[^)]+)\))?"
    r"(?:, (?P<page>(?:Article )?[\w–, -]+))?\.?\Z"
)
_APA_SOURCE = re.compile(_SOURCE)
_APA_JOURNAL = re.compile(rf"(?P<title>.+?[.?!]) {_SOURCE}")


def reads(text: str) -> bool:
    """Whether most lines of a text are references in one of the styles."""
    lines = _lines(text)
    return bool(lines) and sum(1 for line in lines if _item(line)) * 2 > len(lines)


def read(text: str) -> list[Entry]:
    """An entry a line; a line in none of the styles is one that could not be read."""
    entries = []
    for number, line in enumerate(_lines(text), start=1):
        item = _item(line)
        error = "" if item else "认不出格式（不是 GB/T 7714、Vancouver 或 APA）。"
        entries.append(Entry(number, line[:60], item, error))
    return entries


def _lines(text: str) -> list[str]:
    return [line for raw in text.split("\n") if (line := _NUMBER.sub("", " ".join(raw.split(" "))).strip())]


def _item(line: str) -> dict:
    """The line as CSL-JSON, {} where it is in none of the styles."""
    if len(line) > LONGEST:
        return {}
    found: dict = {}
    for name, pattern in (("DOI", _DOI), ("PMID", _PMID), ("URL", _URL)):
        if match := pattern.search(line):
            found[name] = match[match.lastindex or 0]
            line = pattern.sub("", line, count=1)
    line = re.sub(r"(?:Available from|DOI|PubMed)\s*:?\s*(?=[.\s]*\Z)", "", line, flags=re.IGNORECASE)
    line = re.sub(r"(?:Retrieved (?P<on>[A-Z]\w+ \d+, \d{4}), from)\s*\Z", "", line).strip()
    line = re.sub(r"(?:\s*\.)+\Z", ".", line)
    item = _gbt(line) or _apa(line) or _vancouver(line)
    if item.get("type") == "book" and "publisher-place" not in item and "URL" in found and "edition" not in item:
        item |= {
            "type": "webpage",
            "container-title": item.pop("publisher", ""),
        }  # APA: a site stands where a publisher does
    return {name: value for name, value in (item | found).items() if value} if item else {}


def _gbt(line: str) -> dict:
    """GB/T 7714, both editions: `作者. 题名[J/OL]. 刊名，年，卷（期）：页码`."""
    match = _MARK.search(line)
    if not match:
        return {}
    mark, tail = match[1], _TRANSLATORS.sub("", line[match.end() :].lstrip(". "))
    authors, title = _head(line[: match.start()].strip())
    item = {"type": _KINDS[mark], "title": title, "author": family_first(authors) if authors else []}
    item |= _numbered(title, mark) if mark in "MSPR" else {}
    if tail.startswith("//"):
        item["type"] = "chapter" if mark == "M" else item["type"]
        part, tail = _container(tail[2:])
        item |= part
    return item | _fields(_tail(mark, tail.translate(_HALF).rstrip(".")), tail)


def _tail(mark: str, tail: str) -> re.Match[str] | None:
    """What stands behind the mark, in the form of its type; of the rest the form that finds a date."""
    if mark in "JN":
        return _JOURNAL.match(tail)
    online = mark in ("EB", "PP", "DS", "DB", "A", "Z")
    matches = [pattern.match(tail) for pattern in ((_ONLINE, _PRINT) if online else (_PRINT, _ONLINE))]
    dated = [match for match in matches if match and match["date"]]
    return next(iter(dated), next(filter(None, matches), None))


def _container(tail: str) -> tuple[dict, str]:
    """`编者. 书名. 出版者…` as editors and title, and what follows them."""
    part: dict = {}
    first, _stop, rest = tail.partition(". ")
    nexts = re.match(r"[^:：,，]*?(?<!版)(?<! ed)\. ", rest)  # a title, then, since no place, publisher or edition
    if family_first(first)[0].get("family") or re.search(r"(?:等|et al)\Z", first) or nexts:
        part["editor"] = family_first(first)
        first, _stop, rest = rest.partition(". ")
    part["container-title"] = first.rstrip(".")
    return part | _numbered(part["container-title"], "M", "container-title"), rest


def _numbered(title: str, mark: str, name: str = "title") -> dict:
    """`题名：GB/T 1-2020`, `书名：第2卷` and `GB/T 1-2020　题名` in their two parts."""
    if mark == "S" and (match := re.match(r"([A-Z/]+ ?[\w.:/—-]+)\u2003(.+)\Z", title)):
        return {"number": match[1], name: match[2]}
    if mark == "M":
        match = re.match(r"(.+?)(?:：|: )(?:v\.|Vols?\. |第|卷 )(\d[\d-]*)(?:卷)?\Z", title)
        return {name: match[1], "volume": match[2]} if match else {}
    match = re.match(r"(.+?)(?:：|: )((?=[^：]*\d)[A-Z0-9][\w/.,:—– -]*)\Z", title)
    return {name: match[1], "number": match[2]} if match else {}


def _head(head: str) -> tuple[str, str]:
    """Authors and title: they part at the first full stop that ends no abbreviation."""
    for match in re.finditer(r"\. ", head):
        before = head[: match.start()]
        if not re.search(r"(?:\A|[ .])[A-Z]\Z", before) or re.search(r"[A-Z][\w’'-]+ (?:[A-Z][ -])*[A-Z]\Z", before):
            return before, head[match.end() :]
    return "", head


def _apa(line: str) -> dict:
    """`Authors. (Year). Title. Journal, volume(issue), pages.`; without authors the title comes first."""
    match = _APA.match(line)
    if not match:
        return {}
    item = {"issued": _date(re.sub(r"(\d{4}), (.+)", r"\2 \1", match["date"]).replace("ca. ", ""))}
    first, rest = match["authors"], match["rest"]
    authors = apa_names(first)
    source = _APA_SOURCE.match(rest)
    if source or any(len(name.get("literal", "")) > LONGEST_NAME for name in authors):
        place = _fields(source, rest) if source else {"container-title": rest.removesuffix(".")}
        return item | {"type": "article-journal", "title": first.removesuffix(".")} | place
    return item | {"author": authors} | _apa_titled(rest)


def _apa_titled(rest: str) -> dict:
    """Title and source."""
    if found := _APA_JOURNAL.match(rest):
        title = re.sub(r"\.\Z", "", found["title"])
        return {"type": "article-journal", "title": title} | _fields(found, rest)
    title, _stop, source = re.sub(r" \[(?:Dataset|Preprint)\]", "", rest).partition(". ")
    item = {"title": title.rstrip("."), "type": "book" if source else "document", "publisher": source.rstrip(".")}
    if edition := re.search(r" \(([^()]*ed\.)[^()]*\)\Z", item["title"]):
        item |= {"edition": edition[1], "title": item["title"][: edition.start()]}
    return item


def _vancouver(line: str) -> dict:
    match = _VANCOUVER.match(line)
    if not match:
        return {}
    authors, title = _head(match["head"].removesuffix("."))
    if not authors and not match["volume"] and match["container"].endswith(" [Internet]"):  # a page: author, title
        page = {"type": "webpage", "title": match["container"].removesuffix(" [Internet]")}
        dates_only = {name: value for name, value in _fields(match, line).items() if name in ("issued", "accessed")}
        return page | {"author": family_first(title)} | dates_only
    item = {"type": "article-journal", "title": title, "author": family_first(authors) if authors else []}
    item |= _fields(match, line)
    item["container-title"] = item["container-title"].removesuffix(" [Internet]")
    return item


def _fields(match: re.Match[str] | None, text: str) -> dict:
    """The named parts of a match as CSL fields, in the letters of `text`; without a match the text is a note."""
    if not match:
        return {"note": text.strip(" .")} if text.strip(" .") else {}
    spans = {name: match.span(name) for name, value in match.groupdict().items() if value}
    parts = {name: text[start:end].strip(" ,，") for name, (start, end) in spans.items()}
    names = {"container": "container-title", "place": "publisher-place"}
    apart = ("date", "accessed", "title", "head", "rest")
    item: dict = {names.get(name, name): value for name, value in parts.items() if name not in apart}
    item["page"] = numbers.pages(item.get("page", "").removeprefix("Article "), "-")
    item |= {name: numbers.with_dash(item.get(name, ""), "-") for name in ("volume", "issue")}
    item |= {field: _date(parts.get(name, "")) for field, name in (("issued", "date"), ("accessed", "accessed"))}
    return {name: value for name, value in item.items() if value}


def _date(text: str) -> dict:
    if re.fullmatch(r"\d{4} [A-Z][a-z]{2}(?: \d{1,2})?", text):  # 1999 Apr 2
        year, month, *day = text.split()
        text = " ".join([*day, month, year])
    date = dates.parse(text)
    return {"date-parts": [list(date.start)]} if date and date.start else {}
