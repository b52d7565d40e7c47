"""What changed between two texts, character by character, and how it is shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SAME, GONE, NEW = "same", "gone", "new"
AROUND = 12  # so many characters are shown on either side of a change
_TOKEN = re.compile(r"<[^>]*>|&[a-z#0-9]+;|.", re.DOTALL)
_LONG = 4000  # from so many characters on only what is between the common beginning and end is compared


class Piece(NamedTuple):
    """A stretch of text that stood in both, only in the one before, or only in the one after."""

    kind: str
    text: str


class Change(NamedTuple):
    """Tokens `low` to `high` of the one side stand where `start` to `end` stand on the other."""

    low: int
    high: int
    start: int
    end: int


def tokens(html: str) -> list[str]:
    """Characters, with every tag and every entity as one."""
    return _TOKEN.findall(html)


def changes(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """What differs between two sequences of characters or tokens, in order."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(old) * len(new) > _LONG * _LONG:  # comparing would take longer than anybody waits
        return [Change(head, head + len(old), head, head + len(new))]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        Change(a + head, b + head, c + head, d + head) for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal"
    ]


def pieces(before: str, after: str) -> list[Piece]:
    """Both texts as one sequence of pieces; without GONE it is `after`, without NEW it is `before`."""
    found, place = [], 0
    for change in changes(before, after):
        found += [Piece(SAME, before[place : change.low]), Piece(GONE, before[change.low : change.high])]
        found.append(Piece(NEW, after[change.start : change.end]))
        place = change.high
    found.append(Piece(SAME, before[place:]))
    return [piece for piece in found if piece.text]


def shortened(found: list[Piece], around: int = AROUND) -> list[Piece]:
    """The same with long stretches that did not change cut down to what stands around the changes."""
    short = []
    for number, piece in enumerate(found):
        head = piece.text[: around if number else 0]
        tail = piece.text[len(piece.text) - (around if number + 1 < len(found) else 0) :]
        is_long = piece.kind == SAME and len(piece.text) > len(head) + len(tail) + 1
        short.append(Piece(SAME, f"{head}…{tail}") if is_long else piece)
    return short


def marked(before: str, after: str, *, short: bool = False) -> SafeString:
    """The difference as HTML with `del` and `ins`."""
    found = pieces(before, after)
    return format_html_join("", "{}", ((_html(piece),) for piece in (shortened(found) if short else found)))


def _html(piece: Piece) -> SafeString | str:
    tag = {GONE: "del", NEW: "ins"}.get(piece.kind)
    return format_html("<{0}>{1}</{0}>", tag, piece.text) if tag else piece.text
