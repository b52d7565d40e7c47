"""Numbers that cannot be: shares above the whole, parts that do not add up, groups larger than all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws
from articles.checks.document import Document
from articles.checks.findings import Level
from articles.checks.registry import Hit, check, hit

_PERSONS = r"(?:名|例|位|人)"
_TOO_MUCH = re.compile(r"(?:率|占|比例|阳性|患者中|受试者中|人中)[^,。;:%\d]{0,10}(\d{3,5}(?:\.\d+)?)%")
# Of a whole no more than all can be told, and nothing falls by more than all of it.
_OF_ALL = re.compile(
    r"(?<![\d.])(\d{3,5}(?:\.\d+)?)%的?(?:患者|病人|人(?!民)|受试者|参与者|使用者|儿童|病例|样本|细胞|家庭|医生|者)"
    r"|(?:减少|降低|下降|缩短|减轻|缩小|降|减)(?:了|约|达|近|至少){0,2}(\d{3,5}(?:\.\d+)?)%"
)
_CHANGE = re.compile(r"提高|增加|增长|升高|上升|增至|扩增|增殖|回收|相当于|达到原|倍")
_PARTS = re.compile(r"(?:分别|各)占?[^。;%\d]{0,6}((?:\d{1,4}(?:\.\d{1,4})?%[、,和及与]{0,2}){2,8})")
_REST = re.compile(
    r"(?<!\d)(\d{1,4}(?:\.\d{1,4})?)%[^。;%]{0,24}?(?:其余|剩余|另外|余下)(?:的)?[^。;%\d]{0,10}(\d+(?:\.\d+)?)%"
)
_SUBGROUP = re.compile(
    rf"(?<!\d)(\d{{1,6}}) ?{_PERSONS}(?:[^。;]{{0,40}}?其中|[^。;,\d]{{0,20}}中,?(?:有|共有"
    rf"|仅有)?)[^。;\d]{{0,14}}(\d{{1,6}}) ?{_PERSONS}"
)
_COMPLETED = re.compile(
    rf"(?:入组|纳入|招募|入选|收治)[^。;\d,]{{0,10}}?(?<!\d)(\d{{1,6}}) ?{_PERSONS}"
    rf"[^。;\d]{{0,12}}?(?:完成|可评估|纳入分析|失访|退出|脱落|死亡)"
    rf"[^。;\d]{{0,10}}?(?<!\d)(\d{{1,6}}) ?{_PERSONS}"
)
_TOTAL = re.compile(
    rf"(?:共|总共|合计|总计|纳入|入组|入选|招募|收治|随机分配)[^。;\d,]{{0,10}}?(?<!\d)(\d{{1,6}}) ?{_PERSONS}"
    rf"|(?:患者|受试者|病例|研究对象|参与者)(?:共|总数|合计)?(?<!\d)(\d{{1,6}}) ?{_PERSONS}"
)
_ARM = re.compile(
    rf"(?:(?P<arm>[一-鿿A-Za-z\-]{{1,8}}组|安慰剂|对照)|(?P<sex>男(?:性)?|女(?:性)?))(?:患者|受试者)?(?:各|有|为|共)?"
    rf"(?<!\d)(?P<n>\d{{1,6}}) ?{_PERSONS}"
)
_LEFT = re.compile(r"退出|失访|脱落|剔除|完成|死亡|排除|未(?:接受|完成|随访)|缺失|各\d")
_TWO_ARMS = re.compile(
    rf"(?<!\d)(\d{{1,6}}) ?{_PERSONS}[^。;\d]{{0,40}}其中[^。;\d]{{0,14}}(\d{{1,6}}) ?{_PERSONS}[^。;\d]{{0,40}}"
    rf"[,、](?:其余|另外|另)?[^。;\d]{{0,8}}?(\d{{1,6}}) ?{_PERSONS}[^。;,\d]{{0,10}}(?:安慰剂|对照|常规|标准治疗"
    rf"|假手术)"
)
_SHARE = re.compile(
    rf"(\d{{1,5}}) ?{_PERSONS}[^。;\d%]{{0,40}}?(?:其中"
    rf"|有|中)[^。;\d%]{{0,12}}(\d{{1,5}}) ?{_PERSONS}[^。;\d%]{{0,12}}\((\d+(?:\.\d+)?)%\)"
)
_SHARE_THEN_RATE = re.compile(
    rf"(?<!\d)(\d{{1,5}}) ?{_PERSONS}[^。;,\d%]{{0,6}}中,?[^。;,\d%]{{0,4}}(\d{{1,5}}) ?{_PERSONS}"
    rf"[^。;\d%]{{0,8}},[^。;,\d%]{{0,6}}(?:率|比例)(?:为|是|达)?"
    r"(\d+(?:\.\d+)?)%"
)
_LISTED = re.compile(r"(?:[^。;,\d%]{1,8}(?:占|为)\d{1,3}(?:\.\d{1,2})?%[,、和及]{0,2}){3,8}")
_COUNTED = r"(?:名|例|位|人|份|只|头|个|项|家|篇|株|袋|支|批|次|处|所|组|件|张|对|管|枚|台|眼|膝)"
# A total and at least three named parts of it, whatever is counted.
_SHARED_OUT = re.compile(
    rf"(?<![\d.])(\d{{1,6}}) ?(?P<unit>{_COUNTED})[^。;\d]{{0,16}}?(?:其中|分别为|包括|来自|:|,)"
    rf"(?P<parts>(?:[^。;,、\d]{{1,12}}\d{{1,6}} ?(?P=unit)[、,和及与]{{0,2}}){{3,8}})(?=[。;(\[]|$)"
)
_SENTENCE = re.compile(r"[^。;]+")
_PERCENT = re.compile(r"\d{1,4}(?:\.\d{1,4})?(?=%)")


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
                yield hit(line, *found.span())
        for found in _OF_ALL.finditer(line.folded.text):
            if float(found[1] or found[2]) > 100:
                yield hit(line, *found.span())


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
                yield hit(line, *found.span(), sum=f"{total:g}")
        for found in _LISTED.finditer(text):
            total = sum(float(part) for part in _PERCENT.findall(found[0]))
            if found[0].count("占") >= 3 and total > 101:
                yield hit(line, *found.span(), sum=f"{total:g}")
        for found in _REST.finditer(text):
            total = float(found[1]) + float(found[2])
            if abs(total - 100) > 1:
                yield hit(line, *found.span(), sum=f"{total:g}")


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
        found_all = (*_SUBGROUP.finditer(line.folded.text), *_COMPLETED.finditer(line.folded.text))
        for found in found_all:
            if int(found[2]) > int(found[1]):
                yield hit(line, *found.span(), part=found[2], whole=found[1])


@check(
    code="numbers.group-sum",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”里，各部分相加为 %(sum)s，与总数 %(whole)s 不符。请核对，或说明有多少人退出。"),
    fires="试验共纳入212名受试者，其中107人接受治疗，115人接受安慰剂。",
    silent="试验共纳入212名受试者，其中107人接受治疗，105人接受安慰剂。",
)
def group_sum(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        told: set[int] = set()
        for found in _TWO_ARMS.finditer(line.folded.text):
            whole, one, other = (int(found[index]) for index in (1, 2, 3))
            if one <= whole and one + other != whole:
                told.add(whole)
                yield hit(line, *found.span(), sum=one + other, whole=whole)
        for found in _SHARED_OUT.finditer(line.folded.text):
            whole, total = int(found[1]), sum(int(part) for part in re.findall(r"\d+", found["parts"]))
            if total != whole and whole not in told and not _LEFT.search(found[0]):
                told.add(whole)
                yield hit(line, *found.span(), sum=total, whole=whole)
        for sentence in _SENTENCE.finditer(line.folded.text):
            for start, end, total, whole in _sums_that_differ(sentence[0]):
                if whole not in told:
                    yield hit(line, sentence.start() + start, sentence.start() + end, sum=total, whole=whole)


def _sums_that_differ(sentence: str) -> Iterator[tuple[int, int, int, int]]:
    """Start and end, the sum of all arms (or of men and women), and the printed total that it differs from."""
    total = _TOTAL.search(sentence)
    if not total or _LEFT.search(sentence):
        return
    whole = int(total[1] or total[2])
    parts = list(_ARM.finditer(sentence, total.end()))
    for kind in ("arm", "sex"):
        members = [part for part in parts if part[kind]]
        names = {part[kind].rstrip("性") for part in members}
        if len(members) >= 2 and len(names) == len(members):
            added = sum(int(part["n"]) for part in members)
            if added != whole:
                yield total.start(), members[-1].end(), added, whole


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
        for found in (*_SHARE.finditer(line.folded.text), *_SHARE_THEN_RATE.finditer(line.folded.text)):
            whole, part, printed = int(found[1]), int(found[2]), float(found[3])
            if whole and part <= whole and abs(100 * part / whole - printed) > 1.5:
                right = f"{100 * part / whole:.1f}"
                yield hit(line, *found.span(), part=part, whole=whole, right=right)
