"""Traces of work: placeholders, markup, doubled characters, brackets that nobody closed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws
from articles.checks.document import Document, Line
from articles.checks.findings import Level
from articles.checks.registry import Hit, check, hit

_PLACEHOLDER = re.compile(
    r"(?<![A-Za-z])(?:TODO|FIXME|TBD|lorem ipsum)(?![A-Za-z])|(?<![A-Za-zXx])[Xx]{2,6}(?=年|月|日|例|名|医院"
    r"|公司|教授|%)"
    r"|[(\[【<]?(?:此处|这里)(?:待)?(?:插入|补充|添加|加)(?:图片|图|表格?|内容|数据|链接|参考文献)?[)\]】>]?|[(\[【](?:图片|配图|插图|待补充?|待核实|待定|来源待补|占位)[)\]】]"
    r"|待补充(?=[。;,)]|$)",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"&(?:nbsp|amp|lt|gt|quot|ldquo|rdquo|hellip|mdash|#\d{2,5}|#x[0-9a-f]{2,5});"
    r"|</?(?:p|br|div|span|strong|em|b|i|sup|sub|td|tr|th|table|a|img|h[1-6]|ul|ol|li|font|section)(?:\s[^<>]{0,200})?/?>"
    r"|\[/?(?:b|i|url|img|size|color)(?:=[^\]]{0,60})?\]",
    re.IGNORECASE,
)
_DOUBLED = re.compile(
    r"(?<!目)的的(?!确|士)|(?<![为除])了了(?!解|事|结|然|无|分)|是是(?!非)|在在(?!处)|和和(?!美|睦|气)|与与|及及(?!其)|被被|对对(?!方|照|比|应|象)|将将|或或"
    r"|[,、;:]{2,}|。{2}(?!。)|[,、;:]。|。[,、;:]"
)
_PAIRS = {"(": ")", "“": "”", "《": "》", "【": "】"}
_LABEL = re.compile(r"(?:^|[\s,。;:、])(?:\d{1,2}|[a-zA-Zⅰ-ⅻ]|[一二三四五六七八九十]{1,2})\)")


@check(
    code="structure.placeholder",
    level=Level.ERROR,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”是写作时的占位文字。请补上内容，或删去。"),
    fires="（此处插入图片）",
    silent="研究者把支架插入缺损处。",
)
def placeholder(document: Document) -> Iterator[Hit]:
    for line in document.lines:
        for found in _PLACEHOLDER.finditer(line.folded.text):
            yield hit(line, *found.span())


@check(
    code="structure.markup",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”是网页代码的残留，读者会看到它。请删去或换成应有的字符。"),
    fires="干细胞&nbsp;与外泌体",
    silent="P<0.05，差异有统计学意义。",
)
def markup(document: Document) -> Iterator[Hit]:
    for line in document.lines:
        for found in _MARKUP.finditer(line.text):
            right = html.unescape(found[0]).replace("\xa0", " ") if found[0].startswith("&") else None
            yield Hit(line, *found.span(), repair=right)


@check(
    code="structure.doubled",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”重复了字或标点。请删去多余的。"),
    fires="干细胞的的作用，，主要是旁分泌。",
    silent="目的的确定要先于方法。",
)
def doubled(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        if line.kind == "row":
            continue
        for found in _DOUBLED.finditer(line.folded.text):
            start, end = line.folded.span(*found.span())
            written = line.text[start:end]
            yield Hit(line, start, end, repair=written[0] if len(set(written)) == 1 else None)


@check(
    code="structure.unbalanced",
    level=Level.WARNING,
    rule=laws.PUNCTUATION,
    message=_("“%(excerpt)s”没有配对的另一半。请补上，或删去。"),
    fires="间充质干细胞（MSC可以分化为多种细胞。",
    silent="1）间充质干细胞（MSC）可以分化为多种细胞。",
)
def unbalanced(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        if line.kind != "row" and not line.folded.text.startswith("|"):
            yield from _unbalanced(line)


def _unbalanced(line: Line) -> Iterator[Hit]:
    """The first mark of each kind of bracket that has no partner in the line."""
    text = line.folded.text
    labels = {found.end() - 1 for found in _LABEL.finditer(text)}
    for opening, closing in _PAIRS.items():
        waiting: list[int] = []
        for place, character in enumerate(text):
            if character == opening:
                waiting.append(place)
            elif character == closing:
                if not waiting and place in labels:
                    continue
                if not waiting:
                    yield hit(line, place, place + 1)
                    waiting = []
                    break
                waiting.pop()
        if waiting:
            yield hit(line, waiting[0], waiting[0] + 1)
