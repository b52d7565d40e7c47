"""Reading an article that comes as Markdown, by way of HTML."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from .beside import Finder, nothing
from .html_lines import FACT
from .page import source_of_fragment
from .parsed import ParsedArticle
from .structure import Source, build
from .text import source_of_text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"([A-Za-z_\u4e00-\u9fff]{1,20})\s*[:：]\s*(.*)")
_KEYS = {"author": "author", "date": "date", "source": "source", "description": "summary", "summary": "summary"}
_KEYS |= {"作者": "author", "日期": "date", "来源": "source", "來源": "source", "摘要": "summary"}
_TITLES = frozenset({"title", "标题", "標題"})
_TOO_DEEP = re.compile(r"^(?:[ \t]*(?:>|[-+*]|\d{1,9}[.)])){30}|^[ \t]{60,}(?:[>\-+*]|\d+[.)])", re.MULTILINE)
_MOST_BRACKETS = 20_000
_CLOSE_HEADING = re.compile(r"^(#{1,6})(?=[^\s#])", re.MULTILINE)
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_NOTE_DEFINITION = re.compile(r"^\[\^(\d{1,3})\]:[ \t]*", re.MULTILINE)
_NOTE_MARK = re.compile(r"\[\^(\d{1,3})\]")


def read_markdown(text: str) -> ParsedArticle:
    """Markdown in, the article out."""
    return build(source_of_markdown(text))


def source_of_markdown(text: str, find: Finder = nothing) -> Source:
    """Markdown as lines; `find` knows the pictures beside it. A line end ends a line, as the authors of Chinese texts
    mean it.

    What is nested deeper than anybody writes is read as plain text: the parser would leave its insides out.
    """
    if _TOO_DEEP.search(text) or is_too_linked(text):
        return source_of_text(text)
    rendered, left = html_of_markdown(text)
    return source_of_fragment(rendered, left, find)


def is_too_linked(text: str) -> bool:
    """More brackets than an article has links and marks: the parser takes a tenth of a millisecond for each."""
    return text.count("[") > _MOST_BRACKETS


def html_of_markdown(text: str) -> tuple[str, list[str]]:
    """Markdown as HTML, and the lines that say nothing which an article holds."""
    left: list[str] = []
    front, text = _front_matter(text, left)
    text = _COMMENT.sub(lambda match: _leave(match[1], left), text)
    text = _NOTE_MARK.sub(r"[\1]", _NOTE_DEFINITION.sub(r"[\1] ", text))
    text = _CLOSE_HEADING.sub(r"\1 ", text)
    return front + _reader().render(text), left


def _reader() -> MarkdownIt:
    """CommonMark with tables. Off: indented code (Chinese paragraphs are indented), link definitions (they would
    vanish), and titles underlined (the rule below a paragraph would make it one)."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": True, "breaks": True}).enable(["table", "strikethrough"])
    reader.options["maxNesting"] = 200
    reader.disable(["code", "reference", "lheading"])
    reader.add_render_rule("hr", lambda *_: "<p>---</p>\n")
    reader.add_render_rule("softbreak", lambda *_: "<br>\n")
    return reader


def _leave(words: str, left: list[str]) -> str:
    left += [line.strip() for line in words.splitlines() if line.strip()]
    return ""


def _front_matter(text: str, left: list[str]) -> tuple[str, str]:
    """The facts at the head of a file as HTML, and the text below them; what they say that we do not hold is left."""
    match = _FRONT.match(text)
    if match is None or not _FIELD.match(match[1].lstrip()):
        return "", text
    lines = []
    for line in filter(None, map(str.strip, match[1].splitlines())):
        field = _FIELD.fullmatch(line)
        name = field[1].lower() if field else ""
        value = html.escape(field[2].strip(" \"'")) if field else ""
        if value and name in _TITLES:
            lines.append(f'<h1 class="title">{value}</h1>')
        elif value and name in _KEYS:
            lines.append(f'<p {FACT}="{_KEYS[name]}">{html.escape(line)}</p>')
        else:
            left.append(line)
    return "\n".join(lines), text[match.end() :]
