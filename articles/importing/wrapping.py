"""Texts whose lines were broken at the edge of a page, as they come out of a PDF: their paragraphs put together."""

from __future__ import annotations

import re
from dataclasses import replace

from .folding import width
from .lines import Line
from .numbering import numbering

_NARROWEST, _WIDEST = 16, 56
_SLACK = 3
_FEWEST = 6
_SENTENCE_ENDS = ("。", "!", "?", ";", ":", "”", "…")
_BEGINS_ANEW = re.compile(
    r"[-—*•●◆■▪○·>|▲▼【\[(]|(?:来源|作者|摘要|关键词|编辑|日期|发布时间|免责|声明|参考)|(?:图|表)\s*\d|第.{1,3}[章节]"
)


def unwrap(lines: list[Line]) -> list[Line]:
    """Lines in; the same out, or, where they all end at one edge, the paragraphs that they make."""
    edge = _edge(lines)
    if edge is None:
        return lines
    joined: list[Line] = []
    last: Line | None = None
    for line in lines:
        if last is not None and _goes_on(last, line, edge):
            joined[-1] = _with(joined[-1], line)
        else:
            joined.append(line)
        last = line
    return joined


def _edge(lines: list[Line]) -> float | None:
    """How wide the lines were set; None for a text with longer paragraphs, or with few that reach the edge."""
    lines = [line for line in lines if line.mark is None]
    widths = [width(line.text) for line in lines]
    edge = max(widths, default=0)
    if not _NARROWEST <= edge <= _WIDEST or len(lines) < _FEWEST:
        return None
    full = [line for line, wide in zip(lines, widths, strict=True) if wide >= edge - _SLACK]
    broken = [line for line in full if not line.folded.endswith(_SENTENCE_ENDS)]
    return edge if len(full) * 3 >= len(lines) and len(broken) * 2 >= len(full) else None


def _goes_on(line: Line, after: Line, edge: float) -> bool:
    if line.mark is not None or after.mark is not None:
        return False
    if after.gap or width(line.text) < edge - _SLACK or line.folded.endswith(_SENTENCE_ENDS) or "|" in line.folded:
        return False
    return not after.indented and not _BEGINS_ANEW.match(after.folded) and numbering(after.folded) is None


def _with(line: Line, after: Line) -> Line:
    """Two lines as one; between Latin words stood a space."""
    space = " " if line.text[-1].isascii() and after.text[0].isascii() and after.text[0].isalnum() else ""
    raw = f"{line.raw}\n{after.raw}"
    return replace(line, raw=raw, text=line.text + space + after.text, folded=line.folded + space + after.folded)
