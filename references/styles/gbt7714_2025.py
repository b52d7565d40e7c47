"""GB/T 7714—2025, numeric: full-width punctuation, names as they are written, 等 only in Chinese entries. Pure.

Source: the CSL style GB/T 7714—2025（顺序编码，双语） of zotero-chinese (2 January 2026), which the standard's own
examples are checked with; clause numbers are the standard's.
"""

from __future__ import annotations

import re

from . import gbt7714 as gb
from .item import Item
from .numbers import is_numeric
from .text import closed, join, without_periods, wrapped

_MARKS = {
    "article": "PP",
    "article-journal": "J",
    "article-magazine": "J",
    "periodical": "J",
    "article-newspaper": "N",
    "book": "M",
    "chapter": "M",
    "classic": "M",
    "entry-dictionary": "M",
    "entry-encyclopedia": "M",
    "collection": "A",
    "manuscript": "A",
    "personal_communication": "A",
    "dataset": "DS",
    "map": "CM",
    "paper-conference": "C",
    "patent": "P",
    "webpage": "EB",
    "post": "EB",
    "post-weblog": "EB",
    "report": "R",
    "software": "CP",
    "standard": "S",
    "thesis": "D",
}
_WITH_PLACE = (*gb.IN_BOOKS, "book", "classic", "map", "paper-conference", "periodical", "thesis")
_ARCHIVED = ("collection", "manuscript", "personal_communication")


def entry(item: Item) -> str:
    """One entry, without its number."""
    author = "" if item.type == "standard" else _author(item)
    return closed(join([author, *_body(item), gb.access(item)], ". "))


def _people(item: Item, *roles: str) -> str:
    return gb.people(item.first_names(*roles)[1], item, "，", upper=False, hyphen=True)


def _author(item: Item) -> str:
    roles = ["composer", "author", "illustrator", "director", "host"]
    if not item.has("container-title"):
        roles += ["editor", "editorial-director", "compiler", "collection-editor"]
    return _people(item, *roles)


def _body(item: Item) -> list[str]:
    """What stands between the authors and the address, by type (clauses 8.2 to 8.15)."""
    title, kind = _title(item), item.type
    translators = gb.translators(item, "，", upper=False, hyphen=True)
    if kind in gb.PERIODICALS:
        return [title, translators, _periodical(item)]
    if kind in gb.WEB:
        return [title, _created_and_seen(item)]
    if kind in gb.IN_BOOKS or item.has("container-title"):
        source = join([join([title, translators], ". "), _container(item)], "//")
        return [source, gb.edition(item), _publisher(item)]
    if kind == "periodical":
        return [title, gb.number(item, "volume"), _publisher(item)]
    if kind == "paper-conference":
        return [join([title, _paged(join([item.text("event-title"), _date(item)], "，"), item)], "//")]
    if kind == "standard":
        return [join([item.text("number"), title], gb.EM_SPACE)]
    if kind in ("article", "dataset"):
        return [title, _version(item), _publisher(item) + _created_and_seen(item)]
    if kind in ("book", "classic", "map", "patent", "report") or item.has("publisher"):
        return [title, translators, gb.edition(item), _publisher(item)]
    if kind not in _ARCHIVED and not item.has("archive") and item.has("URL", "DOI"):
        return [title, _version(item), _created_and_seen(item)]
    return [title, translators, gb.edition(item), _publisher(item)]


def _title(item: Item) -> str:
    parts = [gb.title(item)]
    if not item.has("container-title") and item.type not in (*gb.IN_BOOKS, "paper-conference"):
        parts.append(join([_volume(item), item.text("volume-title")], gb.EM_SPACE))
    if item.type not in ("article", "article-journal", "standard"):
        parts.append(_number(item))
    return join(parts, "：") + gb.type_and_medium(item, _mark(item))


def _mark(item: Item) -> str:
    if item.type in _MARKS:
        return _MARKS[item.type]
    return "A" if item.has("archive") else "EB" if item.has("URL", "DOI") else "Z"


def _volume(item: Item) -> str:
    volume = gb.number(item, "volume")
    if item.type in ("article", *gb.PERIODICALS, "periodical") or not is_numeric(volume):
        return "" if item.type in ("article", *gb.PERIODICALS, "periodical") else volume
    return re.sub(r"\w+", r"第\g<0>卷", volume) if item.is_chinese else f"v.{volume}"


def _number(item: Item) -> str:
    """Number of a report or file; of a patent the number of its application first (8.8)."""
    if item.type == "patent" and item.has("call-number"):
        return item.text("call-number")
    if item.has("number"):
        return gb.number(item, "number")
    return item.text("archive_location") if item.type in _ARCHIVED or item.has("archive") else ""


def _container(item: Item) -> str:
    editors = _people(item, "container-author", "editor", "editorial-director", "compiler", "collection-editor")
    title = item.text("container-title")
    return join([editors, join([title, _volume(item)], "：")], ". ") if title else ""


def _periodical(item: Item) -> str:
    """`刊名，年，卷（期）：页码`; of a newspaper `刊名，日期（版次）`. Without pages the article's own number (8.5)."""
    name = without_periods(item.text("container-title"))
    if item.type == "article-newspaper":
        return join([name, _date(item)], "，") + wrapped(gb.page(item), "（", "）")
    issue = wrapped(gb.number(item, "issue"), "（", "）")
    line = join([name, _issue_date(item), gb.number(item, "volume")], "，") + issue
    return join([line, gb.page(item) or gb.number(item, "number")], "：")


def _issue_date(item: Item) -> str:
    """The year; of an article without volume and issue the day it came online."""
    issued = item.date("issued")
    if item.has("volume", "issue"):
        return issued.year("/") if issued else ""
    online = item.date("available-date") or issued
    return online.numeric() if online else ""


def _version(item: Item) -> str:
    return wrapped(re.sub(r"\A[vV]\.?\s*(?=\d)", "", item.text("version")), "V", "")


def _publisher(item: Item) -> str:
    kind = item.type
    if kind in ("article", "dataset"):
        return item.text("publisher")
    if kind in _WITH_PLACE or item.has("publisher"):
        return _placed(item, "publisher-place", "publisher")
    if kind in ("patent", "report"):
        return _paged(_date(item), item)
    if kind in _ARCHIVED or item.has("archive"):
        return join([join([item.text("archive-place"), item.text("archive")], "："), _date(item)], "，")
    return _date(item) if item.has("URL", "DOI") else _placed(item, "publisher-place", "publisher")


def _placed(item: Item, place: str, house: str) -> str:
    """`地点：出版者，年：页码`."""
    return _paged(join([join([item.text(place), item.text(house)], "："), _date(item)], "，"), item)


def _paged(line: str, item: Item) -> str:
    return join([line, gb.page(item)], "：")


def _date(item: Item) -> str:
    issued, kind = item.date("issued"), item.type
    if issued:
        by_year = kind == "report" and item.has("publisher")
        by_day = kind in ("article-newspaper", "patent", "report", *_ARCHIVED) or item.has("archive")
        return issued.numeric() if by_day and not by_year else issued.year("—")
    accessed = item.date("accessed")
    return f"[{accessed.year('—')}]" if accessed else ""


def _created_and_seen(item: Item) -> str:
    """`（2024-07-02）[2024-09-30]`: made or changed, and read (7.6)."""
    issued, accessed = item.date("issued"), item.date("accessed")
    made = wrapped(issued.numeric(), "（", "）") if issued else ""
    return made + (f"[{accessed.numeric()}]" if accessed else "")
