"""Dates that are known to the day, to the month or only to the year."""

from __future__ import annotations

import datetime as dt

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class DatePrecision(TextChoices):
    YEAR = "year", _("年")
    MONTH = "month", _("月")
    DAY = "day", _("日")


def parse(text: str) -> tuple[dt.date, DatePrecision]:
    """`2024`, `2024-12` or `2024-12-18` as the first day of what it names, and its precision.

    Raises ValueError on anything else.
    """
    parts = [int(part) for part in text.split("-")]
    precision = (DatePrecision.YEAR, DatePrecision.MONTH, DatePrecision.DAY)[len(parts) - 1]
    return dt.date(*[*parts, 1, 1][:3]), precision


def first_day(date: dt.date, precision: str) -> dt.date:
    """The first day of the year or month that a date of this precision stands for."""
    if precision == DatePrecision.YEAR:
        return date.replace(month=1, day=1)
    return date.replace(day=1) if precision == DatePrecision.MONTH else date


def last_day(date: dt.date, precision: str) -> dt.date:
    """The last day of the year or month that a date of this precision stands for."""
    if precision == DatePrecision.YEAR:
        return date.replace(month=12, day=31)
    if precision == DatePrecision.MONTH:
        return (date.replace(day=1) + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return date


def iso(date: dt.date, precision: str) -> str:
    """ISO 8601 with no more than is known: `2024`, `2024-12` or `2024-12-18`."""
    return date.isoformat()[: {DatePrecision.YEAR: 4, DatePrecision.MONTH: 7}.get(precision, 10)]


def in_words(date: dt.date, precision: str) -> str:
    """The date as it is read in Chinese, with no more than is known."""
    form = {DatePrecision.YEAR: gettext("{y}年"), DatePrecision.MONTH: gettext("{y}年{m}月")}
    return form.get(precision, gettext("{y}年{m}月{d}日")).format(y=date.year, m=date.month, d=date.day)
