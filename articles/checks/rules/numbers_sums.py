"""Numbers that cannot be: shares above the whole, parts that do not add up, groups larger than all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws
from articles.checks.document import Document, Line
from articles.checks.findings import Level
from articles.checks.registry import Hit, check

_PERSONS = r"(?:名|例|位|人)"
_TOO_MUCH = re.compile(r"(?:率|占|比例|阳性|患者中|受试者中|人中)[^,。;:%\d]{0,10}(\d{3,5}(?:\.\d+)?)%")
_CHANGE = re.compile(r"提高|增加|增长|升高|上升|增至|扩增|增殖|回收|相当于|达到原|倍")
_PARTS = re.compile(r"(?:分别|各)占?[^。;%\d]{0,6}((?:\d{1,4}(?:\.\d{1,4})?%[、,和及与]{0,2}){2,8})")
_REST = re.compile(
    r"(?<!\d)(\d{1,4}(?:\.\d{1,4})?)%[^。;%]{0,24}?(?:其余|剩余|另外|余下)(?:的)?[^。;%\d]{0,10}(\d+(?:\.\d+)?)%"
)
_SUBGROUP = re.compile(rf"(?<!\d)(\d{{1,6}}) ?{_PERSONS}[^。;]{{0,40}}?其中[^。;\d]{{0,14}}(\d{{1,6}}) ?{_PERSONS}")
_TWO_ARMS = re.compile(
    rf"(?<!\d)(\d{{1,6}}) ?{_PERSONS}[^。;\d]{{0,40}}其中[^。;\d]{{0,14}}(\d{{1,6}}) ?{_PERSONS}[^。;\d]{{0,40}}"
    rf"[,、](?:其余|另外|另)?[^。;\d]{{0,8}}?(\d{{1,6}}) ?{_PERSONS}[^。;,\d]{{0,10}}(?:安慰剂|对照|常规|标准治疗"
    rf"|假手术)"
)
_SHARE = re.compile(
    rf"(\d{{1,5}}) ?{_PERSONS}[^。;\d%]{{0,40}}?(?:其中"
    rf"|有)[^。;\d%]{{0,12}}(\d{{1,5}}) ?{_PERSONS}[^。;\d%]{{0,12}}\((\d+(?:\.\d+)?)%\)"
)
_PERCENT = re.compile(r"\d{1,4}(?:\.\d{1,4})?(?=%)")


def _hit(line: Line, start: int, end: int, **values) -> Hit:
    return Hit(line, *line.folded.span(start, end), values)


@check(
    code="numbers.impossible-percentage",
    level=Level.ERROR,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”超过了 100%%，这个比例不可能。请核对来源。"),
    fires="该组的缓解率为125%。",
    silent="该组的产量提高了125%。",
)
def impossible_percentage(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        for found in _TOO_MUCH.finditer(line.folded.text):
            around = line.folded.text[max(0, found.start() - 12) : found.end()]
            if float(found[1]) > 100 and not _CHANGE.search(around):
                yield _hit(line, *found.span())


@check(
    code="numbers.percent-sum",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”几部分相加为 %(sum)s%%，不是 100%%。请核对来源。"),
    fires="三种来源分别占50%、40%和30%。",
    silent="三种来源分别占50%、30%和20%。",
)
def percent_sum(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        text = line.folded.text
        for found in _PARTS.finditer(text):
            total = sum(float(part) for part in _PERCENT.findall(found[1]))
            if total > 101 and "占" in found[0]:
                yield _hit(line, *found.span(), sum=f"{total:g}")
        for found in _REST.finditer(text):
            total = float(found[1]) + float(found[2])
            if abs(total - 100) > 1:
                yield _hit(line, *found.span(), sum=f"{total:g}")


@check(
    code="numbers.subgroup",
    level=Level.ERROR,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”里，其中的 %(part)s 人多于总数 %(whole)s 人。请核对来源。"),
    fires="研究纳入20名患者，其中25名接受治疗。",
    silent="研究纳入45名患者，其中25名接受治疗。",
)
def subgroup(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        for found in _SUBGROUP.finditer(line.folded.text):
            if int(found[2]) > int(found[1]):
                yield _hit(line, *found.span(), part=found[2], whole=found[1])


@check(
    code="numbers.group-sum",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”里，两组人数相加为 %(sum)s，与总数 %(whole)s 不符。请核对，或说明有多少人退出。"),
    fires="试验共纳入212名受试者，其中107人接受治疗，115人接受安慰剂。",
    silent="试验共纳入212名受试者，其中107人接受治疗，105人接受安慰剂。",
)
def group_sum(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        for found in _TWO_ARMS.finditer(line.folded.text):
            whole, one, other = (int(found[index]) for index in (1, 2, 3))
            if one <= whole and one + other != whole:
                yield _hit(line, *found.span(), sum=one + other, whole=whole)


@check(
    code="numbers.wrong-share",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”的百分比与人数不符：%(part)s/%(whole)s 约为 %(right)s%%。请核对来源。"),
    fires="54名受试者中，有16名（60%）达到缓解。",
    silent="54名受试者中，有16名（30%）达到缓解。",
)
def wrong_share(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        for found in _SHARE.finditer(line.folded.text):
            whole, part, printed = int(found[1]), int(found[2]), float(found[3])
            if whole and part <= whole and abs(100 * part / whole - printed) > 1.5:
                right = f"{100 * part / whole:.1f}"
                yield _hit(line, *found.span(), part=part, whole=whole, right=right)
