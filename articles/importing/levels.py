"""How deep each heading of an article lies."""

from __future__ import annotations

from dataclasses import dataclass

from .blocks import Unit
from .headings import COLON, PLAIN, SENTENCE, Heading, Piece, is_stock

_WEAK = frozenset({COLON, SENTENCE})
_LEAVES = frozenset({"question"})
_SHARED = 2
_BELOW = 7  # lower than any heading element


@dataclass(frozen=True)
class _Open:
    """A heading that those after it may lie under."""

    style: str
    rank: int | None  # of a numbered style
    empty: bool  # nothing stands between it and the next heading


def levels(pieces: list[Piece]) -> list[int]:
    """The level of every heading among the pieces, in their order; 1 is the highest, and none is jumped."""
    headings = [piece for piece in pieces if isinstance(piece, Heading)]
    if any(heading.element for heading in headings):
        return _by_elements(headings)
    numbers_restart = _restarting(pieces)
    path: list[_Open] = []
    result: list[int] = []
    top, highest = "", set()
    for index, piece in enumerate(pieces):
        if isinstance(piece, Unit):
            continue
        path = _path_above(piece, path, numbers_restart, top)
        if path and path[-1].style in _LEAVES and piece.style in highest:
            path = []  # it stood beside the questions before, so it does not lie under one now
        empty = index + 1 < len(pieces) and isinstance(pieces[index + 1], Heading)
        path.append(_Open(piece.style, piece.number.rank if piece.number else None, empty))
        result.append(len(path))
        if len(path) == 1:
            top = piece.folded
            highest |= {piece.style} if not is_stock(piece.folded) else set()
    return result


def _by_elements(headings: list[Heading]) -> list[int]:
    """Heading elements give the order; of one element, and below them all, the style of numbering does."""
    keys = _keys(headings)
    path: list[tuple[int, int]] = []
    result = []
    for key in keys:
        while path and path[-1] >= key:
            path.pop()
        path.append(key)
        result.append(len(path))
    return result


def _keys(headings: list[Heading]) -> list[tuple[int, int]]:
    """How high each heading stands: the level of its element, then the rank of its number."""
    ranks: dict[int, int] = {}
    elements: dict[str, int] = {}
    for heading in headings:
        if heading.element and heading.number:
            ranks[heading.element] = min(heading.number.rank, ranks.get(heading.element, heading.number.rank))
            elements.setdefault(heading.number.style, heading.element)
    keys = []
    for heading in headings:
        rank = heading.number.rank if heading.number else None
        element = heading.element or (elements.get(heading.number.style) if heading.number else None) or _BELOW
        keys.append((element, ranks.get(element, -1) if rank is None else rank))
    return keys


def _path_above(heading: Heading, path: list[_Open], numbers_restart: set[str], top: str) -> list[_Open]:
    if heading.closing and not _is_announced(heading.folded, top):
        return []
    depths = [depth for depth, above in enumerate(path) if above.style == heading.style]
    if depths:
        return path[: depths[0]]
    if heading.number:
        return _above_numbered(heading, path, numbers_restart)
    if heading.style == PLAIN:
        return [above for above in path if above.style not in _WEAK]
    return [above for above in path if above.style not in _WEAK or above.style == heading.style]


def _above_numbered(heading: Heading, path: list[_Open], numbers_restart: set[str]) -> list[_Open]:
    """A numbered heading lies under a plain one only if that has no text of its own, or the numbers begin anew."""
    under = [above for above in path if above.style not in _WEAK]
    under = [above for above in under if above.rank is None or above.rank < heading.number.rank]
    if heading.style in numbers_restart:
        return under
    while under and under[-1].rank is None and not under[-1].empty:
        under.pop()
    return under


def _restarting(pieces: list[Piece]) -> set[str]:
    """The styles of numbering that begin with 1 more than once."""
    firsts = [
        piece.style for piece in pieces if isinstance(piece, Heading) and piece.number and piece.number.value == 1
    ]
    return {style for style in firsts if firsts.count(style) > 1}


def _is_announced(folded: str, top: str) -> bool:
    """`未来展望` under `五、挑战与未来方向` is the second half of that section, not the end of the article."""
    words = folded.split(":")[0]
    return any(words[start : start + _SHARED] in top for start in range(len(words) - 1))
