"""How folded text is cut for the index, and how a question is cut to match it.

A text is known by its single characters, its pairs of neighbours and, in Latin words and identifiers, its threes. So
any part of a text has no grams but those of the text, whatever words a dictionary would see in it. Which stands beside
which is forgotten: what holds all grams of a string of more than one is a candidate, to be checked against the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import add

# Letters and digits side by side; a hyphen, point or slash inside of a Latin word or number joins: il-6, 10.1038/s4.
_RUN = re.compile(r"[^\W_]+(?:(?<=[0-9a-z])[-./](?=[0-9a-z])[^\W_]+)*")
_LATIN = re.compile(r"[0-9a-z]+(?:[-./][0-9a-z]+)*")
ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789-./"  # of grams of three
_LAST_OF_PLANE = "\uffff"


def of_text(folded: str) -> set[str]:
    """All grams of a folded text."""
    grams = set(map(add, folded, folded[1:])) | set(folded)
    grams = set(filter(str.isalnum, grams))  # of pairs, what has a letter or digit on both sides
    for latin in set(_LATIN.findall(folded)):
        grams.update(map("".join, zip(latin, latin[1:], latin[2:], strict=False)))
    return grams


def marks(search_type: str, category: str) -> list[str]:
    """What stands for the type and the category of a record among its grams; no gram begins like them.

    Two categories may share a mark: who looks for one compares the category too.
    """
    return [mark("type", search_type), *([mark("category", category)] if category else [])]


def mark(kind: str, value: str) -> str:
    return f"^^{kind}-{re.sub(r'[^0-9a-z]', '-', value.lower())}"


@dataclass(frozen=True)
class Needle:
    """A folded string that is looked for, and the fewest grams that every text with it has.

    `is_exact` says that a text with these grams holds the string: there is one, and nothing around it.
    """

    text: str
    grams: tuple[str, ...]
    is_exact: bool


def needle(text: str) -> Needle | None:
    """The needle of a folded string; None where it has neither letter nor digit."""
    runs = _RUN.findall(text)
    if not runs:
        return None
    grams = tuple(dict.fromkeys(gram for run in runs for gram in _of_run(run)))
    return Needle(text, grams, grams == (text,) and max(text) <= _LAST_OF_PLANE)


def _of_run(run: str) -> list[str]:
    """The longest gram that begins at each character, without those that stand inside of another."""
    if len(run) == 1:
        return [run]
    threes = {place for m in _LATIN.finditer(run) for place in range(m.start(), m.end() - 2)}
    pairs = (place for place in range(len(run) - 1) if not threes & {place, place - 1})
    spans = sorted([(place, place + 3) for place in threes] + [(place, place + 2) for place in pairs])
    return [run[first:end] for first, end in spans]
