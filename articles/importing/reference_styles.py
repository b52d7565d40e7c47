"""The forms that references are printed in: NLM (Vancouver), Nature, APA, GB/T 7714, and looser ones."""

from __future__ import annotations

import re
from collections.abc import Callable

from .reference_parts import (
    PAGES,
    QUOTED,
    Parts,
    authors_and_title,
    end_of_names,
    fold_stops,
    last_end,
    names_in,
    trimmed,
)
from .reference_rarer import take_rarer_apart

_MONTH = r"(?:\s*[A-Z][a-z]{2,8}\.?(?:[-/–][A-Z][a-z]{2,8})?(?:\s*\d{1,2})?)?"
_NLM = re.compile(
    rf"[.,\s]\s*((?:19|20)\d\d){_MONTH}\s*;\s*(\d[\w.]{{0,8}})?\s*(?:\(([^()]{{1,20}})\))?\s*(?::\s*{PAGES})?"
)
_NATURE = re.compile(
    rf"[\s,](\d{{1,4}})\s*(?:\(([^()]{{1,15}})\))?\s*(?:,\s*(?:pp?\.\s*)?{PAGES})?\s*\(((?:19|20)\d\d)\)\s*\.?\s*$"
)
_APA_YEAR = re.compile(r"\((?:((?:19|20)\d\d)[a-z]?(?:,\s*[A-Z][a-z]{2,8}(?:\s\d{1,2})?)?|n\.\s?d\.)\)\s*[.,]?\s*")
_IMPRINT = re.compile(r"[.．。]\s*[^.．。:：]{2,20}[:：]\s*[^.．。:：]{2,60}$")
_IN_BOOK = re.compile(
    rf"\.\s+In\s+.{{3,150}}?\(Eds?\.?\),?\s*(.{{5,200}}?)\s*\((?:\d{{1,2}}\w{{2}} ed\.,\s*)?pp?\.\s*{PAGES}\)",
    re.IGNORECASE,
)
_JOURNAL_NAME = re.compile(r"(?:[A-Z][\w&-]*\.?|of|and|the|in|for|&)(?:\s(?:[A-Z][\w&-]*\.?|of|and|the|in|for|&)){1,7}")
_EDITION = re.compile(r"\.\s+(?:\d{1,2}(?:st|nd|rd|th)|rev(?:ised)?\.?)\s+ed(?:ition)?\.?$", re.IGNORECASE)
_ROC_YEAR = re.compile(r"\((?:中华)?民国?\s*(\d{2,3})\s*年?(?:\s*\d{1,2}\s*月)?(?:\s*\d{1,2}\s*日)?\)\s*[.,]?\s*")
_BARE_YEAR = re.compile(r"((?:19|20)\d\d)[a-z]?\.\s+")
_APA_TAIL = re.compile(
    rf"(?:,\s*(\d{{1,4}})\s*(?:\(([^()]{{1,20}})\))?\s*(?:[,:]\s*(?:pp?\.\s*)?(?:article\s+)?{PAGES})?"
    rf"|\s(\d{{1,4}})\s*(?:\(([^()]{{1,20}})\))?\s*[,:]\s*{PAGES})\s*\.?\s*$",
    re.IGNORECASE,
)
_COMMAS = re.compile(
    rf"[.,\s]\s*((?:19|20)\d\d)\s*,\s*(\d{{1,4}})\s*(?:\(([^()]{{1,20}})\))?\s*[,:]\s*(?:pp?\.\s*)?{PAGES}\s*\.?\s*$"
)
_GBT_KIND = re.compile(r"\[([JMDCRSNPZAGK](?:/OL)?|EB/OL|DB/OL|CP/OL)\]\s*(?P<within>//)?[.,/]*\s*", re.IGNORECASE)
_GBT_TAIL = re.compile(
    rf"[,.]?\s*((?:19|20)\d\d)\s*(?:[-/]\d\d?){{0,2}}\s*(?:,\s*(\d{{1,4}}))?\s*(?:\(([^()]{{1,20}})\))?\s*(?::\s*{PAGES})?"
)
_VISITED = re.compile(r"\s*\[\d{4}-\d{1,2}-\d{1,2}\]\s*\.?\s*$")
_ONLINE = re.compile(r"\s*\[(?:Internet|Online|dissertation|thesis)\](?=\s*[.;,])", re.IGNORECASE)
_CITED = re.compile(r"\s*\[(?:updated [^\[\]]{4,30};\s*)?(?:cited|accessed) [^\[\]]{4,30}\]", re.IGNORECASE)
_EARLY = re.compile(r"\s*[,，]\s*(\d{1,5}\s*-\s*\d{1,5})$")
_BARE_CONTAINER = re.compile(r"[^\W\d][^.,;]{1,60}\.?")
_PUBLISHER = re.compile(r"[^.:]{2,40}:\s[^.:;]{2,60}|[\u3400-\u9fff]{2,8}:\s*[\u3400-\u9fff]{2,20}")
_SITE_NAME = re.compile(
    r"[\u3400-\u9fff]{2,14}(?:网|署|部|局|杂志|期刊|学刊|报|新闻|协会|学会|基金会|医院)|[A-Z][\w.& -]{2,60}"
)
_SITE = re.compile(r"([^。]{2,60}?)\s+[-–—]{1,2}\s+\S")
_YEAR_AT_END = re.compile(r"[.,;(\s]\s*(?:[A-Z][a-z]{2,8}\.?\s\d{1,2},\s*)?((?:19|20)\d\d)\s*\)?\s*\.?\s*$")
_ROC_YEAR_AT_END = re.compile(r"[.,\s(]\s*(?:中华)?民国\s*(\d{2,3})\s*年?\)?\s*\.?$")
_REMARK = re.compile(r"\s*\([^()]*[\u3400-\u9fff][^()]*\)\s*\.?$")


