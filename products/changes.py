"""What changed lately in the public record of a product, in plain words. Only what was public, nobody's name.

Of a correction the reader learns which fields it touched, and of dates and terms both values; texts that were taken
back are not repeated.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from mscsite.core import dates
from products.models import Product, RegulatoryEvent

DAYS_SHOWN = 8
_VERSIONS_READ = 200

_PRODUCT_FIELDS = {
    "name": gettext_lazy("名称"),
    "latin_name": gettext_lazy("拉丁商品名"),
    "generic_name": gettext_lazy("通用名"),
    "company_id": gettext_lazy("公司"),
    "donor": gettext_lazy("供者"),
    "tissue": gettext_lazy("组织来源"),
    "routes": gettext_lazy("给药途径"),
    "dose": gettext_lazy("剂量"),
    "dose_quantities": gettext_lazy("剂量数值"),
    "frequency": gettext_lazy("频率"),
    "summary": gettext_lazy("简介"),
}
_EVENT_FIELDS = {
    "kind": gettext_lazy("事件"),
    "jurisdiction": gettext_lazy("国家或地区"),
    "regulator": gettext_lazy("监管机构"),
    "indication": gettext_lazy("适应症"),
    "population": gettext_lazy("适用人群"),
    "date": gettext_lazy("日期"),
    "expiry": gettext_lazy("有效期"),
    "conditions": gettext_lazy("附加条件"),
    "source": gettext_lazy("来源"),
}
_TRANSLATED = frozenset("name dose frequency summary indication population conditions".split())


@dataclass(frozen=True)
class Day:
    """What changed on one day, a sentence each."""

    date: dt.date
    lines: tuple[str, ...]


def lately(product: Product) -> list[Day]:
    """The newest days on which the public record of `product` changed, newest first. Two queries."""
    found: dict[dt.date, list[str]] = defaultdict(list)
    opened = None
    for day, line, is_opening in _of_product(product):
        opened = day if is_opening else opened
        found[day].append(line)
    added: dict[dt.date, list[str]] = defaultdict(list)
    for day, line, is_new in _of_events(product):
        (added if is_new else found)[day].append(line)
    for day, lines in added.items():
        found[day] += [_and_events(len(lines))] if day == opened else lines
    newest = sorted(found, reverse=True)[:DAYS_SHOWN]
    return [Day(day, tuple(dict.fromkeys(found[day]))) for day in newest]


def _and_events(number: int) -> str:
    return _("收录 {number} 条监管事件。").format(number=number)


def _of_product(product: Product) -> Iterator[tuple[dt.date, str, bool]]:
    columns = [_column(name) for name in _PRODUCT_FIELDS]
    versions = _versions(Product.history.filter(id=product.pk), columns)
    before = None
    for version in versions:
        if version["published_at"] is None:
            continue
        if before is None and len(versions) < _VERSIONS_READ:
            yield _day(version), _("公开本产品的记录。"), True
        elif before is not None and (names := _changed(_PRODUCT_FIELDS, before, version)):
            yield _day(version), _("修改了{fields}。").format(fields="、".join(names)), False
        before = version


def _of_events(product: Product) -> Iterator[tuple[dt.date, str, bool]]:
    columns = [_column(name) for name in _EVENT_FIELDS if name != "source"]
    columns += ["date_precision", "source_url", "source_title"]
    versions = _versions(RegulatoryEvent.history.filter(product_id=product.pk), columns)
    public = {event.pk: event for event in product.public_events}
    by_event: dict[int, list[Mapping]] = defaultdict(list)
    for version in versions:
        by_event[version["id"]].append(version)
    for key, own in by_event.items():
        if key in public:
            yield from _of_event(public[key], own, is_whole=len(versions) < _VERSIONS_READ)
        elif gone := _gone(own):
            yield _day(gone), _("撤下一条监管事件。"), False


def _of_event(event: RegulatoryEvent, versions: Iterable[Mapping], *, is_whole: bool):
    words = f"{event.jurisdiction_name} {event.date_text} {event.get_kind_display()}"
    before = None
    for version in versions:
        if version["published_at"] is None:
            continue
        if before is None and is_whole:
            yield _day(version), _("收录监管事件：{event}。").format(event=words), True
        elif before is not None and (names := _changed(_EVENT_FIELDS, before, version)):
            yield _day(version), _("更正“{event}”的{fields}。").format(event=words, fields="、".join(names)), False
        before = version


def _gone(versions: Iterable[Mapping]) -> Mapping | None:
    """The version by which an event that was public stopped being so; nothing of what it said is told."""
    was_public = False
    for version in versions:
        if was_public and (version["published_at"] is None or version["history_type"] == "-"):
            return version
        was_public = was_public or version["published_at"] is not None
    return None


def _versions(history, columns: Iterable[str]) -> list[dict]:
    """The newest versions, oldest first."""
    fixed = ("id", "published_at", "history_date", "history_type")
    return list(history.order_by("-history_id").values(*fixed, *columns)[:_VERSIONS_READ])[::-1]


def _column(name: str) -> str:
    """Of a translated field the column of the reader's script: what changed in the other one is not seen here."""
    return build_localized_fieldname(name, get_language() or "zh-hans") if name in _TRANSLATED else name


def _day(version: Mapping) -> dt.date:
    return timezone.localdate(version["history_date"])


def _changed(fields: Mapping[str, object], before: Mapping, after: Mapping) -> list[str]:
    """The names of the fields that differ; a date and a term with both values."""
    return [_named(name, str(label), before, after) for name, label in fields.items() if _differs(name, before, after)]


def _differs(name: str, before: Mapping, after: Mapping) -> bool:
    columns = {"source": ("source_url", "source_title"), "date": ("date", "date_precision")}.get(name, (_column(name),))
    return any((before[column] or None) != (after[column] or None) for column in columns)


def _named(name: str, label: str, before: Mapping, after: Mapping) -> str:
    if name not in ("date", "expiry"):
        return label
    old, new = (_date(name, version) or _("无") for version in (before, after))
    return _("{field}（{old} → {new}）").format(field=label, old=old, new=new)


def _date(name: str, version: Mapping) -> str:
    if not version[name]:
        return ""
    precision = version["date_precision"] if name == "date" else dates.DatePrecision.DAY
    return dates.in_words(version[name], precision)
