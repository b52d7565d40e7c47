"""Which of the two scripts a Chinese text is written in."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Literal

from .folding import simplified_of


def _fits(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@cache
def _only_in() -> tuple[frozenset[str], frozenset[str]]:
    """Characters that stand in one script alone: (Simplified, Traditional).

    后, 干, 里 and their like are left out, since good and bad Traditional texts hold them too: what a national
    character set of the other side lacks is a safer sign than a dictionary of conversion.
    """
    pairs = [(chr(code), simple) for code, simple in simplified_of().items()]
    simplified = frozenset(simple for _, simple in pairs if not _fits(simple, "big5"))
    traditional = frozenset(full for full, _ in pairs if not _fits(full, "gb2312"))
    return simplified, traditional - simplified


def script_of(text: str) -> Literal["zh-Hans", "zh-Hant"]:
    """The script (BCP 47) that most characters of a text vote for; zh-Hans where none does."""
    simplified, traditional = _only_in()
    votes = Counter(text)
    for_simplified = sum(votes[char] for char in simplified & votes.keys())
    for_traditional = sum(votes[char] for char in traditional & votes.keys())
    return "zh-Hant" if for_traditional > for_simplified else "zh-Hans"
