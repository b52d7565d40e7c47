"""Rarer forms of references, each known by a tail of its own: IEEE, MLA, AACR, chapters, newspapers, laws."""

from __future__ import annotations

import re

from .folding import is_han
from .reference_parts import PAGES, QUOTED, Parts, authors_and_title, last_end, names_in, trimmed

_YEAR = r"((?:19|20)\d\d)"
_IEEE = re.compile(
    rf",\s*vol\.\s*(\w{{1,6}})(?:,\s*(?:no|iss)\.\s*([\w-]{{1,10}}))?"
    rf"(?:,\s*(?:pp?\.|art\. no\.)\s*{PAGES})?.{{0,20}}?{_YEAR}",
    re.IGNORECASE,
)
_MLA = re.compile(rf"\s(\d{{1,4}})(?:\.(\d{{1,4}}(?:-\d{{1,3}})?))?\s*\({_YEAR}\)\s*:\s*{PAGES}\s*\.?\s*$")
_AACR = re.compile(rf"\s(\d{{1,4}})\s*(?:\(([^()]{{1,15}})\))?\s*:\s*{PAGES}\s*,\s*{_YEAR}\s*\.?\s*$")
_CHAPTER = re.compile(rf"\.\s+In:\s*(.{{5,300}}?)[;,]\s*{_YEAR}\s*[.:;,]?\s*(?:pp?\.?\s*{PAGES})?", re.IGNORECASE)
_EDITORS = re.compile(r"^.{3,120}?\b(?:editors?|eds?)\.?\)?[.,]\s*", re.IGNORECASE)
_DAY = re.compile(rf"[,.]\s*{_YEAR}[-/.年]\d{{1,2}}[-/.月]\d{{1,2}}日?\s*(?:\((\w{{1,6}})\))?\s*[.,]?\s*$")
_ELSEVIER = re.compile(rf"\s(\d{{1,4}})\s*(?:\(([^()]{{1,10}})\))?\s*\({_YEAR}\)\s*{PAGES}\s*\.?\s*$")
_INITIALS_FIRST = re.compile(
    r"(?:and\s)?(?:[A-Z]\.[-\s]?){1,4}(?:[a-z]{1,4}\s){0,3}[A-Z][\w'’\-]+(?:\s[A-Z][\w'’\-]+)?,\s*"
)
_HARVARD = re.compile(
    rf"^(.{{3,300}}?)\s*\({_YEAR}[a-z]?\)[.,]?\s*['‘]([^‘]{{6,300}}?)['’],\s*([^,]{{2,100}})"
    rf"(?:,\s*(\d{{1,4}})(?:\(([^()]{{1,15}})\))?)?(?:,\s*(?:pp?\.\s*)?{PAGES})?"
)
_ESSAY = re.compile(
    rf"^(.{{2,40}}?)\s*[:,.]\s*[〈《]([^〈〉《》]{{2,80}})[〉》]\s*,?\s*《([^《》]{{2,40}})》\s*,?\s*"
    rf"(?:第?(\d{{1,4}})卷)?\s*,?\s*(?:第?(\d{{1,4}})期)?.{{0,12}}?{_YEAR}(?:.{{0,12}}?页?\s*(\d+\s*[-–—~]\s*\d+))?"
)
_BOOK_TITLE = re.compile(r"《([^《》]{2,100})》")
_PAGE_NAMED = re.compile(r"([\u3400-\u9fff]{3,24})\s*[:,.]\s*[〈「]([^〈〉「」]{2,80})[〉」]\s*[,.]?")
_NAMED = re.compile(r"([\u3400-\u9fff]{3,20}):([\u3400-\u9fff][^.]{3,100}?)(?:\s*\([^()]*\))?\.?$")
_REGISTRY_ID = re.compile(r"^(?:NCT\d{8}|ChiCTR[\w-]{5,20})\s*[.:,]\s*")


def take_rarer_apart(text: str, folded: str) -> Parts | None:
    """The text of an entry and the same folded in; its parts out where it has one of these forms."""
    for read in (_ieee, _mla, _aacr, _elsevier, _harvard, _essay, _chapter, _newspaper):
        if parts := read(text, folded):
            return parts
    return None


def take_web_apart(text: str, folded: str) -> Parts | None:
    """An entry that ends in an address and says no more: `Somebody. Something.`, `Something`, a law in 《》."""
    if page := _PAGE_NAMED.match(folded):
        return Parts((text[: page.end(1)],), trimmed(text[page.start(2) : page.end(2)]))
    if law := _BOOK_TITLE.search(text):
        before = text[: law.start()].strip(" ,，.。:：")
        return Parts(names_in(before) if before and len(before) < 40 else (), trimmed(law[1]))
    start = match.end() if (match := _REGISTRY_ID.match(folded)) else 0
    if start:
        cut = last_end(folded)
        return Parts((), trimmed(text[start : cut[0] if cut and cut[0] > start else len(text)]))
    authors, title = authors_and_title(text, folded)
    return Parts(authors, title) if title and len(title) > 3 else None


