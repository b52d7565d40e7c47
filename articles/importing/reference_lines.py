"""Entries of a reference list that were broken over lines: what belongs together, and how it is put together."""

from __future__ import annotations

import re
from itertools import pairwise

from .folding import is_han, width
from .lines import Line
from .wrapping import join

_UPPER = "A-ZÀ-ÖØ-ÞŁŚŽŠĆČĐİ"
_BEGINS = re.compile(
    rf"(?:[a-z]{{1,4}}\s){{0,2}}[{_UPPER}][\w'’\-]+(?:\s[{_UPPER}][\w'’\-]+){{0,2}},?\s"
    rf"(?:[{_UPPER}]\.?[-\s]?){{1,3}}(?:[,.;:(&]|\s|et al)"
    rf"|(?:[{_UPPER}]\.[-\s]?){{1,3}}[{_UPPER}][\w'’\-]+,"
    r"|[\u3400-\u9fff]{2,4}\s*[,、]\s*[\u3400-\u9fff]{2,4}|[\u3400-\u9fff·]{2,20}\s*[(.]|《"
    r"|[A-Z][^()]{2,80}\((?:19|20)\d\d"
)
_COMPLETE = re.compile(r"[.。)\]\d/][\"”]?$")
_LAST_OF_NAME = re.compile(r"[A-Za-z0-9]{1,12}[.;]?")
_SCHEME_BROKEN = re.compile(r"\bh(?:t(?:t(?:ps?)?)?)?:?/?$")
_WHOLE_LINE_OF_ADDRESS = re.compile(r"(?:https?://\S*|10\.\d{4,9}/\S*|doi:?\s*10\.\d*)\w$", re.IGNORECASE)
_LAST_OF_ADDRESS = re.compile(r"(?!(?:19|20)\d\d[.;]?$)(?=[\w./()-]*\d)[\w./()-]{1,60}|\.\d[\w./()-]*")
_IN_ADDRESS = re.compile(r"(?:https?://\S*|doi:?\s*10\.\S*|\b10\.\d{4,9}/\S*)[./_=\-]$", re.IGNORECASE)
_REST_OF_ADDRESS = re.compile(r"(?!(?:19|20)\d\d\b(?!\.\d))[a-z0-9(][\w./()\-]*\d")
_ADDRESS = re.compile(r"https?:|www\.|doi|10\.\d{4}", re.IGNORECASE)
_ENDS_IN_PAGE = re.compile(r"https?://\S+\.(?:s?html?|aspx?|php|pdf|jsp)$", re.IGNORECASE)
_FEWEST = 4
_SLACK = 8
_MOST_LOOKED_AT = 200
_MOST_OF_TAIL = 400  # characters


def edge_of_list(lines: list[Line]) -> float | None:
    """How wide the lines are set, where entries run over several lines all broken at about one edge."""
    lines = [line for line in lines[:_MOST_LOOKED_AT] if line.mark is None]
    widths = [width(line.text) for line in lines]
    if len(lines) < _FEWEST:
        return None
    edge = sorted(widths)[-max(1, len(widths) // 5)]
    full = sum(1 for wide in widths if edge - _SLACK <= wide <= edge + _SLACK)
    open_ends = sum(1 for line, _ in pairwise(lines) if not _COMPLETE.search(line.folded))
    return edge if full * 3 >= len(lines) and open_ends * 4 >= len(lines) else None


def is_open(entry: str) -> bool:
    """Whether an entry cannot end where it ends so far."""
    return _COMPLETE.search(entry) is None and _ENDS_IN_PAGE.search(entry) is None


def begins_entry(folded: str, before: str, room: float) -> bool:
    """Whether a line of an unnumbered list begins an entry: `before` is the one above, `room` what its last line left.

    A line that ends well before the edge ends its entry, unless an address did not fit behind it.
    """
    if is_open(before) or _ADDRESS.match(folded):
        return False
    return room > _SLACK or _BEGINS.match(folded) is not None


def begins_like_entry(folded: str) -> bool:
    """Whether a line begins with names as entries do."""
    return _BEGINS.match(folded) is not None


def join_entry(before: str, after: str) -> str:
    """Two lines of an entry as one: words that were parted by a hyphen, and addresses, without a blank."""
    tail = before[-_MOST_OF_TAIL:]  # enough of it to see what it ends with
    if _IN_ADDRESS.search(tail) and _REST_OF_ADDRESS.match(after):
        return before + after
    if before[-1] in "-–—/_=" and _IN_ADDRESS.search(tail) and _LAST_OF_NAME.fullmatch(after):
        return before + after
    if before[-1] in "-–—" and before[-2:-1].isdigit() and after[0].isdigit():
        return before + after
    if (scheme := _SCHEME_BROKEN.search(tail)) and (scheme[0] + after).startswith(("http://", "https://")):
        return before + after
    if _WHOLE_LINE_OF_ADDRESS.search(tail) and _LAST_OF_ADDRESS.fullmatch(after):
        return before + after
    if re.search(r"[a-z]-$", tail) and after[:1].islower():
        return join(before, after)
    if after[0] in ",.;:)]，。；：）" or before[-1] in "[(（［" or (after[0] in "[［" and is_han(before[-1])):
        return before + after
    if (after[0] > "\u2e80" and before[-1] > "\u2e80") or (after[0] > "\u2e80" and not is_han(after[0])):
        return before + after  # full-width punctuation brings its own room
    is_one_word = is_han(before[-1]) and (is_han(after[0]) or after[0].isalnum())
    return before + after if is_one_word or (before[-1].isalnum() and is_han(after[0])) else f"{before} {after}"
