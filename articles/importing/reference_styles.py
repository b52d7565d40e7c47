"""The forms that references are printed in: NLM (Vancouver), Nature, APA, GB/T 7714, and looser ones."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from .folding import fold, is_han

_QUOTED = re.compile(r"[“\"「]([^“”\"「」]{4,400})[”\"」]")
_MONTH = r"(?:\s*[A-Z][a-z]{2,8}\.?(?:[-/–][A-Z][a-z]{2,8})?(?:\s*\d{1,2})?)?"
_PAGES = r"([A-Za-z]{0,8}\d(?:[\w.]{0,12}\w)?(?:\s?[-–—‐]\s?[A-Za-z]{0,3}\d\w{0,10})?)"
_NLM = re.compile(
    rf"[.,\s]\s*((?:19|20)\d\d){_MONTH}\s*;\s*(\d[\w.]{{0,8}})?\s*(?:\(([^()]{{1,20}})\))?\s*(?::\s*{_PAGES})?"
)
_NATURE = re.compile(
    rf"[\s,](\d{{1,4}})\s*(?:\(([^()]{{1,15}})\))?\s*(?:,\s*(?:pp?\.\s*)?{_PAGES})?\s*\(((?:19|20)\d\d)\)\s*\.?\s*$"
)
_APA_YEAR = re.compile(r"\(((?:19|20)\d\d)[a-z]?(?:,\s*[A-Z][a-z]{2,8}(?:\s\d{1,2})?)?\)\s*[.,]?\s*")
_APA_TAIL = re.compile(
    rf"(?:,\s*(\d{{1,4}})\s*(?:\(([^()]{{1,20}})\))?\s*(?:[,:]\s*(?:pp?\.\s*)?(?:article\s+)?{_PAGES})?"
    rf"|\s(\d{{1,4}})\s*(?:\(([^()]{{1,20}})\))?\s*[,:]\s*{_PAGES})\s*\.?\s*$",
    re.IGNORECASE,
)
_COMMAS = re.compile(
    rf"[.,\s]\s*((?:19|20)\d\d)\s*,\s*(\d{{1,4}})\s*(?:\(([^()]{{1,20}})\))?\s*[,:]\s*(?:pp?\.\s*)?{_PAGES}\s*\.?\s*$"
)
_GBT_KIND = re.compile(r"\[([JMDCRSNPZ](?:/OL)?|EB/OL|DB/OL|CP/OL)\]\s*[.,/]*\s*", re.IGNORECASE)
_GBT_TAIL = re.compile(
    rf"[,.]?\s*((?:19|20)\d\d)\s*(?:[-/]\d\d?){{0,2}}\s*(?:,\s*(\d{{1,4}}))?\s*(?:\(([^()]{{1,20}})\))?\s*(?::\s*{_PAGES})?"
)
_ET_AL = re.compile(r"[\s,]*(?:\bet\s*al\b\.?|(?<=[,\s\u3400-\u9fff])等(?=[.,\s]|$))[\s,.]*", re.IGNORECASE)
_SENTENCE_END = re.compile(
    r"(?:(?<=[^\s.]{2})|(?<=\s\d))[.?!]\s+(?=[\"“A-Z0-9\u3400-\u9fff(])|(?<=[\u3400-\u9fff])\.\s*(?=\S)"
)
_UPPER = "A-ZÀ-ÖØ-ÞŁŚŽŠĆČĐİ"
_SURNAME = rf"(?:[a-z]{{1,4}}\s){{0,3}}[{_UPPER}][\w'’\-]*(?:\s[\w'’\-]+){{0,2}}"
_DOTTED_NAME = re.compile(rf"(?:&\s|and\s)?{_SURNAME},\s(?:[{_UPPER}]\.[-\s]?){{1,4}}(?:[,;]\s?|(?=[&A-Z]))?")
_PLAIN_NAME = re.compile(
    rf"(?:&\s|and\s)?{_SURNAME}\s[{_UPPER}]{{1,4}}(?:\s(?:Jr|Sr|2nd|3rd|II|III))?([,.;]|(?=\s(?:&|and)\s))\s*"
)
_DOTTED = re.compile(r"(?:^|[\s,.])[A-Z]\.[A-Z]\.$|,\s?[A-Z]\.$|^[A-Z]\.$")
_ABBREVIATED = re.compile(r"(?:[A-Z][a-z]{0,6}\.?\s?){1,3}")
_PUBLISHER = re.compile(r"[^.:]{2,40}:\s[^.:;]{2,60}")
_SITE = re.compile(r"([^。]{2,60}?)\s+[-–—]{1,2}\s+\S")
_YEAR_AT_END = re.compile(r"[.,;(\s]\s*(?:[A-Z][a-z]{2,8}\.?\s\d{1,2},\s*)?((?:19|20)\d\d)\s*\)?\s*\.?\s*$")
_REMARK = re.compile(r"\s*\([^()]*[\u3400-\u9fff][^()]*\)\s*\.?$")


@dataclass(frozen=True)
class Parts:
    """What an entry says, in words of its own."""

    authors: tuple[str, ...] = ()
    title: str | None = None
    container: str | None = None
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None


def take_apart(text: str) -> Parts | None:
    """The text of an entry without number and identifiers in; its parts out, or None where its form is unknown."""
    folded = _fold(text)
    if remark := _REMARK.search(folded):
        text, folded = text[: remark.start()], folded[: remark.start()]
    for read in _READERS:
        if parts := read(text, folded):
            return parts
    return None


def _fold(text: str) -> str:
    """Folded, with the Chinese full stop as the English one: either ends a part of an entry."""
    return fold(text).replace("。", ".")


def _gbt(text: str, folded: str) -> Parts | None:
    kind = _GBT_KIND.search(folded)
    if kind is None:
        return None
    authors, title = _authors_and_title(text[: kind.start()], folded[: kind.start()])
    tail = _GBT_TAIL.search(folded, kind.end())
    rest = text[kind.end() : tail.start() if tail else len(text)].strip(" ,.，。")
    container = _trim(rest) if kind[1][0].upper() in "JNC" else None
    if tail is None:
        return Parts(authors, title, container)
    return Parts(authors, title, container, int(tail[1]), tail[2], tail[3], tail[4])


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
    year = _APA_YEAR.search(folded)
    if year is None or year.start() < 3 or year.end() >= len(text) - 3:
        return None
    authors = _names(text[: year.start()])
    rest, folded_rest = text[year.end() :], folded[year.end() :]
    tail = _APA_TAIL.search(folded_rest)
    body, folded_body = (rest[: tail.start()], folded_rest[: tail.start()]) if tail else (rest, folded_rest)
    cut = _last_end(folded_body) if tail else None
    if cut is None:
        return Parts(authors, _trim(rest if tail is None else body), None, int(year[1]))
    title, container = _trim(body[: cut[0]]), _trim(body[cut[1] :])
    volume, issue, pages = tail[1] or tail[4], tail[2] or tail[5], tail[3] or tail[6]
    return Parts(authors, title, container, int(year[1]), volume, issue, pages)


def _quoted(text: str, folded: str) -> Parts | None:
    quoted = _QUOTED.search(text)
    if quoted is None:
        return None
    rest, folded_rest = text[quoted.end() :].strip(" .,，。"), _fold(text[quoted.end() :]).strip(" .,")
    year = _YEAR_AT_END.search(folded_rest)
    container = _trim(rest[: year.start()] if year else rest)
    return Parts(_names(text[: quoted.start()]), _trim(quoted[1]), container, int(year[1]) if year else None)


def _year_at_end(text: str, folded: str) -> Parts | None:
    """`Authors. Title. 2021.` and `Authors. Title. Publisher, 2021.`"""
    year = _YEAR_AT_END.search(folded)
    if year is None:
        return None
    text, folded = text[: year.start()], folded[: year.start()]
    cut = _last_end(folded)
    if cut and _PUBLISHER.fullmatch(folded, cut[1]):
        text, folded = text[: cut[0]], folded[: cut[0]]
    authors, title = _authors_and_title(text, folded)
    return Parts(authors, title, None, int(year[1])) if authors else None


def _site(text: str, folded: str) -> Parts | None:
    """`Name of a site – what is found there`."""
    match = _SITE.match(folded)
    return Parts(title=_trim(text[: match.end(1)])) if match else None


_READERS: tuple[Callable[[str, str], Parts | None], ...] = (
    _gbt, _nlm, _nature, _apa, _commas, _quoted, _year_at_end, _site,
)  # fmt: skip


def _with_container(
    text: str, folded: str, year: int, volume: str | None, issue: str | None, pages: str | None
) -> Parts:
    """`Authors. Title. Journal`, or the same with the title in quotes."""
    if quoted := _QUOTED.search(text):
        container = _trim(text[quoted.end() :])
        return Parts(_names(text[: quoted.start()]), _trim(quoted[1]), container, year, volume, issue, pages)
    cut = _last_end(folded)
    if cut is None:
        return _by_commas(text, folded, Parts(None or (), None, None, year, volume, issue, pages))
    authors, title = _authors_and_title(text[: cut[0]], folded[: cut[0]])
    return Parts(authors, title, _trim(text[cut[1] :]), year, volume, issue, pages)


def _by_commas(text: str, folded: str, parts: Parts) -> Parts:
    """`Author,Title of the paper,Journal`: commas where others have full stops."""
    first, last = folded.find(","), folded.rfind(",")
    if not 0 < first < last or folded[first + 1 : first + 2] == " ":
        return Parts((), None, None, parts.year, parts.volume, parts.issue, parts.pages)
    title, container = _trim(text[first + 1 : last]), _trim(text[last + 1 :])
    return Parts(_names(text[:first]), title, container, parts.year, parts.volume, parts.issue, parts.pages)


def _last_end(folded: str) -> tuple[int, int] | None:
    """Where the last full stop between words stands: (end of what is before, start of what is after)."""
    names = _end_of_names(folded)
    ends = [match for match in _SENTENCE_END.finditer(folded) if match.start() > names] or [
        *_SENTENCE_END.finditer(folded)
    ]
    if not ends:
        return None
    while len(ends) > 1 and _ABBREVIATED.fullmatch(folded, ends[-2].end(), ends[-1].start()):
        ends.pop()
    keeps_mark = folded[ends[-1].start()] in "?!"
    return ends[-1].start() + keeps_mark, ends[-1].end()


def _authors_and_title(text: str, folded: str) -> tuple[tuple[str, ...], str | None]:
    """`Authors. Title` in; both out. `et al.` is the surest sign of where the authors end."""
    if (match := _ET_AL.search(folded)) and match.start() < 300:
        return _names(text[: match.start()]), _trim(_without_group(text[match.end() :]))
    if end := _end_of_names(folded):
        return _names(text[:end]), _trim(text[end:])
    if match := _SENTENCE_END.search(folded):
        return _names(text[: match.start()]), _trim(text[match.end() :])
    return (), _trim(text)


def _end_of_names(folded: str) -> int:
    """Where a list of `Ito R, Ode P.` or `Ito, R., Ode, P. & Ume, Q.` turns into the title; 0 where none begins."""
    for name, last in ((_DOTTED_NAME, None), (_PLAIN_NAME, ".")):
        end = 0
        while match := name.match(folded, end):
            end = match.end()
            if last and match[1] == last:
                break
        if end and (last is None or match):
            return end
    return 0


def _without_group(text: str) -> str:
    """`(ISSCR). Title`: the group that the authors wrote for is not part of the title."""
    return re.sub(r"^\s*\([A-Z][\w\s]{1,30}\)\s*\.\s*", "", text)


def _names(text: str) -> tuple[str, ...]:
    """The names of authors, each as printed; `et al.` and 等 are no names."""
    folded = fold(text)
    if match := _ET_AL.search(folded):
        text, folded = text[: match.start()], folded[: match.start()]
    text = re.sub(r"\s*(?:&|\band\b|;|；)\s*", ", ", text).replace("，", ", ")
    if any(map(is_han, text)):
        text = text.replace("、", ", ")
    parts = [part.strip() for part in re.split(r",+\s*", text) if part.strip(" .")]
    return tuple(_with_initials(parts))


def _with_initials(parts: list[str]) -> list[str]:
    """`Ito` + `R.` is one name; `Ito R` is one already, and loses the full stop that ends the list."""
    names: list[str] = []
    for part in parts:
        if (
            names
            and re.fullmatch(r"(?:[A-Z]\.[-\s]?){1,4}", part + ("" if part.endswith(".") else "."))
            and "," not in names[-1]
        ):
            names[-1] = f"{names[-1]}, {part}"
        else:
            names.append(part if _DOTTED.search(part) else part.rstrip("."))
    return names


def _trim(text: str) -> str | None:
    return text.strip(' .,，。"“”「」;；:：') or None