def take_named_apart(text: str, folded: str) -> Parts | None:
    """`某局：某办法（日期）`: a body and the name of what it issued."""
    named = _NAMED.match(folded)
    return Parts((text[: named.end(1)],), trimmed(text[named.start(2) : named.end(2)])) if named else None


def _ieee(text: str, folded: str) -> Parts | None:
    tail, quoted = _IEEE.search(folded), QUOTED.search(text)
    if tail is None or quoted is None or quoted.end() > tail.start():
        return None
    container = trimmed(text[quoted.end() : tail.start()])
    return Parts(
        names_in(text[: quoted.start()]), trimmed(quoted[1]), container, int(tail[4]), tail[1], tail[2], tail[3]
    )


def _mla(text: str, folded: str) -> Parts | None:
    tail, quoted = _MLA.search(folded), QUOTED.search(text)
    if tail is None or quoted is None:
        return None
    container = trimmed(text[quoted.end() : tail.start()])
    return Parts(
        _inverted(text[: quoted.start()]), trimmed(quoted[1]), container, int(tail[3]), tail[1], tail[2], tail[4]
    )


def _inverted(text: str) -> tuple[str, ...]:
    """`Ito, Rin, and Paul Ode`: only the first name is turned round."""
    names = names_in(text)
    if len(names) < 2 or " " in names[0] or any(map(is_han, text)):
        return names
    return (f"{names[0]}, {names[1]}", *names[2:])


def _aacr(text: str, folded: str) -> Parts | None:
    tail = _AACR.search(folded)
    cut = last_end(folded[: tail.start()]) if tail else None
    if cut is None:
        return None
    authors, title = authors_and_title(text[: cut[0]], folded[: cut[0]])
    container = trimmed(text[cut[1] : tail.start()])
    return Parts(authors, title, container, int(tail[4]), tail[1], tail[2], tail[3])


def _elsevier(text: str, folded: str) -> Parts | None:
    """`A. Ito, B. Ode, Title of it, J. Imag. 12 (2020) 34-56.`"""
    tail = _ELSEVIER.search(folded)
    if tail is None:
        return None
    end = 0
    while name := _INITIALS_FIRST.match(folded, end):
        end = name.end()
    cut = folded.rfind(",", end, tail.start())
    if not end or cut < 0:
        return None
    title, container = trimmed(text[end:cut]), trimmed(text[cut : tail.start()])
    return Parts(names_in(text[:end]), title, container, int(tail[3]), tail[1], tail[2], tail[4])


def _harvard(text: str, folded: str) -> Parts | None:
    """`Ito, R. and Ode, P. (2021) 'Title', Journal, 12(3), pp. 1-10.`"""
    match = _HARVARD.match(text)
    if match is None:
        return None
    return Parts(names_in(match[1]), trimmed(match[3]), trimmed(match[4]), int(match[2]), match[5], match[6], match[7])


def _essay(text: str, folded: str) -> Parts | None:
    """`某人：〈篇名〉，《刊名》第12卷第3期（2015年），頁45-60。`"""
    match = _ESSAY.match(folded)
    if match is None:
        return None
    printed = [text[match.start(group) : match.end(group)] for group in (1, 2, 3)]
    return Parts(
        names_in(printed[0]), trimmed(printed[1]), trimmed(printed[2]), int(match[6]), match[4], match[5], match[7]
    )


def _chapter(text: str, folded: str) -> Parts | None:
    match = _CHAPTER.search(folded)
    if match is None:
        return None
    authors, title = authors_and_title(text[: match.start() + 1], folded[: match.start() + 1])
    book = text[match.start(1) : match.end(1)]
    if editors := _EDITORS.match(book):
        book = book[editors.end() :]
    return Parts(authors, title, trimmed(re.split(r"\.\s", book)[0]), int(match[2]), pages=match[3])


def _newspaper(text: str, folded: str) -> Parts | None:
    """`Somebody. Something. A paper, 2023-05-06(3).`"""
    day = _DAY.search(folded)
    if day is None:
        return None
    text, folded = text[: day.start()], folded[: day.start()]
    if quoted := QUOTED.search(text):
        return Parts(names_in(text[: quoted.start()]), trimmed(quoted[1]), trimmed(text[quoted.end() :]), int(day[1]))
    cut = last_end(folded)
    if cut is None:
        return None
    authors, title = authors_and_title(text[: cut[0]], folded[: cut[0]])
    last = trimmed(text[cut[1] :])
    if title and not authors:  # `An office. A notice. 2023-01-02.`
        return Parts(names_in(title), last, None, int(day[1]), issue=day[2])
    return Parts(authors, title, last, int(day[1]), issue=day[2])
