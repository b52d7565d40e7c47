"""Text folded for matching, with the way back: one list of patterns serves both scripts and all widths.

Folded: full width to half (NFKC, but superscripts stay: 10⁷ must not become 107), every Traditional character to its
Simplified one, corner brackets and straight quotes to quotes, no blanks beside Han characters, nothing unseen.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from mscsite.core import hanzi

HAN = "㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
_IS_HAN = re.compile(f"[{HAN}]")
_IS_WIDE = re.compile(f"[{HAN}、。“”‘’《》!?,;:()…—]")
_QUOTES = str.maketrans("「」『』﹁﹂﹃﹄〝〞", "“”“”“”“”“”")
# NFKC would turn these into plain digits and letters: a lost exponent could then not be told from a printed one.
_KEPT_CATEGORIES = frozenset({"No", "So"})
# OpenCC leaves these as they are, or knows them as variants in one region only.
_EXTRA = {
    "癥": "症",
    "着": "着",
    "著": "著",
    "乾": "干",
    "幹": "干",
    "裡": "里",
    "臺": "台",
    "瞭": "了",
    "祂": "他",
    "甦": "苏",
    "么": "么",
    "衞": "卫",
    "敍": "叙",
    "藉": "借",
}
# Hong Kong writes 着 for both characters, and conversion leaves it so. As long as before, so that places hold.
_WORDS = (("显着", "显著"), ("卓着", "卓著"), ("着名", "著名"))


@functools.cache
def _fold(character: str) -> str:
    """One character folded; empty where it is invisible."""
    if not character:
        return ""
    category = unicodedata.category(character)
    if category in ("Cf", "Cc", "Mn") and character != "\t":
        return ""
    if category in ("Zs", "Zl", "Zp") or character == "\t":
        return " "
    plain = character if category in _KEPT_CATEGORIES else unicodedata.normalize("NFKC", character)
    plain = plain.translate(_QUOTES)
    if len(plain) == 1 and _IS_HAN.match(plain):
        plain = _EXTRA.get(plain) or hanzi.convert(plain, hanzi.HANS, hanzi.HANT)
    return plain


@dataclass(frozen=True)
class Normalised:
    """Folded text; `origins[i]` is the place in the original of the folded character `i`."""

    text: str
    origins: tuple[int, ...]
    length: int = 0  # of the original

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Start and end in the text as written of a stretch of the folded text."""
        if start >= end or not self.origins:
            place = self.origins[min(start, len(self.origins) - 1)] if self.origins else 0
            return place, place
        return self.origins[start], min(self.origins[end - 1] + 1, self.length)


def normalise(text: str, inserts: Mapping[int, str] | None = None) -> Normalised:
    """`text` folded, with its offset map; in linear time.

    `inserts` gives what is to be read before a place of the text although it is not written there: citation marks,
    which a body holds as elements.
    """
    characters: list[str] = []
    origins: list[int] = []
    quotes = itertools.cycle("“”")
    for place, character in enumerate([*text, ""]):
        for inserted in (inserts or {}).get(place, ""):
            characters.append(inserted)
            origins.append(place)
        for folded in _fold(character):
            characters.append(next(quotes) if folded == '"' else folded)
            origins.append(place)
    return _without_inner_blanks(characters, origins, len(text))


def _without_inner_blanks(characters: list[str], origins: list[int], length: int) -> Normalised:
    """Blanks go where a Han character or its punctuation stands on either side, and at both ends."""
    kept: list[int] = []
    size = len(characters)
    index = 0
    while index < size:
        if characters[index] != " ":
            kept.append(index)
            index += 1
            continue
        after = index
        while after < size and characters[after] == " ":
            after += 1
        before_is_wide = not kept or _IS_WIDE.match(characters[kept[-1]])
        if not (before_is_wide or after == size or _IS_WIDE.match(characters[after])):
            kept.append(index)
        index = after
    folded = "".join(characters[index] for index in kept)
    for written, usual in _WORDS:
        folded = folded.replace(written, usual)
    return Normalised(folded, tuple(origins[index] for index in kept), length)
