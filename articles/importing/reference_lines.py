"""Entries of a reference list that were broken over lines: what belongs together, and how it is put together."""

from __future__ import annotations

import re
from itertools import pairwise

from .folding import is_han, width
from .lines import Line
from .wrapping import join

_UPPER = "A-ZÀ-ÖØ-ÞŁŚŽŠĆČĐİ"
_BEGINS = re.compile(
    rf"(?:[a-z]{{1,3}}\s)?[{_UPPER}][\w'’\-]+(?:\s[{_UPPER}][\w'’\-]+)?,?\s"
    rf"(?:[{_UPPER}]\.?[-\s]?){{1,3}}(?:[,.;:(&]|\s|et al)"
    rf"|(?:[{_UPPER}]\.[-\s]?){{1,3}}[{_UPPER}][\w'’\-]+,"
    r"|[\u3400-\u9fff]{2,4}\s*[,、]\s*[\u3400-\u9fff]{2,4}|[\u3400-\u9fff·]{2,20}\s*[(.]|《"
    r"|[A-Z][^()]{2,80}\((?:19|20)\d\d"
)
_COMPLETE = re.compile(r"[.。)\]\d/][\"”]?$")
_IN_ADDRESS = re.compile(r"(?:https?://\S*|doi:?\s*10\.\S*|\b10\.\d{4,9}/\S*)[./_=\-]$", re.IGNORECASE)
_REST_OF_ADDRESS = re.compile(r"(?!(?:19|20)\d\d\b)[a-z0-9(][\w./()\-]*\d")
_FEWEST = 4
_SLACK = 8
_MOST_LOOKED_AT = 200


def is_wrapped_list(lines: list[Line]) -> bool:
    """Whether entries without numbers run over several lines, all broken at about one edge."""
    lines = [line for line in lines[:_MOST_LOOKED_AT] if line.mark is None]
    widths = [width(line.text) for line in lines]
    if len(lines) < _FEWEST:
        return False
    edge = sorted(widths)[-max(1, len(widths) // 5)]
    full = sum(1 for wide in widths if edge - _SLACK <= wide <= edge + _SLACK)
    open_ends = sum(1 for line, _ in pairwise(lines) if not _COMPLETE.search(line.folded))
    return full * 3 >= len(lines) and open_ends * 4 >= len(lines)


def begins_entry(folded: str, before: str) -> bool:
    """Whether a line of an unnumbered list begins an entry, the one before it being as it stands."""
    return _BEGINS.match(folded) is not None and _COMPLETE.search(before) is not None


def join_entry(before: str, after: str) -> str:
    """Two lines of an entry as one: words that were parted by a hyphen, and addresses, without a blank."""
    if _IN_ADDRESS.search(before) and _REST_OF_ADDRESS.match(after):
        return before + after
    if re.search(r"[a-z]-$", before) and after[:1].islower():
        return join(before, after)
    if after[0] in ",.;:)]，。；：）" or before[-1] in "[(（" or (after[0] in "[［" and is_han(before[-1])):
        return before + after
    is_one_word = is_han(before[-1]) and (is_han(after[0]) or after[0].isalnum())
    return before + after if is_one_word or (before[-1].isalnum() and is_han(after[0])) else f"{before} {after}"