def take_apart(text: str) -> Parts | None:
    """The text of an entry without number and identifiers in; its parts out, or None where its form is unknown."""
    text = _CITED.sub("", _ONLINE.sub("", text))
    folded = fold_stops(text)
    if remark := _REMARK.search(folded):
        text, folded = text[: remark.start()], folded[: remark.start()]
    for read in _READERS:
        if parts := read(text, folded):
            return parts
    return None


def _gbt(text: str, folded: str) -> Parts | None:
    kind = _GBT_KIND.search(folded)
    if kind is None:
        return None
    if visited := _VISITED.search(folded, kind.end()):
        text, folded = text[: visited.start()], folded[: visited.start()]
    authors, title = authors_and_title(text[: kind.start()], folded[: kind.start()])
    tail = _GBT_TAIL.search(folded, kind.end())
    rest = text[kind.end() : tail.start() if tail else len(text)].strip(" ,.，。")
    if kind["within"]:
        rest = _book_in(rest)
    container = trimmed(rest) if kind[1][0].upper() in "JNC" or kind["within"] else None
    if tail is None:
        early = _EARLY.search(container or "")
        return Parts(
            authors, title, trimmed(container[: early.start()]) if early else container, pages=early and early[1]
        )
    return Parts(authors, title, container, int(tail[1]), tail[2], tail[3], tail[4])


def _book_in(text: str) -> str:
    """`Editors. Book. 2nd ed. City: Publisher`: the book that a chapter is in."""
    text = text[end_of_names(fold_stops(text)) :].strip()
    return _EDITION.sub("", _IMPRINT.sub("", text))


def _nlm(text: str, folded: str) -> Parts | None:
    tail = _NLM.search(folded)
    if tail is None or not (tail[2] or tail[4]):
        return None
    return _with_container(text[: tail.start()], folded[: tail.start()], int(tail[1]), tail[2], tail[3], tail[4])


def _commas(text: str, folded: str) -> Parts | None:
    """`Authors. Title. Journal 2019, 12, 34-56.`"""
    tail = _COMMAS.search(folded)
    if tail is None:
        return None
    return _with_container(text[: tail.start()], folded[: tail.start()], int(tail[1]), tail[2], tail[3], tail[4])


def _nature(text: str, folded: str) -> Parts | None:
    tail = _NATURE.search(folded)
    if tail is None:
        return None
    return _with_container(text[: tail.start()], folded[: tail.start()], int(tail[4]), tail[1], tail[2], tail[3])


def _apa(text: str, folded: str) -> Parts | None:
    if roc := _ROC_YEAR.search(folded[:80]):
        rest = text[roc.end() :]
        return _without_volume(names_in(text[: roc.start()]), rest, int(roc[1]) + 1911) if len(rest) > 3 else None
    year = _APA_YEAR.search(folded) or _BARE_YEAR.match(folded, end_of_names(folded))
    if year is None or year.start() < 3 or year.end() >= len(text) - 3:
        return None
    authors = names_in(text[: year.start()])
    rest, folded_rest = text[year.end() :], folded[year.end() :]
    tail = _APA_TAIL.search(folded_rest)
    body, folded_body = (rest[: tail.start()], folded_rest[: tail.start()]) if tail else (rest, folded_rest)
    cut = last_end(folded_body) if tail else None
    if cut is None:
        return _without_volume(authors, rest if tail is None else body, _int(year[1]))
    title, container = trimmed(body[: cut[0]]), trimmed(body[cut[1] :])
    volume, issue, pages = tail[1] or tail[4], tail[2] or tail[5], tail[3] or tail[6]
    return Parts(authors, title, container, _int(year[1]), volume, issue, pages)


