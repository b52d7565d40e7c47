"""A text cut into its non-blank lines, each cleaned of what nobody can see."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from .folding import fold
from .marks import Mark
from .parsed import Repair

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u00ad\ufeff\x00-\x08\x0e-\x1f\x7f-\x9f\ufff9-\ufffc]")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}\d{0,2}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_SURROGATE = re.compile("[\ud800-\udfff]")
_EDGES = " \t\u3000\xa0\v\f"


@dataclass(frozen=True)
class Line:
    """A non-blank line: its number from 1, the line as it came, and its text, trimmed and cleaned."""

    number: int
    raw: str
    text: str
    folded: str
    gap: bool  # a blank line, or the top of the file, stands above it
    mark: Mark | None = None  # what mark-up says of it; a plain text has none

    def is_marked(self, *kinds: str) -> bool:
        return self.mark is not None and self.mark.kind in kinds

    @property
    def is_free(self) -> bool:
        """Whether its form alone tells what it is: mark-up says nothing, or no more than that it is a paragraph."""
        return self.mark is None or self.mark.kind == "text"

    @property
    def indented(self) -> bool:
        return self.raw[:1] in _EDGES

    @property
    def as_it_came(self) -> str:
        return self.raw.strip()


def cut(text: str) -> list[Line]:
    """All lines of a text that show anything."""
    lines, gap = [], True
    for number, raw in enumerate(text.splitlines(), start=1):
        cleaned = clean(raw)
        if cleaned:
            lines.append(Line(number, raw, cleaned, fold(cleaned), gap))
        gap = not cleaned
    return lines


def clean(raw: str) -> str:
    """A line without invisible characters, entity debris and space at its ends."""
    text = raw
    if "&" in text:
        text = _ENTITY.sub(_unescaped, text)
    text = _INVISIBLE.sub("", text).replace("\xa0", " ")
    text = _SURROGATE.sub("\ufffd", text)
    return text.strip()


def _unescaped(match: re.Match[str]) -> str:
    char = html.unescape(match[0])
    return " " if len(char) == 1 and (char.isspace() or not char.isprintable()) else char


def repairs_of(lines: list[Line]) -> list[Repair]:
    """What `clean` changed inside the lines; space at their ends is nobody's loss and not listed."""
    return [Repair(line.number, line.raw, line.text) for line in lines if line.text != line.raw.strip()]
