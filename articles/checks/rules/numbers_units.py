"""Numbers and units that lost something on the way: exponents, characters, values, steps of a series."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws
from articles.checks.document import Document
from articles.checks.findings import Level
from articles.checks.quantities import BARE_POWER, Power, bands, powers
from articles.checks.registry import Hit, check, hit

_SQUARE = re.compile(r"(?<![A-Za-z])(?:cm|mm|dm|km|μm|m)[23](?![\dA-Za-z²³])")
_TRUNCATED = re.compile(
    r"(?:平方|立方)(?:厘|毫|分|千|公)(?![米里分尺厘引])|(?<=\d)(?:毫|微|纳)(?![升克米摩居秒安伏巴瓦库西法当])"
)
_LOST_VALUE = re.compile(
    r"(?:(?:下降|降低|上升|升高|提高|提升|增加|减少|缩短|延长|降|升)(?:到|至|为)了?|(?:分别为|仅为|约为|高达|评分为"
    r"|比例为|高于|低于))(?=[,。;:!?)]|$)"
)
_KILOGRAMS = {name: re.compile(name) for name in ("公斤", "千克")}


@check(
    code="numbers.lost-exponent",
    level=Level.ERROR,
    rule=laws.UNITS,
    message=_("“%(excerpt)s”像是丢了上标，应为 %(right)s。请核对原文后改正。"),
    fires="每次5×107个细胞，药瓶上写着108单位。",
    silent="每次5×10⁷个细胞。",
)
def lost_exponent(document: Document) -> Iterator[Hit]:
    for line in document.lines:
        text = line.folded.text
        for power in powers(text):
            if power.is_lost:
                right = f"{power.mantissa:g}×10{_superscript(power.exponent)}"
                yield hit(line, power.start, power.end, right=right, repair=right)
        for found in BARE_POWER.finditer(text):
            right = f"10{_superscript(int(found[1]))}"
            yield hit(line, *found.span(), right=right, repair=right)


@check(
    code="numbers.lost-square",
    level=Level.WARNING,
    rule=laws.UNITS,
    message=_("“%(excerpt)s”的指数没有写成上标，应为 %(right)s。"),
    fires="按500 μL/cm2给药。",
    silent="按500 μL/cm²给药。",
)
def lost_square(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        for found in _SQUARE.finditer(line.folded.text):
            right = found[0][:-1] + _superscript(int(found[0][-1]))
            yield hit(line, *found.span(), right=right, repair=right)


@check(
    code="numbers.truncated-unit",
    level=Level.ERROR,
    rule=laws.UNITS,
    message=_("“%(excerpt)s”的单位不完整（如“平方厘”应为“平方厘米”）。请补全。"),
    fires="瘘管表面积每平方厘1×10⁷个细胞。",
    silent="每平方厘米1×10⁷个细胞。",
)
def truncated_unit(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        for found in _TRUNCATED.finditer(line.folded.text):
            yield hit(line, *found.span())


@check(
    code="numbers.lost-value",
    level=Level.ERROR,
    rule=laws.EDITING,
    message=_("“%(excerpt)s”后面缺少数值。请补上数值和单位，或改写这句话。"),
    fires="治疗后血管壁厚度显著下降到，风险随之降低。",
    silent="治疗后血管壁厚度下降到0.8毫米。",
)
def lost_value(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        for found in _LOST_VALUE.finditer(line.folded.text):
            yield hit(line, *found.span())


@check(
    code="numbers.broken-series",
    level=Level.ERROR,
    rule=laws.UNITS,
    message=_("“%(excerpt)s”与同一组的其他数值（%(others)s）不成规律，数量级可能有误。请核对来源。"),
    fires="60公斤以下5×10⁷个细胞；61~80公斤7×10⁷个细胞；81公斤以上9×10⁹个细胞。",
    silent="60公斤以下5×10⁷个细胞；61~80公斤7×10⁷个细胞；81公斤以上9×10⁷个细胞。",
)
def broken_series(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        series = list(powers(line.folded.text))
        for odd in _odd_ones(series):
            others = "、".join(f"{each.mantissa:g}×10{_superscript(each.exponent)}" for each in series if each != odd)
            yield hit(line, odd.start, odd.end, others=others)


def _odd_ones(series: list[Power]) -> list[Power]:
    """The one of at least three whose exponent differs, where the mantissas climb on as if it did not."""
    exponents = [power.exponent for power in series]
    usual = max(set(exponents), key=exponents.count, default=0)
    odd = [power for power in series if power.exponent != usual]
    mantissas = [power.mantissa for power in series]
    climbs = mantissas == sorted(mantissas) and len(set(mantissas)) == len(mantissas)
    return odd if 3 <= len(series) <= 8 and len(odd) == 1 and climbs else []


@check(
    code="numbers.weight-gap",
    level=Level.WARNING,
    rule=laws.UNITS,
    message=_("体重分档在 %(low)s 与 %(high)s 公斤之间有空档或重叠，落在其间的患者不知用哪一档。请核对来源。"),
    fires="60公斤以下用10毫升；61~80公斤用14毫升；81公斤以上用18毫升。",
    silent="60公斤及以下用10毫升；60~80公斤用14毫升；80公斤以上用18毫升。",
)
def weight_gap(document: Document) -> Iterator[Hit]:
    for line in document.text_lines:
        found = bands(line.folded.text)
        for lower, upper in itertools.pairwise(found):
            if lower.high is not None and upper.low is not None and upper.low != lower.high:
                yield hit(line, lower.start, upper.end, low=lower.high, high=upper.low)


@check(
    code="numbers.mixed-units",
    level=Level.INFO,
    rule=laws.UNITS,
    message=_("表中同时用“公斤”和“千克”。请统一为一种。"),
    fires="| 甲 | 每公斤体重1毫升 |\n| 乙 | 每千克体重2毫升 |",
    silent="| 甲 | 每千克体重1毫升 |\n| 乙 | 每千克体重2毫升 |",
)
def mixed_units(document: Document) -> Iterator[Hit]:
    rows = [line for line in document.lines if line.kind == "row"]
    places = {
        name: [(line, found) for line in rows if (found := pattern.search(line.folded.text))]
        for name, pattern in _KILOGRAMS.items()
    }
    if all(places.values()):
        line, found = min(places.values(), key=len)[0]
        yield hit(line, *found.span())


def _superscript(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
