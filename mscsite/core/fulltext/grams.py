"""How folded text is cut for the index, and how a question is cut to match it.

Every letter, digit or ideograph begins one token: two characters where it is Han (or any script but Latin), three where
it is a Latin letter or a digit, fewer at the end of a run. So a part of a text is a phrase of tokens, whatever words a
dictionary would see in it, and a question of one or two characters is a prefix.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_RUN = re.compile(r"[0-9a-z]+|[^\W_0-9a-z]+")
LATIN_LENGTH = 3
OTHER_LENGTH = 2
LEAD = 300  # characters of the text that count as its beginning


def of_text(folded: str) -> list[str]:
    """The tokens of a folded text, in order."""
    return [gram for run in _RUN.findall(folded) for gram in _of_run(run)]


def _length(run: str) -> int:
    return LATIN_LENGTH if run.isascii() else OTHER_LENGTH


def _of_run(run: str) -> list[str]:
    length = _length(run)
    return [run[place : place + length] for place in range(len(run))]


@dataclass(frozen=True)
class Needle:
    """A folded string that is looked for, and its tokens; the last of them is a prefix where `is_open`.

    `is_exact` says that the phrase of tokens is found just where the string is: nothing stands between its characters.
    """

    text: str
    grams: tuple[str, ...]
    is_open: bool
    is_exact: bool


def needle(text: str) -> Needle | None:
    """The needle of a folded string; None where it has neither letter nor digit."""
    runs = list(_RUN.finditer(text))
    if not runs:
        return None
    grams = [gram for run in runs[:-1] for gram in _of_run(run[0])]
    last = runs[-1][0]
    is_open = False
    if runs[-1].end() < len(text):
        grams += _of_run(last)
    else:
        is_open = len(last) < _length(last)
        grams += _of_run(last)[: 1 if is_open else len(last) - _length(last) + 1]
    return Needle(text, tuple(grams), is_open, len(runs) == 1 and last == text)
