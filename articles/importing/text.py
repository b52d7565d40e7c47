"""Reading an article that comes as plain text."""

from __future__ import annotations

from .lines import cut
from .parsed import ParsedArticle
from .structure import read_lines


def read_text(text: str) -> ParsedArticle:
    """Plain text in, the article it holds out; every non-blank line of it is in exactly one place there."""
    return read_lines(cut(text))
