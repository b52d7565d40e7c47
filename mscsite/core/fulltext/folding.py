"""What is compared, never what is shown: both scripts, both widths and both cases are one.

Every character folds by itself, whatever stands around it. So a part of a text folds to a part of the folded text, and
a search finds the same in both scripts. OpenCC's phrases, which read 著 in 著作 otherwise than alone, would break that.
"""

from __future__ import annotations

import re
import unicodedata

from mscsite.core import hanzi

# What OpenCC leaves as two characters that people write for one another; dashes and apostrophes come in many forms.
_VARIANTS = dict(zip("著粘瞭藉覆甦彷暱幺’‘", "着黏了借复苏仿昵么''", strict=True)) | dict.fromkeys("‐‑‒–—―−", "-")
# Neither database takes these, and OpenCC stops at a NUL.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")


class _Folds(dict):
    """Each character's folded form, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        before, folded = "", chr(code)
        while folded != before:  # 麼 becomes 么, and 么 by itself 幺: all three must be one
            before, folded = folded, _step(folded)
        self[code] = folded
        return folded


def _step(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    plain = hanzi.convert(text, hanzi.HANS, hanzi.HANT_TW)
    plain = hanzi.convert(plain, hanzi.HANS, hanzi.HANT_HK).lower()
    return "".join(_VARIANTS.get(one, one) for one in plain)


_FOLDS = _Folds()


def storable(text: str) -> str:
    """`text` without the characters that a database refuses."""
    return _UNSTORABLE.sub("", text)


def fold(text: str) -> str:
    """NFKC, Simplified, lower case, plain dashes; runs of spaces are one space, lines stay lines."""
    plain = storable(text).translate(_FOLDS)
    if not unicodedata.is_normalized("NFC", plain):  # an accent apart from its letter
        plain = unicodedata.normalize("NFC", plain).translate(_FOLDS)
    return _SPACES.sub(" ", plain)


def squash(folded: str) -> str:
    """The letters and digits of a folded text alone: identifiers are one in any form (nct 04491240, NCT-04491240)."""
    return "".join(filter(str.isalnum, folded))
