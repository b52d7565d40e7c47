"""Which known record a name means, in any spelling, script or width. Pure: names in, keys out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from mscsite.core import hanzi
from mscsite.core.hanzi.conversion import convert_many

_NOT_IN_NAMES = re.compile(r"[\W_]+")
_HAN = re.compile(r"[㐀-鿿]")
MIN_LATIN, MIN_HAN = 4, 3  # shorter names stand inside other words too often


def fold(name: str) -> str:
    """What makes two spellings one name: Simplified, half width, lower case, without blanks and punctuation."""
    return fold_many([name])[0]


def fold_many(names: Iterable[str]) -> list[str]:
    """Each name folded, all in one go: converting one by one is most of the time."""
    plain = [unicodedata.normalize("NFKC", name) for name in names]
    other = [place for place, name in enumerate(plain) if not name.isascii()]
    converted = convert_many([plain[place] for place in other], hanzi.HANS, hanzi.HANT)
    for place, name in zip(other, converted, strict=True):
        plain[place] = name
    return [_NOT_IN_NAMES.sub("", name).lower() for name in plain]


class NameIndex:
    """Records by every spelling of theirs. A spelling that belongs to two records belongs to none."""

    def __init__(self, spellings: Mapping[str, Iterable[str]]):
        """`spellings` gives the spellings of each record by its key."""
        self._keys: dict[str, str | None] = {}
        self._printed: set[str] = set()
        pairs = [(key, name) for key, names in spellings.items() for name in names]
        for (key, name), folded in zip(pairs, fold_many(name for _key, name in pairs), strict=True):
            self._add(key, name, folded)

    def add(self, key: str, name: str) -> None:
        self._add(key, name, fold(name))

    def _add(self, key: str, name: str, folded: str) -> None:
        if folded:
            self._keys[folded] = key if self._keys.get(folded, key) == key else None
            self._printed.add(name)

    def find(self, name: str) -> str | None:
        """The key of the record called `name`; None where there is none, or more than one."""
        return self._keys.get(fold(name))

    def pattern(self) -> re.Pattern[str] | None:
        """An expression that finds the names in running text, the longest first; None where there are no names."""
        names = sorted((name for name in self._variants() if self._is_safe(name)), key=len, reverse=True)
        if not names:
            return None
        return re.compile("|".join(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])" for name in names))

    def _variants(self) -> set[str]:
        both = set(self._printed)
        for name in self._printed:
            both.add(hanzi.convert(name, hanzi.HANT, hanzi.HANS))
            both.add(hanzi.convert(name, hanzi.HANS, hanzi.HANT))
        return both

    def _is_safe(self, name: str) -> bool:
        return self.find(name) is not None and len(name) >= (MIN_HAN if _HAN.search(name) else MIN_LATIN)
