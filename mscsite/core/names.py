"""Which known record a name means, in any spelling, script or width. Pure: names in, keys out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from mscsite.core import hanzi

_NOT_IN_NAMES = re.compile(r"[\W_]+")
_HAN = re.compile(r"[㐀-鿿]")
MIN_LATIN, MIN_HAN = 4, 3  # shorter names stand inside other words too often


def fold(name: str) -> str:
    """What makes two spellings one name: Simplified, half width, lower case, without blanks and punctuation."""
    plain = unicodedata.normalize("NFKC", name)
    return _NOT_IN_NAMES.sub("", hanzi.convert(plain, hanzi.HANS, hanzi.HANT)).lower()


class NameIndex:
    """Records by every spelling of theirs. A spelling that belongs to two records belongs to none."""

    def __init__(self, spellings: Mapping[str, Iterable[str]]):
        """`spellings` gives the spellings of each record by its key."""
        self._keys: dict[str, str | None] = {}
        self._printed: set[str] = set()
        for key, names in spellings.items():
            for name in names:
                self.add(key, name)

    def add(self, key: str, name: str) -> None:
        folded = fold(name)
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
