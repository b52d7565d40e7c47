"""Headings that journals run into their text: `1.1  Words  Sentence.`, set apart by wide blanks alone."""

from __future__ import annotations

import re
from dataclasses import replace

from .folding import fold
from .lines import Line

_RUN_IN = re.compile(
    r"\d{1,2}(?:\.\d{1,2}){0,2}[.、]?[ \u3000]+[^\s。,;:][^。,;:]{0,24}?(?P<gap>[ ]{2,}|\u3000+)(?=[^\s。,;:].{24,})"
)


def split_run_in(lines: list[Line]) -> list[Line]:
    """Lines in; the same out, each heading with its sentence as two, if there are several."""
    found = {index: match for index, line in enumerate(lines) if (match := _match(line)) is not None}
    if len(found) < 2:
        return lines
    parted: list[Line] = []
    for index, line in enumerate(lines):
        parted += _parts(line, found[index]) if index in found else [line]
    return parted


def _match(line: Line) -> re.Match[str] | None:
    match = _RUN_IN.match(line.folded.replace("\u3000", " ")) if line.mark is None else None
    return match if match and "。" in line.folded[match.end() :] else None


def _parts(line: Line, match: re.Match[str]) -> list[Line]:
    pieces = (line.text[: match.start("gap")], line.text[match.end() :])
    return [
        replace(line, raw=text, text=text, folded=fold(text), gap=line.gap and not at) for at, text in enumerate(pieces)
    ]
