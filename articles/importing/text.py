"""Reading an article that comes as plain text."""

from __future__ import annotations

from .lines import cut
from .parsed import ParsedArticle
from .structure import Source, build


def read_text(text: str) -> ParsedArticle:
    """Plain text in, the article it holds out; every non-blank line of it is in exactly one place there."""
    return build(source_of_text(text))


def source_of_text(text: str) -> Source:
    """Plain text as lines, nothing understood yet."""
    return Source(cut(text))
