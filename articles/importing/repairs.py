"""Repairs that need consent: what they would change, and the change itself once somebody has agreed to it.

Nothing here happens by itself. A repair is named by its kind (`width`: everywhere) or by kind and line (`width:12`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from . import mending
from .folding import fold
from .lines import Line

Mend = Callable[[str], str]

REASONS = {
    "bytes": "编码损坏留下的字符；无法还原的已去掉，请对照原文",
    "pinyin": "夹在字后的注音",
    "registered": "问号可能是丢失的 ®",
    "emoji": "夹在文中的表情符号",
    "exponent": "丢失的上标",
    "mark": "引用标记可能丢失了括号",
    "width": "中文句子里的半角标点",
    "script": "繁体转换错误",
}
KINDS = tuple(REASONS)  # in the order in which they are done


@dataclass(frozen=True)
class RepairProposal:
    """A repair that somebody may accept: `before` is the whole line as it came, `after` the line with this repair."""

    kind: str
    line: int
    before: str
    after: str
    reason: str

    @property
    def name(self) -> str:
        """What `read` takes to do just this repair."""
        return f"{self.kind}:{self.line}"


def propose(lines: Iterable[Line], *, highest_reference: int, is_traditional: bool) -> Iterator[RepairProposal]:
    """The lines of an article's text (no references, no noise) in, everything that could be repaired in them out."""
    mends = _mends(highest_reference, is_traditional)
    for line in lines:
        for kind, mend in mends.items():
            after = mend(line.text)
            if after != line.text:
                yield RepairProposal(kind, line.number, line.raw, after, REASONS[kind])


def apply(
    lines: Iterable[Line], wanted: Collection[str], *, highest_reference: int, is_traditional: bool
) -> list[Line]:
    """The same lines with the repairs done that `wanted` names, by kind or by kind and line.

    ValueError for a kind that there is not: a repair that somebody agreed to must not be skipped in silence.
    """
    if unknown := {name.partition(":")[0] for name in wanted} - set(KINDS):
        raise ValueError(f"no such repair: {', '.join(sorted(unknown))}")
    mends = _mends(highest_reference, is_traditional)
    return [_mended(line, [mends[kind] for kind in mends if _is_wanted(kind, line, wanted)]) for line in lines]


def _is_wanted(kind: str, line: Line, wanted: Collection[str]) -> bool:
    return kind in wanted or f"{kind}:{line.number}" in wanted


def _mends(highest_reference: int, is_traditional: bool) -> dict[str, Mend]:
    mends: dict[str, Mend] = {
        "bytes": mending.with_bytes_mended,
        "pinyin": mending.without_pinyin,
        "registered": mending.with_registered,
        "emoji": mending.without_emoji,
        "exponent": mending.with_exponents,
        "mark": partial(mending.with_marks, highest=highest_reference),
        "width": mending.widen,
    }
    return mends | ({"script": mending.with_traditional_mended} if is_traditional else {})


def _mended(line: Line, mends: list[Mend]) -> Line:
    text = _all_done(line.text, mends)
    if text == line.text:
        return line
    mark = line.mark
    if mark and mark.rows:
        mark = replace(mark, rows=tuple(tuple(_all_done(cell, mends) for cell in row) for row in mark.rows))
    return replace(line, text=text or line.text, folded=fold(text or line.text), mark=mark)


def _all_done(text: str, mends: list[Mend]) -> str:
    for mend in mends:
        text = mend(text)
    return text
