"""Doses that a machine can read: a list of quantities, each with value, unit and what it is counted per."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

UNITS = ("cells", "mL", "ug", "vials")
PER = ("", "kg", "cm2", "dose", "knee", "mL", "vial")
KEYS = {"value", "high", "unit", "per"}
_MOST = 10**15  # no dose comes near it; 1e999 is read as infinity, which no database keeps as JSON


def validate_dose_quantities(value: object) -> None:
    """Raise ValidationError unless `value` is a list of {value, high, unit, per}: numbers, `high` null or above it."""
    if not isinstance(value, list):
        raise ValidationError(_("剂量数值是一个列表。"))
    for number, quantity in enumerate(value, start=1):
        if not isinstance(quantity, dict) or set(quantity) != KEYS:
            raise ValidationError(_("第 %(n)s 项：要有 value、high、unit、per 四项。"), params={"n": number})
        if quantity["unit"] not in UNITS or quantity["per"] not in PER:
            raise ValidationError(
                _("第 %(n)s 项：unit 可用 %(units)s；per 可用 %(per)s 或空。"),
                params={"n": number, "units": "、".join(UNITS), "per": "、".join(filter(None, PER))},
            )
        if not _is_range(quantity["value"], quantity["high"]):
            raise ValidationError(_("第 %(n)s 项：value 为正数，high 为空或不小于它。"), params={"n": number})


def _is_range(low: object, high: object) -> bool:
    numbers = [low] if high is None else [low, high]
    if any(isinstance(n, bool) or not isinstance(n, int | float) for n in numbers):
        return False
    return 0 < numbers[0] <= numbers[-1] <= _MOST
