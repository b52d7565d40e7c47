"""Values that cannot be: days no calendar has, ages nobody reaches, ranges the wrong way round, P against words."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws
from articles.checks.document import Document
from articles.checks.findings import Level
from articles.checks.registry import Hit, check, hit

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)年(\d{1,2})月(?:(\d{1,2})日)?|(?<!\d)((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
_AGE = re.compile(r"(?<!\d)(\d{3})岁(?!以[上下]?(?:的)?(?:老人|寿星))")
_RANGE_AND_MEAN = re.compile(
    r"年龄(?:范围)?(?:为|在)? ?(\d{1,3}) ?岁? ?(?:[-–—~至到]) ?(\d{1,3}) ?岁[^。;\d]{0,4}"
    r"(?:平均|中位)(?:年龄)?(?:数)?(?:为|是)? ?(\d{1,3}(?:\.\d)?)(?: ?±[^。;,]{1,8})? ?岁"
)
_TELLS_AGE = re.compile(r"年龄|患者|受试者|平均|男|女|名|例")
_P = re.compile(r"(?<![A-Za-z])[Pp](?:值)?(?:为|是)? ?([=<>≤≥])? ?(\d(?:\.\d{1,6})?)(?![\d.期])")
_SIGNIFICANT = re.compile(
    r"(?:差异|区别)?(?:有|具有|存在|达到)(?:了)?(?:明显|显著)?(?:的)?(?:统计学(?:意义|差异|显著)|显著(?:性)?差异|显著性)"
)
_NOT_SIGNIFICANT = re.compile(
    r"(?:无|没有|未见|未达|不具有?|不存在|尚无)[^,。;]{0,6}(?:统计学|显著(?:性)?差异|显著性|统计意义)|差异(?:不显著|无显著)"
)
_UNIT = r"(?:岁|周岁|公斤|千克|kg|%|周|个月|月|天|日龄|毫升|mL|ml|mg|毫克|小时|分钟|例|名|人)"
_RANGE = re.compile(
    rf"(?<![\d.\-/年第×])(\d{{1,6}}(?:\.\d{{1,3}})?) ?{_UNIT}? ?(?:至|到|~|～|—"
    rf"|–) ?(\d{{1,6}}(?:\.\d{{1,3}})?) ?({_UNIT})"
)
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)年?(?:\d{1,2}月)? ?(?:至|到|~|—|–|-) ?((?:19|20)\d\d)年")
_DIRECTION = re.compile(
    r"(?:从|由)[^,。;\d]{0,10}(\d{1,6}(?:\.\d{1,4})?)([^,。;\d]{0,8}?)(提高|提升|上升|升高|升|增加|增至|增长|改善|下降|降低|降|减少|减至|缩短|延长)"
    r"(?:到|至|为)了?(?:约)?(\d{1,6}(?:\.\d{1,4})?)"
)
_UP = frozenset("提高 提升 上升 升高 升 增加 增至 增长 延长".split())
_DOWN = frozenset("下降 降低 降 减少 减至 缩短".split())
_LOST_SPREAD = re.compile(r"\d ?±(?= ?(?:[(,。;:)]|$|[一-鿿]))")
_PAST = re.compile(
    r"结果显示|结果表明|已(?!计划|经计划)|曾|获批|批准了|发表|公布了|完成了|证实|认识到|发现|明确了|首次"
)
_PLAN = re.compile(r"预计|计划|拟|将|预期|有望|到期|届满|有效期|截止|目标|规划|展望|估计|预测|若|如果|施行|生效")
_YEAR = re.compile(r"(?<!\d)(20\d\d)年")
_CENTURY = re.compile(r"21世纪(?:中期|中叶|后期|末期?|下半叶|[3-9]0年代)")


@check(
    code="numbers.impossible-date",
    level=Level.ERROR,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”：没有这一天。请核对来源后改正。"),
    fires="试验于2021年2月30日结束。",
    silent="试验于2020年2月29日结束。",
)
def impossible_date(document: Document) -> Iterator[Hit]:
    for line in document.lines:
        for found in _DATE.finditer(line.folded.text):
            year, month, day = (int(found[1] or found[4]), int(found[2] or found[5]), int(found[3] or found[6] or 1))
            if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
                yield hit(line, *found.span())


@check(
    code="numbers.impossible-age",
    level=Level.ERROR,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”：人没有这样的年龄。请核对来源后改正。"),
    fires="患者的平均年龄为158岁。",
    silent="患者的平均年龄为58岁。",
)
def impossible_age(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        for found in _AGE.finditer(line.folded.text):
            if int(found[1]) > 122 and _TELLS_AGE.search(line.folded.text[max(0, found.start() - 30) : found.start()]):
                yield hit(line, *found.span())


@check(
    code="numbers.mean-outside-range",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”：平均值不在范围之内。请核对来源，改正其中之一。"),
    fires="受试者年龄18～65岁，平均71岁。",
    silent="受试者年龄18～65岁，平均51岁。",
)
def mean_outside_range(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        for found in _RANGE_AND_MEAN.finditer(line.folded.text):
            low, high, mean = (float(value) for value in found.groups())
            if low < high and not low <= mean <= high:
                yield hit(line, *found.span())


@check(
    code="numbers.impossible-p",
    level=Level.ERROR,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”：P 值在 0 与 1 之间。请核对来源后改正。"),
    fires="两组差异有统计学意义（P=1.3）。",
    silent="两组差异有统计学意义（P=0.013）。",
)
def impossible_p(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        for found in _P.finditer(line.folded.text):
            if (found[1] or "值" in found[0]) and float(found[2]) > 1:
                yield hit(line, *found.span())


@check(
    code="numbers.p-against-words",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”与同一句说的“%(words)s”相反（通常以 0.05 为界）。请核对来源，改正其中之一。"),
    fires="两组差异有统计学意义（P=0.12）。",
    silent="两组差异没有统计学意义（P=0.12）。",
)
def p_against_words(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        for sentence in re.finditer(r"[^。;]+", line.folded.text):
            values = [found for found in _P.finditer(sentence[0]) if found[1] and float(found[2]) <= 1]
            denied, said = _NOT_SIGNIFICANT.search(sentence[0]), _SIGNIFICANT.search(sentence[0])
            if len(values) != 1 or not (denied or said):
                continue
            sign, value = values[0][1], float(values[0][2])
            is_small = value < 0.05 or (value == 0.05 and sign in "<≤")
            words = denied or said
            if (denied and is_small and sign != ">") or (not denied and not (is_small or sign in "<≤")):
                yield hit(line, *(sentence.start() + place for place in values[0].span()), words=words[0])


@check(
    code="numbers.reversed-range",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”的前后颠倒了。请核对来源，按从小到大书写。"),
    fires="纳入65至18岁的患者。",
    silent="纳入18至65岁的患者。",
)
def reversed_range(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        text = line.folded.text
        for found in (*_RANGE.finditer(text), *_YEARS.finditer(text)):
            falls = re.search(r"从|由|降|减|缩", text[max(0, found.start() - 8) : found.start()])
            if float(found[1]) > float(found[2]) and not falls:
                yield hit(line, *found.span())


@check(
    code="numbers.wrong-direction",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”：数值的变化与所说的方向相反。请核对来源，改正数值或用词。"),
    fires="缓解率从34%提高到29%。",
    silent="缓解率从29%提高到34%。",
)
def wrong_direction(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        for found in _DIRECTION.finditer(line.folded.text):
            before, word, after = float(found[1]), found[3], float(found[4])
            same_unit = ("%" in found[2]) == (line.folded.text[found.end() : found.end() + 1] == "%")
            if same_unit and ((word in _UP and after < before) or (word in _DOWN and after > before)):
                yield hit(line, *found.span())


@check(
    code="numbers.lost-spread",
    level=Level.WARNING,
    rule=laws.UNITS,
    message=_("“%(excerpt)s”的“±”后面缺少数值。请补上。"),
    fires="平均年龄12.5±岁。",
    silent="平均年龄12.5±3.1岁。",
)
def lost_spread(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        for found in _LOST_SPREAD.finditer(line.folded.text):
            yield hit(line, *found.span())


@check(
    code="numbers.future-as-past",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”还没有到，这里却当作已经发生的事来写。请核对年份。"),
    fires="至21世纪中期，学界逐渐认识到旁分泌的作用。",
    silent="至21世纪初，学界逐渐认识到旁分泌的作用。",
)
def future_as_past(document: Document) -> Iterator[Hit]:
    this_year = document.facts.get("today", dt.date.today()).year
    for line in document.text_lines:
        for sentence in re.finditer(r"[^。;]+", line.folded.text):
            if _PLAN.search(sentence[0]) or not _PAST.search(sentence[0]):
                continue
            years = [found for found in _YEAR.finditer(sentence[0]) if int(found[1]) > this_year]
            found = years[0] if years else (_CENTURY.search(sentence[0]) if this_year < 2040 else None)
            if found:
                yield hit(line, *(sentence.start() + place for place in found.span()))
