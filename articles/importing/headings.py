"""Which lines of an article are headings, told by their number, their form and what follows them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .blocks import Unit, may_head
from .folding import fold, is_han, width
from .marked import BOLD, ELEMENT, Guide, guide_of, marked_style
from .numbering import Numbering, bare_number, numbering

PLAIN, COLON, SENTENCE, BARE = "plain", "colon", "sentence", "a number alone"

_LONGEST = 40
_LONGEST_NUMBERED = 50
_LONGEST_LABEL = 20
_LONGEST_SENTENCE = 55
_NEAR = 8  # units around a numbered line in which its neighbours in the series are looked for
_CONTACT = re.compile(
    r"(?:若|如|请|欢迎).{2,30}(?:联络|联系|洽询|咨询|查询|就诊|就医|回诊|反诊)!?$|.{0,20}(?:电话|专线|热线|地址|网址|传真|信箱|邮箱|e-?mail|(?:出|门|坐|就)诊时间)\s*:"
    r"|[^:]{2,16}:\s*[\d()+\s-]{7,20}$",
    re.IGNORECASE,
)
_MARKED_LABEL = re.compile(r"[^。:,;!?]{2,24}:\s*\S")
_DATED = re.compile(r"\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:初|底|末|中)?,")
_INTRODUCES = re.compile(
    r"(?:包括|包含|如下|以下.{0,8}|在于|务必|具有|拥有|表现为|分为|称为|认为|指出|表示|强调|提出|发现|显示|表明|例如|比如|譬如|可以|"
    r"能够|方式|是|有|为|即|说|问|答|道|写道|列举|建议|注意|需要|要求|原因|来看|而言|来说):$"
)
# What announces a list and heads none; in a series of such sentences it may be a heading all the same.
_ANNOUNCES = re.compile(
    r"有[一二两三四五六七八九十几多数\d]{1,3}[种类个项款大点步方].{0,16}:$|(?:正在|目前|现有|已经).{2,16}:$"
    r"|^以.{2,24}(?:作为|为).{2,12}:$"
)
_ASIDE = re.compile(
    r"(?:很多人|很多朋友|不少人|有人|有朋友|大家|经常有|它们?|那么|那|但是?|可是|难道|然而|所以|因此|其实|您|你|我们?|他们?|她|以下|下列|如下|下面|当然|于是|对此|同时|此外|另外)"
)
_NAMES_TABLE = re.compile(r"(?:(?:比较|对比|对照|一览|汇总|总|列|简|明细|统计|速查)表|一览|对比|汇总)$")
_TAB = re.compile(r"\s*\t\s*")
_DECORATION = re.compile("[\U0001f000-\U0001faff\u2600-\u26ff\u2728\u2b50\ufe0f\u200d]")
_CONTINUES = re.compile(r"(?:是|的|如何|怎么|怎样|究竟|到底|和|与|及|在|对|为什么|为何|能|会|让|有何|有哪些|——|--)")
_NOT_WORDS = re.compile(
    r"https?:|www\.|[\w.]+@|doi|[图表]\s*[\d一二三四五六七八九十]{1,3}(?![\d一-鿿])|tab(?:le|\.)\s*\d|\[\d",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:结语|结论|结束语|总结|小结|全文总结|写在最后|写在后面|后记|尾声|最后|展望|未来展望|前景展望|总结与(?:未来)?展望|"
    r"总结和(?:未来)?展望|结论与(?:未来)?展望|讨论与展望|结语与展望|讨论|conclusions?|summary|outlook)(?:$|[:、,?!])",
    re.IGNORECASE,
)
_OPENING_WORDS = re.compile(
    r"(?:前言|引言|导言|导语|绪论|序言?|背景|概述|编者按|编者的话|写在前面|introduction|background)[:]?$", re.I
)


@dataclass(frozen=True)
class Heading:
    """A heading found: its style (of numbering, or of form) and the units it is made of."""

    style: str
    units: tuple[Unit, ...]
    number: Numbering | None = None
    closing: bool = False

    @property
    def element(self) -> int:
        """The level that its heading element claims; 0 where it stands in none."""
        return self.units[0].line.mark.level if self.style == ELEMENT else 0

    @property
    def text(self) -> str:
        """As printed, tabs as spaces; of two paragraphs that make one heading, both, with a space between."""
        return " ".join(_TAB.sub(" ", unit.text) for unit in self.units)

    @property
    def folded(self) -> str:
        return " ".join(unit.folded for unit in self.units)


Piece = Heading | Unit


def find_headings(units: list[Unit]) -> list[Piece]:
    """The units of a body in; the same out, those that are headings put into `Heading`."""
    guide = guide_of(units)
    if guide != "form":
        return _joined(units, [_marked_style(units, index, guide) for index in range(len(units))])
    styles = [_style(units, index) for index in range(len(units))]
    _leave_stock_headings_a_body(units, styles)
    _withdraw_odd_labels(units, styles)
    _withdraw_bare_series(units, styles)
    _withdraw_unmarked_lists(units, styles)
    _withdraw_single_sentences(units, styles)
    _follow_the_series(units, styles)
    return _joined(units, styles)


def is_closing(folded: str) -> bool:
    return _CLOSING.match(folded) is not None


def is_stock(folded: str) -> bool:
    """Whether a line is a heading that any article may have, and so nobody's title."""
    return is_closing(folded) or _OPENING_WORDS.match(folded) is not None


