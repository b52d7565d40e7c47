"""Pages, volumes and editions: ranges, ordinals, and what counts as a number. Pure."""

from __future__ import annotations

import re

_NUMBER = r"[A-Za-z]*\d+[A-Za-z]*"
_NUMERIC = re.compile(rf"{_NUMBER}(?:\s*(?:[-–&]|,\s)\s*{_NUMBER})*\Z")
_SEVERAL = re.compile(r"\d\w*\s*(?:[-–&]|,\s)")
_DASHES = r"\s*(?:--|[-–—−‐‑~～])\s*"  # `--` is BibTeX's
_RANGE = re.compile(rf"([0-9]*[A-Za-z]+0*)?(\d+[a-z]*){_DASHES}([0-9]*[A-Za-z]+0*)?(\d+[a-z]*)\Z")
_WORD_RANGE = re.compile(rf"(\w+){_DASHES}(\w+)\Z")


def is_numeric(text: str) -> bool:
    """Whether CSL takes a field for a number: `2`, `2nd`, `E12`, `2-3`, but not `2nd ed.` or `第2版`."""
    return bool(_NUMERIC.match(text))


def is_several(text: str) -> bool:
    """Whether a field names more than one number, so that its label is a plural."""
    return is_numeric(text) and bool(_SEVERAL.search(text))


def with_dash(text: str, dash: str) -> str:
    """A number field with its ranges set in this dash: `1-2` as `1–2`; other text as it is."""
    return re.sub(_DASHES, dash, text) if is_numeric(text) else text


def ordinal(text: str) -> str:
    """`2` as `2nd`; what is no bare number stays."""
    if not re.fullmatch(r"\d+", text):
        return text
    tail = "th" if text[-2:] in ("11", "12", "13") else {"1": "st", "2": "nd", "3": "rd"}.get(text[-1], "th")
    return text + tail


def pages(text: str, dash: str, *, minimal: bool = False) -> str:
    """Pages with full ranges (`143-7` as `143-147`), or with `minimal` the shortest (`143-147` as `143-7`).

    The rules are those of CSL's `page-range-format`; a range that is none (`S45-9`, `12:1-9`) stays as it is written.
    """
    return "".join(
        piece if at % 2 else _range(piece, dash, minimal) for at, piece in enumerate(re.split(r"(\s*[,;&]\s*)", text))
    )


def _range(text: str, dash: str, minimal: bool) -> str:
    text = text.strip()
    if match := _RANGE.match(text):
        prefix, first, second_prefix, last = (part or "" for part in match.groups())
        if prefix != second_prefix:
            return text
        full = first[: len(first) - len(last)] + last if len(last) < len(first) else last
        if _value(first) < _value(full):
            if minimal:
                return f"{prefix}{first}{dash}{_shortest(first, full)}"
            return f"{prefix}{first}{dash}{prefix}{full}"
        return f"{prefix}{first}{dash}{second_prefix}{last}"
    if match := _WORD_RANGE.match(text):
        return f"{match[1]}{dash}{match[2]}"
    return text


def _value(text: str) -> int:
    return int(re.match(r"\d+", text)[0])


def _shortest(first: str, last: str) -> str:
    if len(first) != len(last):
        return last
    same = 0
    while same < len(last) - 1 and first[same] == last[same]:
        same += 1
    return last[same:]
