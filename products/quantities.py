"""Doses as numbers that are read at a glance: `2×10⁶ 个细胞/千克`. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_UNITS = {"cells": gettext_lazy("个细胞"), "mL": "mL", "ug": "µg", "vials": gettext_lazy("支")}
_PER = {
    "kg": gettext_lazy("千克体重"),
    "cm2": gettext_lazy("平方厘米"),
    "dose": gettext_lazy("次"),
    "knee": gettext_lazy("膝"),
    "mL": "mL",
    "vial": gettext_lazy("支"),
}
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_POWERS_FROM = 100_000


def in_numbers(quantities: Iterable[Mapping]) -> list[str]:
    """Each quantity of `Product.dose_quantities` as one short text."""
    return [_quantity(quantity) for quantity in quantities]


def _quantity(quantity: Mapping) -> str:
    low, high = number(quantity["value"]), quantity["high"]
    amount = _("{low}～{high}").format(low=low, high=number(high)) if high is not None else low
    unit, per = str(_UNITS.get(quantity["unit"], quantity["unit"])), quantity["per"]
    return f"{amount} {unit}" + (f"/{_PER.get(per, per)}" if per else "")


def number(value: float) -> str:
    """`2×10⁶` for large numbers, others as they are, without zeros that say nothing."""
    if value < _POWERS_FROM:
        return f"{value:,.10g}"
    digits, _e, power = f"{value:.6e}".partition("e")
    digits = digits.rstrip("0").rstrip(".")
    return f"{digits}×10{str(int(power)).translate(_SUPERSCRIPTS)}"
