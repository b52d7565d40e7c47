"""Text folded for matching: one script, one width of punctuation, and every character at its old place."""

from __future__ import annotations

from functools import cache

import opencc

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PUNCTUATION = {
    0x3000: " ",
    0xA0: " ",
    ord("︰"): ":",
    ord("﹕"): ":",
    ord("│"): "|",
    ord("┃"): "|",
    ord("〔"): "[",
    ord("〕"): "]",
}


@cache
def simplified_of() -> dict[int, str]:
    """Traditional character (code point) → its Simplified form, for all that have one; one character to one."""
    han = [chr(code) for code in (*range(0x3400, 0xA000), *range(0xF900, 0xFB00))]
    folded = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    return {ord(old): new for old, new in zip(han, folded, strict=True) if old != new and len(new) == 1}


@cache
def _table() -> dict[int, int | str]:
    return {**simplified_of(), **_FULL_WIDTH, **_PUNCTUATION}


def fold(text: str) -> str:
    """Text in, the same text in Simplified characters and ASCII punctuation out, equally long."""
    return text.translate(_table())


def is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or char >= "\U00020000"


def width(text: str) -> float:
    """How wide a text looks: a Han character counts 1, any other half of that."""
    wide = sum(map(is_han, text))
    return wide + (len(text) - wide) / 2
