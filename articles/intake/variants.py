"""Names that are close to a known one and may be another spelling of it. Pure: words in, pairs out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from mscsite.core.fulltext.near import distance
from mscsite.core.names import fold

_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Za-z]+(?:-[A-Za-z0-9]+)*(?![A-Za-z0-9])")
_SHORTEST = 6
_LONG = 9  # from here on two letters may differ


def closest(name: str, known: Mapping[str, str]) -> str | None:
    """The key of the one record whose name differs from `name` by a letter, two in long ones; None for none or two.

    `known` maps folded Latin names to the keys of their records.
    """
    folded = fold(name)
    if not folded.isascii() or len(folded) < _SHORTEST or folded in known:
        return None
    most = 2 if len(folded) >= _LONG else 1
    near = {
        key
        for other, key in known.items()
        if len(other) >= _SHORTEST and abs(len(other) - len(folded)) <= most and distance(folded, other, most) <= most
    }
    return near.pop() if len(near) == 1 else None


def in_text(texts: Iterable[str], known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Words of running text that may be misspelt names, each once, with the key of the record."""
    words = dict.fromkeys(word for text in texts for word in _WORD.findall(text))
    for word in words:
        if len(word) >= _SHORTEST and (key := closest(word, known)):
            yield word, key
