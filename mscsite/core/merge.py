"""Three-way merge of a derived text by blocks: what the machine wrote, what it would write now, what stands there.

Blocks that nobody touched follow the machine; blocks edited or added by hand stay. Where both changed one block, the
hand edit stays and the old base with it, so that the place goes on to be told from a settled one. (Packages for merging
cut the text at what all three share, so that neighbouring edits collide; this one goes block by block.)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher

Split = Callable[[str], list[str]]
IsLocked = Callable[[str], bool]
SIMILAR = 0.5  # two blocks are one block, edited, when at least half of their characters stayed in order
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Merged:
    """The merged text, and the base to keep for the next merge."""

    text: str
    base: str


@dataclass(frozen=True)
class Edits:
    """How one side changed the base: what it inserted before each block (and at the end), and what became of each."""

    inserted: list[list[str]]
    block: list[str | None]  # None where it was deleted


def paragraphs(text: str) -> list[str]:
    """The blocks of a plain text: its lines, with their ends."""
    return text.splitlines(keepends=True)


def nothing_locked(_block: str) -> bool:
    return False


@dataclass(frozen=True)
class _Rules:
    """What decides in every block: the blocks that the editor saw, the locked ones, and how to cut more finely."""

    known: set[str]
    is_locked: IsLocked
    split: Split | None


def merge(
    base: str,
    ours: str,
    theirs: str,
    *,
    seen: str,
    split: Split,
    split_finer: Split | None = None,
    is_locked: IsLocked = nothing_locked,
) -> Merged:
    """Merge `ours` (the conversion of today's source) into `theirs` (what stands there), both made from `base`.

    `seen` is what stood there when the editor opened it: a block edited since then was edited with today's source
    before the editor's eyes, which settles its place. `split_finer` cuts a block (a list, a table) once more where
    both sides changed it. A block of `theirs` that `is_locked` stays as it is, also where nobody edited it.
    """
    blocks, rules = split(base), _Rules(set(split(seen)), is_locked, split_finer)
    machine, hand = edits(blocks, split(ours)), edits(blocks, split(theirs))
    text, kept = [], []
    for place, block in enumerate([*blocks, None]):
        text += _inserted(machine.inserted[place], hand.inserted[place])
        kept += machine.inserted[place]
        if block is not None:
            merged = _one(block, machine.block[place], hand.block[place], rules)
            text.append(merged.text)
            kept.append(merged.base)
    return Merged("".join(text), "".join(kept))


def _inserted(added: list[str], wanted: list[str]) -> list[str]:
    """What both sides inserted at one place; a block that an editor wrote in both scripts stands there once."""
    pairs = {old: new for new, old in _pairs_by_likeness(added, wanted).items()}
    found, place = [], 0
    for number, block in enumerate(added):
        if number in pairs:
            found += wanted[place : pairs[number] + 1]
            place = pairs[number] + 1
        else:
            found.append(block)
    return found + wanted[place:]


def _one(base: str, ours: str | None, theirs: str | None, rules: _Rules) -> Merged:
    locked = theirs is not None and rules.is_locked(theirs)
    if theirs == base and not locked:
        return Merged(ours or "", ours or "")
    if ours in (base, theirs) or theirs is None:
        return Merged(theirs or "", ours or "")
    split = rules.split
    if split and ours and not locked and _frame(base, split) == _frame(ours, split) == _frame(theirs, split):
        return merge(base, ours, theirs, seen="".join(rules.known), split=split)
    return Merged(theirs, base if theirs in rules.known else ours or "")


def _frame(block: str, split: Split) -> tuple[str, str, int]:
    """What is around the parts of a block; where it is the same on all sides, the parts can be merged alone."""
    parts = split(block)
    return parts[0], parts[-1], len(parts)


def edits(base: list[str], side: list[str]) -> Edits:
    """The changes that lead from `base` to `side`."""
    inserted: list[list[str]] = [[] for _ in range(len(base) + 1)]
    block: list[str | None] = list(base)
    for kind, low, high, start, end in SequenceMatcher(None, base, side, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        pairs = _pairs(base[low:high], side[start:end])
        for place in range(low, high):
            block[place] = None
        place = low
        for number, new in enumerate(side[start:end]):
            if number in pairs:
                place = low + pairs[number]
                block[place] = new
                place += 1
            else:
                inserted[place].append(new)
    return Edits(inserted, block)


def rebased(fresh: str, stands: str, written: str, split: Split) -> str:
    """A base for text whose source has become the other script: `fresh`, what the machine makes of the new source.

    Blocks of `stands` that the machine is known to have `written` count as untouched, whatever it would write today.
    """
    known, blocks = set(split(written)), split(fresh)
    hand = edits(blocks, split(stands))
    kept = (now if now in known else block for block, now in zip(blocks, hand.block, strict=True))
    return "".join(kept)


def _pairs(old: list[str], new: list[str]) -> dict[int, int]:
    """Which new block is which old one, edited: by likeness, in order; by place where the numbers are equal."""
    if len(old) == len(new):
        return dict(zip(range(len(new)), range(len(old)), strict=True))
    return _pairs_by_likeness(old, new)


def _pairs_by_likeness(old: list[str], new: list[str]) -> dict[int, int]:
    pairs: dict[int, int] = {}
    start = 0
    for number, block in enumerate(new):
        match = next((i for i in range(start, len(old)) if _is_like(old[i], block)), None)
        if match is not None:
            pairs[number], start = match, match + 1
    return pairs


def _is_like(first: str, second: str) -> bool:
    """By their words alone: two short paragraphs would be alike by their tags."""
    matcher = SequenceMatcher(None, _words(first), _words(second), autojunk=False)
    return matcher.quick_ratio() >= SIMILAR and matcher.ratio() >= SIMILAR


def _words(block: str) -> str:
    return _TAG.sub("", block).strip()