def is_short_line(folded: str) -> bool:
    """Whether a line has the form of a title: short, with words in it, no sentence."""
    if not folded or width(folded) > _LONGEST or folded[-1] in "。;:,、" or "。" in folded or ";" in folded:
        return False
    if _NOT_WORDS.match(folded) or _CONTACT.match(folded) or folded.count(",") > 2 or _DATED.match(folded):
        return False
    return sum(1 for char in folded if is_han(char) or char.isalpha()) >= 2


def _style(units: list[Unit], index: int) -> str | None:
    unit, after = units[index], units[index + 1] if index + 1 < len(units) else None
    if after is not None and may_head(unit):
        return PLAIN if _heads(units, index) else None
    if unit.block or after is None or width(unit.folded) > _LONGEST_SENTENCE:
        return None
    if bare_number(unit.folded):
        return BARE if not after.block and is_short_line(after.folded) and numbering(after.folded) is None else None
    if number := numbering(unit.folded):
        return number.style if _may_be_numbered_heading(unit.folded, number) else None
    if unit.folded.endswith(":"):
        before = units[index - 1] if index else None
        return COLON if _may_be_label(unit.folded, before, after) else None
    if unit.folded.endswith(";"):
        return SENTENCE if _introduces(units, index) else None
    words = _DECORATION.sub("", unit.folded).rstrip()
    if after.block and after.block.type == "table" and _NAMES_TABLE.search(words):
        return None
    if is_short_line(words) and not words.endswith(("!", ".", "~")):
        return None if words.endswith("?") and _is_rhetorical(words) else PLAIN
    return None


def _heads(units: list[Unit], index: int) -> bool:
    """Whether `■ Short words` stand over a paragraph and are no list of one that a colon announces."""
    words, after = units[index].block.items[0], units[index + 1]
    if index and units[index - 1].folded.endswith(":"):
        return False
    is_prose = after.block is None and after.folded.endswith(("。", "!", "…", "]", "”"))
    return is_prose and is_short_line(fold(words)) and _outweighs(after.folded, fold(words))


def _marked_style(units: list[Unit], index: int, guide: Guide) -> str | None:
    """Where mark-up shows the headings, form makes none; a number still does."""
    if style := marked_style(units[index], guide, plain=PLAIN, bare=BARE):
        return style if style in (ELEMENT, BOLD) or index + 1 < len(units) else None
    return _style(units, index) if not units[index].block and numbering(units[index].folded) else None


