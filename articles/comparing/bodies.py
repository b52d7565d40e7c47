"""What became of each leaf of a body: the same, changed, new, gone or moved; and in the changed ones of each atom.

Pure. Leaves that are alike are paired in order; likeness is the share of pairs of characters that two texts have in
common, so that a paragraph with half of its words changed is still the same paragraph.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from articles.comparing.leaves import Atom, Leaf, leaves
from mscsite.core.differences import GONE, NEW, SAME, Change, changes

FORMAT = "format"  # the same words in another format
CHANGED, MOVED = "changed", "moved"
_ALIKE = 0.35  # from this share on two leaves are one, changed
_ALONE = 0.15  # the same where there is one on each side, and nothing else to pair them with
_MOST_PAIRS = 40_000  # leaves on the one side times those on the other; above it they are paired by place
_ENOUGH = 8  # atoms that a leaf must have to be called moved: short lines are alike by chance


@dataclass(frozen=True)
class Run:
    """Neighbouring atoms with one fate (SAME, NEW, GONE, FORMAT) and one format; `was` is the format before."""

    fate: str
    atoms: tuple[Atom, ...]
    was: tuple[str, ...] = ()

    @property
    def formats(self) -> tuple[str, ...]:
        return self.atoms[0].formats


@dataclass(frozen=True)
class Line:
    """A leaf and its fate (SAME, CHANGED, NEW, GONE, MOVED). `before` is None where it is new, `after` where gone.

    A moved leaf stands twice: where it was (`after` is None) and where it is (`before` is None).
    """

    fate: str
    before: Leaf | None
    after: Leaf | None
    runs: tuple[Run, ...] = ()

    @property
    def leaf(self) -> Leaf:
        return self.after or self.before

    @property
    def was_kind(self) -> str:
        """What the line was before, where it was something else; empty where it was not."""
        if self.before is None or self.after is None:
            return ""
        is_other = (self.before.kind, self.before.inside) != (self.after.kind, self.after.inside)
        return self.before.kind if is_other else ""


def compare(before: str, after: str) -> list[Line]:
    """The lines of both bodies in the order of reading; without NEW ones `before`, without GONE ones `after`."""
    old, new = leaves(before), leaves(after)
    found: list[Line] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, low, high, start, end in matcher.get_opcodes():
        if kind == "equal":
            found += [_same(leaf) for leaf in new[start:end]]
        else:
            found += _replaced(old[low:high], new[start:end])
    return _moved(found)


def _same(leaf: Leaf) -> Line:
    return Line(SAME, leaf, leaf, tuple(_runs(SAME, leaf.atoms)))


def _replaced(old: list[Leaf], new: list[Leaf]) -> Iterator[Line]:
    """What stands in the place of `old`: leaves that are alike as one line, those between them gone and new."""
    at_old = at_new = 0
    for low, start in [*_pairs(old, new), (len(old), len(new))]:
        yield from (Line(GONE, leaf, None, tuple(_runs(GONE, leaf.atoms))) for leaf in old[at_old:low])
        yield from (Line(NEW, None, leaf, tuple(_runs(NEW, leaf.atoms))) for leaf in new[at_new:start])
        if low < len(old):
            yield Line(CHANGED, old[low], new[start], tuple(_differences(old[low].atoms, new[start].atoms)))
        at_old, at_new = low + 1, start + 1


def _pairs(old: list[Leaf], new: list[Leaf]) -> list[tuple[int, int]]:
    """The likest leaves of both, as places, in order on both sides."""
    if len(old) * len(new) > _MOST_PAIRS:
        together = zip(range(len(old)), range(len(new)), strict=False)
        return [(a, b) for a, b in together if _likeness(_pieces(old[a]), _pieces(new[b])) >= _ALIKE]
    least = _ALIKE if max(len(old), len(new)) > 1 else _ALONE
    ours, theirs = [_pieces(leaf) for leaf in old], [_pieces(leaf) for leaf in new]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for a in range(len(old) - 1, -1, -1):
        for b in range(len(new) - 1, -1, -1):
            likeness = _likeness(ours[a], theirs[b])
            paired = likeness + best[a + 1][b + 1] if likeness >= least else 0.0
            best[a][b] = max(paired, best[a + 1][b], best[a][b + 1])
    return list(_followed(best, len(old), len(new)))


def _followed(best: list[list[float]], rows: int, columns: int) -> Iterator[tuple[int, int]]:
    """The pairs that make up the best sum."""
    a = b = 0
    while a < rows and b < columns:
        if best[a][b] == best[a + 1][b]:
            a += 1
        elif best[a][b] == best[a][b + 1]:
            b += 1
        else:
            yield a, b
            a, b = a + 1, b + 1


def _pieces(leaf: Leaf) -> Counter:
    """Atoms and pairs of neighbours: order counts, but not so much that a moved clause makes another text."""
    names = leaf.identities
    return Counter(names) + Counter(pairwise(names))


def _likeness(first: Counter, second: Counter) -> float:
    total = first.total() + second.total()
    if not total:
        return 1.0
    return 2 * (first & second).total() / total


def _differences(before: Sequence[Atom], after: Sequence[Atom]) -> Iterator[Run]:
    """Both as one sequence of runs; without NEW ones it is `before`, without GONE ones it is `after`."""
    place = start = 0
    end = Change(len(before), len(before), len(after), len(after))
    found = _readable(changes([a.identity for a in before], [a.identity for a in after]))
    for change in [*found, end]:
        yield from _kept(before[place : change.low], after[start : change.start])
        yield from _runs(GONE, before[change.low : change.high])
        yield from _runs(NEW, after[change.start : change.end])
        place, start = change.high, change.end


def _readable(found: Sequence[Change]) -> list[Change]:
    """Changes without what two rewritten clauses have in common by chance.

    Between two changes, what stayed is dropped where it is shorter than the longer side of both: nobody reads a
    sentence of which every third character stayed. Changes of single characters are left as they are.
    """
    merged: list[Change] = []
    for change in found:
        while merged and _is_chance(merged[-1], change):
            last = merged.pop()
            change = Change(last.low, change.high, last.start, change.end)
        merged.append(change)
    return merged


def _is_chance(first: Change, second: Change) -> bool:
    return second.low - first.high < min(_size(first), _size(second))


def _size(change: Change) -> int:
    return max(change.high - change.low, change.end - change.start)


def _kept(before: Sequence[Atom], after: Sequence[Atom]) -> Iterator[Run]:
    """Atoms that stayed: the same, or in another format."""
    for was, atoms in _grouped(list(zip(before, after, strict=True))):
        fate = SAME if was == atoms[0].formats else FORMAT
        yield Run(fate, atoms, was if fate == FORMAT else ())


def _grouped(pairs: list[tuple[Atom, Atom]]) -> Iterator[tuple[tuple[str, ...], tuple[Atom, ...]]]:
    group: list[tuple[Atom, Atom]] = []
    for pair in pairs:
        if group and (pair[0].formats, pair[1].formats) != (group[-1][0].formats, group[-1][1].formats):
            yield group[0][0].formats, tuple(atom for _was, atom in group)
            group = []
        group.append(pair)
    if group:
        yield group[0][0].formats, tuple(atom for _was, atom in group)


def _runs(fate: str, atoms: Sequence[Atom]) -> Iterator[Run]:
    group: list[Atom] = []
    for atom in atoms:
        if group and atom.formats != group[-1].formats:
            yield Run(fate, tuple(group))
            group = []
        group.append(atom)
    if group:
        yield Run(fate, tuple(group))


def _moved(lines: list[Line]) -> list[Line]:
    """Lines that left one place and stand word for word at another are moved, not gone and new."""
    gone: dict[tuple, list[int]] = {}
    for number, line in enumerate(lines):
        if line.fate == GONE and len(line.before.atoms) >= _ENOUGH:
            gone.setdefault(line.before.identities, []).append(number)
    found = list(lines)
    for number, line in enumerate(lines):
        places = gone.get(line.after.identities) if line.fate == NEW else None
        if places:
            origin = places.pop(0)
            found[number] = Line(MOVED, None, line.after, line.runs)
            found[origin] = Line(MOVED, lines[origin].before, None, lines[origin].runs)
    return found
