"""Articles set like the pages of a PDF and copied out of them: lines broken at an edge, page numbers, running heads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.importing.wrapping import set_width as width


@dataclass(frozen=True)
class Press:
    """How a text is printed: width of the lines, lines a page, what runs along the pages."""

    edge: int = 34
    lines_a_page: int = 30
    head: str = "虚构医学杂志 2024 年第 3 期"
    number: str = "· {} ·"
    blank_at_page_ends: bool = True
    hyphenates: bool = True
    indent: str = ""
    form_feed: bool = False


def printed(paragraphs: list[str], press: Press) -> str:
    """The paragraphs as lines of pages; headings (those of one short line) are never broken."""
    lines = [line for paragraph in paragraphs for line in _set(paragraph, press)]
    pages = [lines[at : at + press.lines_a_page] for at in range(0, len(lines), press.lines_a_page)]
    gap = [""] if press.blank_at_page_ends else []
    out: list[str] = []
    for number, page in enumerate(pages, start=101):
        head = [press.head] if press.head and number > 101 else []
        if press.form_feed and out:
            head = ["\f" + (head[0] if head else "")]
        foot = [press.number.format(number)] if press.number else []
        out += [*head, *(gap if head else []), *page, *gap, *foot, *gap]
    return "\n".join(out)


def _set(paragraph: str, press: Press) -> list[str]:
    tokens = re.findall(r"[A-Za-z0-9][^\s\u3000-\u9fff\uff00-\uffef]*|\s|.", press.indent + paragraph)
    lines, line = [], ""
    for token in tokens:
        if line and width(line + token) > press.edge and token not in "，。；：、）”！？ ":
            head = _broken(line, token, press)
            lines.append((line + head).rstrip() if not head else line + head)
            line = "" if token == " " else token[len(head) - 1 :] if head else token
        else:
            line += token
    return [*lines, line] if line.strip() else lines


def _broken(line: str, token: str, press: Press) -> str:
    """The first part of a long word with its hyphen, where there is room for it."""
    room = int((press.edge - width(line)) * 2) - 1
    if not press.hyphenates or not token.isalpha() or len(token) < 9 or room < 4:
        return ""
    return token[: min(room, len(token) - 4)] + "-"