def _is_rhetorical(question: str) -> bool:
    """A question put to the reader, where a heading would come to the point."""
    return _ASIDE.match(question) is not None or ("," in question and width(question) > _LONGEST_LABEL)


def _may_be_numbered_heading(folded: str, number: Numbering) -> bool:
    words = folded[number.end :]
    if width(folded) > _LONGEST_NUMBERED or words.endswith(("。", ";", ",", "、")) or "。" in words or not words:
        return False
    return not (words.endswith(":") and _INTRODUCES.search(words)) and words.count(",") <= 3


def _may_be_label(folded: str, before: Unit | None, after: Unit) -> bool:
    """A noun phrase with a colon; among labelled paragraphs it is one of them, its list standing for the text."""
    if width(folded) > _LONGEST_LABEL or re.search("[。,;!?]", folded) or ":" in folded[:-1]:
        return False
    if _ANNOUNCES.search(folded):
        return False
    if _INTRODUCES.search(folded) or _ASIDE.match(folded) or (after.block and after.block.type == "table"):
        return False
    is_list = after.block is not None and after.block.type in ("ul", "ol")
    return not (is_list and before is not None and before.block is None and _is_labelled(before.folded))


def _is_labelled(folded: str) -> bool:
    return folded.endswith(("。", ";")) and _MARKED_LABEL.match(folded) is not None


def _introduces(units: list[Unit], index: int) -> bool:
    """Whether a whole sentence stands over a paragraph or list of its own, not in a chain of its like."""
    folded, after = units[index].folded, units[index + 1]
    if "。" in folded or ";" in folded[:-1] or _is_labelled(folded):
        return False
    if index and units[index - 1].block is None and units[index - 1].folded.endswith(";"):
        return False
    if after.block:
        return after.block.type in ("ul", "ol")
    return after.folded.endswith(("。", "!", "…", "]")) and _outweighs(after.folded, folded)


def _outweighs(body: str, sentence: str) -> bool:
    return len(body) > len(sentence) or "。" in body[:-1]


def _leave_stock_headings_a_body(units: list[Unit], styles: list[str | None]) -> None:
    """What stands right under `前言` or `总结`, up to a blank line, is its text, short as it may be."""
    under = False
    for index, unit in enumerate(units):
        if styles[index] == PLAIN and is_stock(unit.folded):
            under = True
        elif under and styles[index] == PLAIN and (not unit.line.gap or styles[index - 1] == PLAIN):
            styles[index] = None
        else:
            under = False


def _withdraw_unmarked_lists(units: list[Unit], styles: list[str | None]) -> None:
    """Three short lines on end under `…包括：` are a list that lost its marks, not empty sections."""
    index = 0
    while index < len(styles):
        end = index
        while end < len(styles) and styles[end] == PLAIN and not is_stock(units[end].folded):
            end += 1
        opens = index == 0 and end < len(styles) and styles[end] not in (None, PLAIN)  # lines between title and body
        if end - index >= 3 or (end - index == 2 and (opens or (index and units[index - 1].folded.endswith(":")))):
            after_colon = index > 0 and styles[index - 1] is None and units[index - 1].folded.endswith(":")
            introduced = after_colon or opens
            keep_last = end < len(styles) and not introduced
            styles[index : end - keep_last] = [None] * (end - keep_last - index)
        index = max(end, index + 1)


def _withdraw_odd_labels(units: list[Unit], styles: list[str | None]) -> None:
    """`（二）事项：` over a list is no heading where `（一）` and `（三）` begin paragraphs."""
    for index, style in enumerate(styles):
        if style is None or not units[index].folded.endswith(":") or not (number := numbering(units[index].folded)):
            continue
        near = range(max(0, index - _NEAR), min(len(units), index + _NEAR + 1))
        neighbours = [styles[at] for at in near if _follows(units[at], number) or _precedes(units[at], number)]
        if neighbours and not any(neighbours):
            styles[index] = None


