"""Studies that are named without saying which, and marks that stand for a source still to be found."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws, trials
from articles.checks.context import Context
from articles.checks.document import Document
from articles.checks.findings import Level
from articles.checks.phrases import MOST_IN_A_LINE
from articles.checks.registry import Hit, check

_SOMEBODY = re.compile(
    r"(?:(?:多项|大量|很多|许多|不少|有|近期|最新|国外|国内外?|一些|一项|临床|科学|医学|最近的?)(?:的)?(?:研究|试验|实验|数据|文献|资料|调查|统计|报道|报告)"
    r"|(?:研究|试验|实验|统计|临床|科学)(?:人员|者|家|数据|结果)?|数据)"
    r"(?:均|都|已经?|也)?(?:显示|表明|证实|证明|发现|提示|指出)|据(?:报道|统计|研究|文献)|有?(?:报道|报告)(?:称|说|指出)|已(?:被|经)?(?:临床|研究|科学)?证实"
)
_BENEFIT = re.compile(
    r"(?:改善|减轻|缓解|修复|促进|提高|降低|减少|延缓|抑制|治疗|愈合|有效|安全|预防|逆转|恢复|延长|增强)(?!作用机制)"
)
_STATISTIC = re.compile(
    r"(?:全球|全世界|世界上|全国|我国|中国|国内|台湾|香港|美国|日本|韩国|欧洲)[^。;!?]{0,24}?(?<![\d.])"
    r"(?:\d{1,3}(?:,\d{3})+|\d{3,9}|\d+(?:\.\d+)?[万亿])(?:余|多)?(?:项|例|名|人|万人|亿人|种|家|起)(?!以[上下]|共识)"
    r"|(?:全球|全国|我国|国内|台湾|香港)[^。;!?]{0,16}?(?<![\d.])\d{2}(?:余|多)?家(?!以[上下])"
)
_NO_SOURCE_YET = re.compile(
    r"\[ ?(?:\?{1,3}|来源\??|待补|出处|文献|ref|citation needed|引用) ?\]|[(](?:见文献|文献略|来源略|出处不详"
    r"|来源待补|参考文献略)[)]",
    re.IGNORECASE,
)


@check(
    code="evidence.unnamed-study",
    level=Level.WARNING,
    rule=laws.DATA,
    message=_("“%(excerpt)s”没有说是哪项研究。请加引用标记，或写明作者、期刊和年份。"),
    fires="多项研究证实，输注细胞可以减轻炎症。",
    silent="多项研究证实，输注细胞可以减轻炎症[2,5]。",
)
def unnamed_study(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        text = line.folded.text
        if trials.SOURCE.search(text):
            continue
        told: set[int] = set()
        for found in itertools.islice(_SOMEBODY.finditer(text), MOST_IN_A_LINE):
            context = Context(text, *found.span())
            if context.bounds[0] in told or not _BENEFIT.search(context.after):
                continue
            if not (context.is_spoken_against() or context.is_hedged()):
                told.add(context.bounds[0])
                yield Hit(line, *line.folded.span(*found.span()))


@check(
    code="evidence.statistic-without-source",
    level=Level.WARNING,
    rule=laws.DATA,
    message=_("“%(excerpt)s”是统计数字，这一段没有写出处。请注明来源和截至的日期。"),
    fires="全球已登记的间充质干细胞试验超过1,500项。",
    silent="全球已登记的间充质干细胞试验超过1,500项[3]。",
)
def statistic_without_source(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        text = line.folded.text
        if trials.SOURCE.search(text) or line.kind == "row":
            continue
        found = _STATISTIC.search(text)
        if found and not Context(text, *found.span()).is_spoken_against():
            yield Hit(line, *line.folded.span(*found.span()))


@check(
    code="evidence.source-to-come",
    level=Level.ERROR,
    rule=laws.EVIDENCE,
    message=_("“%(excerpt)s”还没有补上来源。请补上文献，或删去这句话。"),
    fires="据报道，两组的差别很小[?]。",
    silent="据报道，两组的差别很小[3]。",
)
def source_to_come(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        for found in _NO_SOURCE_YET.finditer(line.folded.text):
            yield Hit(line, *line.folded.span(*found.span()))