def _int(printed: str | None) -> int | None:
    return int(printed) if printed else None


def _without_volume(authors: tuple[str, ...], rest: str, year: int | None) -> Parts:
    """What follows the year of a book or a page: its title, then a publisher or the name of the site."""
    folded = fold_stops(rest).rstrip(" .")
    if book := _IN_BOOK.search(folded):
        return Parts(
            authors, trimmed(rest[: book.start()]), trimmed(rest[book.start(1) : book.end(1)]), year, pages=book[2]
        )
    cut = last_end(folded)
    if cut is None or not (_PUBLISHER.fullmatch(folded, cut[1]) or _SITE_NAME.fullmatch(folded, cut[1])):
        return Parts(authors, trimmed(rest), None, year)
    is_book = _PUBLISHER.fullmatch(folded, cut[1])
    return Parts(authors, trimmed(rest[: cut[0]]), None if is_book else trimmed(rest[cut[1] :]), year)


def _quoted(text: str, folded: str) -> Parts | None:
    quoted = QUOTED.search(text)
    if quoted is None:
        return None
    rest, folded_rest = text[quoted.end() :].strip(" .,，。"), fold_stops(text[quoted.end() :]).strip(" .,")
    year = _YEAR_AT_END.search(folded_rest)
    container = trimmed(rest[: year.start()] if year else rest)
    return Parts(names_in(text[: quoted.start()]), trimmed(quoted[1]), container, int(year[1]) if year else None)


def _year_at_end(text: str, folded: str) -> Parts | None:
    """`Authors. Title. 2021.` and `Authors. Title. Publisher, 2021.`"""
    year = _YEAR_AT_END.search(folded)
    if year is None:
        return _roc_year_at_end(text, folded)
    text, folded = text[: year.start()], folded[: year.start()]
    cut = last_end(folded)
    if cut and (_PUBLISHER.fullmatch(folded, cut[1]) or (year[0][0] == ";" and authors_and_title(text, folded)[0])):
        text, folded = text[: cut[0]], folded[: cut[0]]
    container, cut = None, last_end(folded)
    if cut and cut[0] > end_of_names(folded) > 0 and _JOURNAL_NAME.fullmatch(folded[cut[1] :].rstrip(" .,")):
        container = trimmed(text[cut[1] :])
        text, folded = text[: cut[0]], folded[: cut[0]]
    authors, title = authors_and_title(text, folded)
    return Parts(authors, _EDITION.sub("", title or "") or None, container, int(year[1])) if authors else None


def _roc_year_at_end(text: str, folded: str) -> Parts | None:
    """`某部。某条例。民國107年。`"""
    year = _ROC_YEAR_AT_END.search(folded)
    if year is None:
        return None
    authors, title = authors_and_title(text[: year.start()], folded[: year.start()])
    return Parts(authors, title, None, int(year[1]) + 1911) if authors else None


def _site(text: str, folded: str) -> Parts | None:
    """`Name of a site – what is found there`."""
    match = _SITE.match(folded)
    return Parts(title=trimmed(text[: match.end(1)])) if match else None


_READERS: tuple[Callable[[str, str], Parts | None], ...] = (
    _gbt, _nlm, _nature, take_rarer_apart, _apa, _commas, _quoted, _year_at_end, _site,
)  # fmt: skip


def _with_container(
    text: str, folded: str, year: int, volume: str | None, issue: str | None, pages: str | None
) -> Parts:
    """`Authors. Title. Journal`, or the same with the title in quotes."""
    if quoted := QUOTED.search(text):
        container = trimmed(text[quoted.end() :])
        return Parts(names_in(text[: quoted.start()]), trimmed(quoted[1]), container, year, volume, issue, pages)
    cut = last_end(folded)
    if cut is None and _BARE_CONTAINER.fullmatch(folded):
        return Parts((), None, trimmed(text), year, volume, issue, pages)
    if cut is None:
        return _by_commas(text, folded, Parts(None or (), None, None, year, volume, issue, pages))
    authors, title = authors_and_title(text[: cut[0]], folded[: cut[0]])
    return Parts(authors, title, trimmed(text[cut[1] :]), year, volume, issue, pages)


def _by_commas(text: str, folded: str, parts: Parts) -> Parts:
    """`Author,Title of the paper,Journal`: commas where others have full stops."""
    first, last = folded.find(","), folded.rfind(",")
    if not 0 < first < last or folded[first + 1 : first + 2] == " ":
        return Parts((), None, None, parts.year, parts.volume, parts.issue, parts.pages)
    title, container = trimmed(text[first + 1 : last]), trimmed(text[last + 1 :])
    return Parts(names_in(text[:first]), title, container, parts.year, parts.volume, parts.issue, parts.pages)