def _withdraw_bare_series(units: list[Unit], styles: list[str | None]) -> None:
    """`（一）甲` right over `（二）乙` with nothing below either are items of a list, not sections without a text."""
    for index, style in enumerate(styles):
        number = numbering(units[index].folded) if style == "han in brackets" else None
        if number is None or number.value != 1:
            continue
        end = index + 1
        while end < len(units) and styles[end] == style and _follows_value(units[end], end - index + 1):
            end += 1
        closes = end == len(units) or (styles[end] is not None and numbering(units[end].folded) is not None)
        if end - index > 1 and closes:
            styles[index:end] = [None] * (end - index)


def _follows_value(unit: Unit, value: int) -> bool:
    number = numbering(unit.folded)
    return number is not None and number.value == value


def _follows(unit: Unit, number: Numbering) -> bool:
    other = numbering(unit.folded) if unit.block is None else None
    return other is not None and (other.style, other.value) == (number.style, number.value + 1)


def _precedes(unit: Unit, number: Numbering) -> bool:
    other = numbering(unit.folded) if unit.block is None else None
    return other is not None and (other.style, other.value) == (number.style, number.value - 1)


def _withdraw_single_sentences(units: list[Unit], styles: list[str | None]) -> None:
    """A sentence counts as a heading only where there are others like it."""
    series = [index for index, style in enumerate(styles) if style == SENTENCE]
    if len(series) == 1 and not _DATED.match(units[series[0]].folded):
        styles[series[0]] = None


def _follow_the_series(units: list[Unit], styles: list[str | None]) -> None:
    """In a series of headings that are sentences, one may end in another mark than the rest."""
    in_series = False
    for index, style in enumerate(styles[:-1]):
        if style is not None:
            in_series = style == SENTENCE or (in_series and style == COLON)
        elif in_series and _is_of_the_series(units[index], units[index + 1]):
            styles[index] = SENTENCE


def _is_of_the_series(unit: Unit, after: Unit) -> bool:
    folded = unit.folded
    if unit.block or after.block or width(folded) > _LONGEST_SENTENCE or "。" in folded[:-1]:
        return False
    if (
        not after.folded.endswith(("。", "!", "]"))
        or not _outweighs(after.folded, folded)
        or _is_labelled(after.folded)
    ):
        return False
    if folded.endswith(":"):
        return not _INTRODUCES.search(folded) and not _ASIDE.match(folded)
    return folded.endswith(("。", "!")) and _DATED.match(folded) is not None


def _joined(units: list[Unit], styles: list[str | None]) -> list[Piece]:
    pieces: list[Piece] = []
    index = 0
    while index < len(units):
        style = styles[index]
        if style is None:
            pieces.append(units[index])
            index += 1
            continue
        parts = (units[index], units[index + 1]) if _is_in_two_lines(units, styles, index) else (units[index],)
        pieces.append(_heading(PLAIN if len(parts) > 1 and style != BARE else style, parts))
        index += len(parts)
    return pieces


def _is_in_two_lines(units: list[Unit], styles: list[str | None], index: int) -> bool:
    """`某某：` over `一个称号`, `某某` over `是如何……？`, `PART 01` over words: one heading, set in two lines."""
    if styles[index] == BARE:
        return True
    if styles[index] not in (PLAIN, COLON) or index + 2 >= len(units) or styles[index + 1] != PLAIN:
        return False
    second = units[index + 1].folded
    if styles[index] == COLON:
        return units[index + 2].block is None and width(second) <= 15 and second[-1] not in "?!"
    return _CONTINUES.match(second) is not None


def _heading(style: str, parts: tuple[Unit, ...]) -> Heading:
    if style in (PLAIN, COLON, SENTENCE, BOLD, ELEMENT):
        number = numbering(parts[0].folded) if style in (BOLD, ELEMENT) else None
        return Heading(style, parts, number, closing=is_closing(parts[0].folded))
    number = bare_number(parts[0].folded) if style == BARE else numbering(parts[0].folded)
    return Heading(number.style, parts, number)
