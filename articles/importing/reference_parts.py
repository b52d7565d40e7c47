"""What the forms of references have in common: lists of names, titles that end in a full stop, pages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .folding import fold, is_han

_ET_AL = re.compile(r"[\s,]*(?:\bet\s*al\b\.?|(?<=[,\s\u3400-\u9fff])等(?=[.,\s]|$))[\s,.]*", re.IGNORECASE)
_SENTENCE_END = re.compile(
    r"(?:(?<=[^\s.]{2})|(?<=\s\d))[.?!]\s+(?=[\"“A-Z0-9\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af(]|[a-z]{1,2}[A-Z])|(?<=[\u3040-\u30ff\u3400-\u9fff])\.\s*(?=\S)"
)
_UPPER = "A-ZÀ-ÖØ-ÞŁŚŽŠĆČĐİ"
_SURNAME = rf"(?:[a-z]{{1,4}}\s){{0,3}}[{_UPPER}][\w'’\-]*(?:\s[\w'’\-]+){{0,2}}"
_DOTTED_NAME = re.compile(rf"(?:&\s|and\s)?{_SURNAME},\s(?:[{_UPPER}]\.[-\s]?){{1,4}}(?:[,;]\s?|(?=[&A-Z]))?")
_PLAIN_NAME = re.compile(
    rf"(?:&\s|and\s)?{_SURNAME}\s[{_UPPER}]{{1,4}}(?:-[{_UPPER}]{{1,2}})?(?:\s(?:Jr|Sr|2nd|3rd|II|III))?([,.;:]|(?=\s(?:&|and)\s))\s*"
)
_POINTED_NAME = re.compile(
    rf"(?:&\s|and\s)?{_SURNAME}\s(?:[{_UPPER}]\.[-\s]?){{1,3}}(?:([,;])|(?=\s(?:&|and)\s)|(\s)|$)\s*"
)
_BODY = re.compile(
    r"\b(?:Administration|Agency|Organi[sz]ation|Society|Association|Institutes?|Committee|Ministry|Centers?|Department"
    r"|Federation|Council|University|Foundation|Commission|Group|Network|Academy|Office|Bureau|Registry)\b"
)
_DOTTED = re.compile(r"(?:^|[\s,.])[A-Z]\.[A-Z]\.$|,\s?[A-Z]\.$|^[A-Z]\.$")
_COMPANY_END = re.compile(r"(?:Inc|Ltd|LLC|Corp|GmbH|PLC|S\.A|Co)\.?", re.IGNORECASE)
# `某人，某人：题目`, `某部：办法`, as Taiwanese journals print them
_HAN_NAMES = re.compile(
    r"([\u3400-\u9fff]{2,4}(?:\s*[,、;]\s*[\u3400-\u9fff]{2,4}){1,9}(?:\s*等)?|[\u3400-\u9fff]{2,14}(?:部|局|署|院|会|中心|协会|学会|组织)"
    r"|[\u3400-\u9fff]{2,3})\s*:\s*(?=\S)"
)
_ABBREVIATED = re.compile(r"(?:[A-Z][a-z]{0,6}\.?\s?){1,3}")
QUOTED = re.compile(r"[“\"「]([^“”\"「」]{4,400})[”\"」]")
PAGES = r"([A-Za-z]{0,8}\d(?:[\w.]{0,12}\w)?(?:\s?[-–—‐]\s?[A-Za-z]{0,3}\d\w{0,10})?)"


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


def last_end(folded: str) -> tuple[int, int] | None:
    """Where the last full stop between words stands: (end of what is before, start of what is after)."""
    names = end_of_names(folded)
    ends = [match for match in _SENTENCE_END.finditer(folded) if match.start() > names] or [
        *_SENTENCE_END.finditer(folded)
    ]
    if not ends:
        return None
    while len(ends) > 1 and _ABBREVIATED.fullmatch(folded, ends[-2].end(), ends[-1].start()):
        ends.pop()
    keeps_mark = folded[ends[-1].start()] in "?!"
    return ends[-1].start() + keeps_mark, ends[-1].end()


def authors_and_title(text: str, folded: str) -> tuple[tuple[str, ...], str | None]:
    """`Authors. Title` in; both out. `et al.` is the surest sign of where the authors end."""
    if (match := _ET_AL.search(folded)) and match.start() < 300:
        return names_in(text[: match.start()]), trimmed(_without_group(text[match.end() :]))
    if end := end_of_names(folded):
        return names_in(text[:end]), trimmed(text[end:])
    if match := _HAN_NAMES.match(folded):
        return names_in(text[: match.end(1)]), trimmed(text[match.end() :])
    if match := _SENTENCE_END.search(folded):
        return names_in(text[: match.start()]), trimmed(text[match.end() :])
    return (), trimmed(text)


def end_of_names(folded: str) -> int:
    """Where a list of `Ito R, Ode P.` or `Ito, R., Ode, P. & Ume, Q.` turns into the title; 0 where none begins."""
    if end := _end_of_pointed_names(folded):
        return end
    for name, last in ((_DOTTED_NAME, None), (_PLAIN_NAME, ".")):
        end = 0
        while match := name.match(folded, end):
            end = match.end()
            if last and match[1] in (last, ":"):
                break
        if end and (last is None or match):
            return end
    return 0


def _end_of_pointed_names(folded: str) -> int:
    """The same for two names or more in the form `Ito R., Ode P.`"""
    end = count = 0
    while match := _POINTED_NAME.match(folded, end):
        end, count = match.end(), count + 1
        if match[2] or end == len(folded):
            break
    return end if count > 1 else 0


def _without_group(text: str) -> str:
    """`(ISSCR). Title`: the group that the authors wrote for is not part of the title."""
    return re.sub(r"^\s*\([A-Z][\w\s]{1,30}\)\s*\.\s*", "", text)


def names_in(text: str) -> tuple[str, ...]:
    """The names of authors, each as printed; `et al.` and 等 are no names."""
    folded = fold(text)
    if match := _ET_AL.search(folded):
        text, folded = text[: match.start()], folded[: match.start()]
    if "," not in folded and ";" not in folded and _BODY.search(text):
        return (text.strip(" .。:："),)
    text = re.sub(r"\s*(?:&|\band\b|;|；)\s*", ", ", text).replace("，", ", ")
    if any(map(is_han, text)):
        text = text.replace("、", ", ")
    parts = [part.strip() for part in re.split(r",+\s*", text) if part.strip(" .")]
    return tuple(_with_initials(parts))


def _with_initials(parts: list[str]) -> list[str]:
    """`Ito` + `R.` is one name; `Ito R` is one already, and loses the full stop that ends the list."""
    names: list[str] = []
    for part in parts:
        if (names and _COMPANY_END.fullmatch(part)) or (
            names
            and re.fullmatch(r"(?:[A-Z]\.[-\s]?){1,4}", part + ("" if part.endswith(".") else "."))
            and "," not in names[-1]
        ):
            names[-1] = f"{names[-1]}, {part}"
        else:
            names.append(part if _DOTTED.search(part) else part.rstrip(".:．。："))
    return names


def trimmed(text: str) -> str | None:
    """A part of an entry without the marks around it; None where nothing is left."""
    return text.strip(' .,，。"“”「」;；:：') or None


def fold_stops(text: str) -> str:
    """Folded, with the Chinese full stop as the English one: either ends a part of an entry."""
    return fold(text).replace("。", ".")
