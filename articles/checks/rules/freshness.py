"""Words that go stale by themselves: dates that have passed, "this year", and reviews that are due."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws
from articles.checks.document import Document, Line
from articles.checks.findings import Level
from articles.checks.registry import Hit, check

KEEPS = 2  # years for which "as of" is fresh enough
_AS_OF = re.compile(
    r"(?:(?:截至|截止到?)(?:目前\()?((?:19|20)\d\d)年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:,|为止|底|末|,?(?:全球|全国|已|共|仍|尚|我国))"
    r"|(?<!得)到((?:19|20)\d\d)年(?:\d{1,2}月)?(?:底|末)?(?:为止|,?(?:全球|全国|已|共有|仍|尚|我国)))"
)
_FORECAST = re.compile(
    r"(?:预计|计划|预期|拟|有望|将|争取)(?:会|于|在|到|至)?[^。;,\d]{0,8}?((?:19|20)\d\d)年(?!以?来|已)[^。;,]{0,20}"
)
_RELATIVE = re.compile(
    r"(?<![一-鿿])(?:今年|去年|明年|前年|近日|日前|上个?月|本月|下个月|上周|本周|昨天|今日|最近几个月|不久前|刚刚)(?!龄|级)"
)


def _today(document: Document) -> dt.date:
    return document.facts.get("today") or dt.date.today()


@check(
    code="freshness.as-of",
    level=Level.INFO,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”已过了 %(years)s 年。请核对现在的情况，更新数字和日期。"),
    fires="截至2012年6月，全球已登记约一百项试验。",
    silent="该试验在2012年6月完成入组。",
)
def as_of(document: Document) -> Iterator[Hit]:
    year = _today(document).year
    for line in document.text_lines:
        for found in _AS_OF.finditer(line.folded.text):
            past = year - int(found[1] or found[2])
            if past > KEEPS:
                yield Hit(line, *line.folded.span(*found.span()), {"years": past})


@check(
    code="freshness.passed-forecast",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”说的时间已经过去。请写明后来怎样了。"),
    fires="该试验预计于2019年完成。",
    silent="该试验于2019年完成。",
)
def passed_forecast(document: Document) -> Iterator[Hit]:
    year = _today(document).year
    for line in document.text_lines:
        for found in _FORECAST.finditer(line.folded.text):
            if int(found[1]) < year and not re.search(r"但|实际|后来|原|曾|当时", line.folded.text):
                yield Hit(line, *line.folded.span(*found.span()))


@check(
    code="freshness.relative-time",
    level=Level.INFO,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”过些时候读者就不知道指的是哪一天。请写出年月。"),
    fires="今年，又有一项试验公布结果。",
    silent="2024年，又有一项试验公布结果。",
)
def relative_time(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        if found := _RELATIVE.search(line.folded.text):
            yield Hit(line, *line.folded.span(*found.span()))


@check(
    code="freshness.review-due",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("下次审核的日期 %(due)s 已经过了。请重新审核，并填新的日期。"),
    for_articles=True,
)
def review_due(document: Document) -> Iterator[Hit]:
    page = document.facts.get("page")
    if page and page.review_due and page.review_due < _today(document).isoformat():
        yield Hit(Line(1, "", field="review_due"), 0, 0, {"due": page.review_due})
