"""The numbers by which papers are asked for, as people paste them. Pure.

A number is taken as it is meant: with its address, its label, a full stop behind it. What comes close is refused with
what is wrong: text behind a DOI, a letter O among the digits of a PMID.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

MOST = 200  # numbers of a list: more belong into a file of a reference manager
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x3002: "."}
_DOI_HEAD = re.compile(r"(?:https?://)?(?:dx\.|www\.)?doi\.org/|doi\s*[:=]?\s*|urn:doi:|info:doi/", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_SECOND = re.compile(r"[,;|、](?:doi:|https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/", re.IGNORECASE)
_PMID_PAGE = re.compile(
    r"(?:https?://)?(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\w+)/?(?:[?#]\S*)?",
    re.IGNORECASE,
)
_PMC_PAGE = re.compile(
    r"(?:https?://)?(?:www\.)?(?:pmc\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pmc)/articles/(?:PMC)?(\w+)/?(?:[?#]\S*)?",
    re.IGNORECASE,
)
_PMID = re.compile(r"(?:PMID|PubMed(?:\s+(?:ID|PMID))?)\s*[:=#]?\s*(\w+)", re.IGNORECASE)
_PMC = re.compile(r"(?:PMCID\s*[:=]?\s*)?PMC\s*[:=]?\s*(\w+)", re.IGNORECASE)
_LIKE_DIGITS = str.maketrans("OoQDIlLi|SsBZz", "00001111155822")
_CLOSING = {")": "(", "]": "[", "}": "{", ">": "<"}


class Scheme(StrEnum):
    DOI = "doi"
    PMID = "pmid"
    PMC = "pmc"


@dataclass(frozen=True)
class Identifier:
    """A number and whose it is; PMC ids stand without their letters."""

    scheme: Scheme
    value: str

    def __str__(self) -> str:
        label = {Scheme.DOI: "doi:", Scheme.PMID: "PMID ", Scheme.PMC: "PMC"}[self.scheme]
        return f"{label}{self.value}"


class NotOne(ValueError):
    """A text that is no number of a paper, though it may look like one; the message says what would be."""


def identify(text: str) -> Identifier:
    """The number that a text is, all of it; raises NotOne."""
    plain = " ".join(text.translate(_WIDE).split()).strip(" ,;\"'“”")
    if not plain:
        raise NotOne(_("没有填写编号。"))
    if _DOI_HEAD.match(plain) or _DOI.match(plain):
        return Identifier(Scheme.DOI, _doi(_DOI_HEAD.sub("", plain, count=1), text))
    if match := _PMC_PAGE.fullmatch(plain) or _PMC.fullmatch(plain.rstrip(".")):
        return Identifier(Scheme.PMC, _digits(match[1], "PMC"))
    if match := _PMID_PAGE.fullmatch(plain) or _PMID.fullmatch(plain.rstrip(".")):
        return Identifier(Scheme.PMID, _digits(match[1], "PMID "))
    if re.fullmatch(r"\d{1,9}\.?", plain):
        return Identifier(Scheme.PMID, _digits(plain.rstrip("."), "PMID "))
    message = _("“%(text)s”不是 DOI、PMID 或 PMC 编号（例如 10.1126/science.1、PMID 10102814、PMC5390394）。")
    raise NotOne(message % {"text": text.strip()[:80]})


def _doi(rest: str, text: str) -> str:
    rest = re.sub(r"%2F", "/", rest, flags=re.IGNORECASE)
    match = _DOI.match(rest)
    if match is None:
        raise NotOne(_("“%(text)s”不是完整的 DOI（应为 10. 加数字、斜线和后缀）。") % {"text": text.strip()[:80]})
    doi = _without_marks(match[0])
    if second := _SECOND.search(doi):
        words = {"doi": doi[: second.start()], "behind": doi[second.start() + 1 :][:60]}
        raise NotOne(_("DOI “%(doi)s”后面还有“%(behind)s”，请只留编号。") % words)
    if behind := rest[match.end() :].strip(" .,;"):
        words = {"doi": doi, "behind": behind[:60]}
        raise NotOne(_("DOI “%(doi)s”后面还有“%(behind)s”，请只留编号。") % words)
    return doi.lower()


def _without_marks(doi: str) -> str:
    """Without the punctuation of the sentence around it; brackets that the DOI opened itself stay."""
    while doi:
        last = doi[-1]
        if last in ".,;:'\"”" or (last in _CLOSING and doi.count(last) > doi.count(_CLOSING[last])):
            doi = doi[:-1]
        else:
            break
    return doi


def _digits(found: str, label: str) -> str:
    if re.fullmatch(r"[1-9]\d{0,8}", found):
        return found
    meant = found.translate(_LIKE_DIGITS)
    if meant != found and re.fullmatch(r"[1-9]\d{0,8}", meant):
        words = {"found": label + found, "meant": label + meant}
        raise NotOne(_("“%(found)s”里有字母，编号只有数字；是不是 %(meant)s？") % words)
    raise NotOne(_("“%(found)s”不是编号：应为 1 到 9 位数字。") % {"found": label + found})


def split(text: str) -> list[str]:
    """The numbers of a list as written, each once: a line each, or several with blanks or commas between."""
    found: list[str] = []
    for line in text.splitlines():
        line = re.sub(r"\A\s*(?:[-*•]|\(?\[?\d{1,3}[\])）.、]+(?=\s))\s*", "", line).strip()
        if not line:
            continue
        found += [line] if _is_one(line) else _parts(line)
    return list(dict.fromkeys(found))


def _parts(line: str) -> list[str]:
    """The pieces of a line where each is a number; else the line as it stands, which then says what is wrong."""
    for pattern in (r"[;；,，、]\s*|\s+and\s+", r"[;；,，、\s]+"):
        pieces = [piece for piece in re.split(pattern, line) if piece]
        if len(pieces) > 1 and all(map(_is_one, pieces)):
            return pieces
    return [line]


def _is_one(text: str) -> bool:
    try:
        identify(text)
    except NotOne:
        return False
    return True


def reads(text: str) -> bool:
    """Whether a text is a list of numbers: most of its lines are, so that a slip in one does not hide the rest."""
    lines = split(text[:100_000])
    return bool(lines) and sum(map(_is_one, lines)) * 2 > len(lines)
