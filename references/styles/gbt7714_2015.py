"""GB/T 7714—2015, numeric: half-width punctuation, family names of Western authors in capitals. Pure.

Source: the CSL style GB/T 7714—2015（顺序编码，双语） of zotero-chinese (8 January 2025), the bilingual form of the
official `china-national-standard-gb-t-7714-2015-numeric`.
"""

from __future__ import annotations

from . import gbt7714 as gb
from .item import Item
from .numbers import is_numeric, is_several
from .text import closed, join, wrapped

_MARKS = {
    **dict.fromkeys(
        "article bill collection hearing legal_case legislation personal_communication regulation treaty".split(), "A"
    ),
    **dict.fromkeys(("article-journal", "article-magazine", "periodical"), "J"),
    **dict.fromkeys(("book", "classic", *gb.IN_BOOKS), "M"),
    **dict.fromkeys(gb.WEB, "EB"),
    "article-newspaper": "N",
    "dataset": "DS",
    "map": "CM",
    "paper-conference": "C",
    "patent": "P",
    "report": "R",
    "software": "CP",
    "standard": "S",
    "thesis": "D",
}
_PRINTED = ("book", "chapter", "paper-conference", "periodical", "thesis")
_IN_OTHERS = (*gb.IN_BOOKS, "paper-conference")


def entry(item: Item) -> str:
    """One entry, without its number."""
    return closed(join([_author(item), *_body(item), gb.access(item)], ". "))


def _people(item: Item, *roles: str) -> str:
    return gb.people(item.first_names(*roles)[1], item, ", ", upper=True, hyphen=False)


def _author(item: Item) -> str:
    others = () if item.has("container-title") else ("editor",)
    return _people(item, "author", "composer", "illustrator", "director", *others)


def _body(item: Item) -> list[str]:
    """What stands between the authors and the address, by type (clauses 4.1 to 4.6)."""
    title, kind = _title(item), item.type
    if kind == "periodical":
        return [title, _year_volume_issue(item), _publisher(item)]
    if kind in gb.PERIODICALS:
        return [title, _periodical(item)]
    if kind in ("patent", "dataset", "software", *gb.WEB):
        return [title, _publisher(item)]
    translators = gb.translators(item, ", ", upper=True, hyphen=False)
    if kind in _IN_OTHERS or item.has("container-title"):
        source = join([join([title, translators], ". "), _container(item)], "//")
        return [source, gb.edition(item), _publisher(item)]
    return [title, translators, gb.edition(item), _publisher(item)]


def _title(item: Item) -> str:
    details = []
    if not item.has("container-title") and item.type not in _IN_OTHERS:
        details += [_volume(item), item.text("volume-title")]
    if item.type not in ("article", "article-journal"):
        details.append(gb.number(item, "number"))
    if item.type in ("collection", "manuscript", "personal_communication"):
        details.append(item.text("archive_location"))
    title = join([gb.title(item), join(details, gb.EM_SPACE)], ": ")
    return title + gb.type_and_medium(item, _MARKS.get(item.type, "Z"))


def _volume(item: Item) -> str:
    volume = gb.number(item, "volume")
    if item.type in ("article", *gb.PERIODICALS, "periodical"):
        return ""
    if not is_numeric(volume):
        return volume
    label = "卷" if item.is_chinese else "Vols." if is_several(volume) else "Vol."
    return f"{label} {volume}"


def _container(item: Item) -> str:
    """`//编者. 书名: 卷, 会议日期, 会议地点`."""
    editors = _people(item, "editor", "editorial-director", "collection-editor", "container-author")
    title = join([item.text("container-title"), _volume(item)], ": ") if item.has("container-title") else ""
    parts = [title or (item.text("event-title") if item.type == "paper-conference" else "")]
    if item.type == "paper-conference" and (held := item.date("event-date")):
        parts += [held.in_chinese() if item.is_chinese else held.in_full(), item.text("event-place")]
    return join([editors, join(parts, ", ")], ". ")


def _year_volume_issue(item: Item) -> str:
    issue = wrapped(gb.number(item, "issue"), "(", ")")
    return join([_year(item), gb.number(item, "volume")], ", ") + issue


def _periodical(item: Item) -> str:
    """`刊名, 年, 卷(期): 页码[引用日期]`; of a newspaper `刊名, 日期(版次)[引用日期]`."""
    name = item.text("container-title")
    if item.type == "article-newspaper":
        return join([name, _day(item)], ", ") + wrapped(gb.page(item), "(", ")") + _seen(item)
    place = gb.page(item) or gb.number(item, "number")  # without pages the article's own number
    return join([join([name, _year_volume_issue(item)], ", "), place], ": ") + _seen(item)


def _publisher(item: Item) -> str:
    if item.type == "patent":
        return _day(item) + _seen(item)
    printed = ("archive", "archive-place", "publisher", "publisher-place", "page")
    if item.type in _PRINTED or item.has(*printed):
        names = ("publisher-place", "publisher")
        place, house = names if item.has(*names) else ("archive-place", "archive")
        made = join([join([item.text(place), item.text(house)], ": "), _year(item)], ", ")
        return join([made, gb.page(item)], ": ") + _seen(item)
    if item.has("URL", "DOI"):
        return _made_online(item) + _seen(item)
    return _year(item)


def _made_online(item: Item) -> str:
    """`(2001-12-19)`, `(2020-01)`, `(2020)`: made or changed, as far as it is known."""
    return wrapped(_day(item), "(", ")")


def _year(item: Item) -> str:
    """The year; one that is not certain, or only that of the reading, in brackets (8.4.3.3)."""
    if issued := item.date("issued"):
        return f"[{issued.year('/')}]" if issued.circa else issued.year("/")
    accessed = item.date("accessed")
    return f"[{accessed.year('/')}]" if accessed else ""


def _day(item: Item) -> str:
    issued = item.date("issued")
    return issued.numeric() if issued else ""


def _seen(item: Item) -> str:
    accessed = item.date("accessed")
    return f"[{accessed.numeric()}]" if accessed and item.has("URL", "DOI") else ""
