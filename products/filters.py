"""What an address of the product list asks for. Pure: parameters in, a query out; what makes no sense is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mscsite.core import dates
from products.facets import FACETS, SORTS

LABELS = {
    "jurisdiction": gettext_lazy("国家或地区"),
    "status": gettext_lazy("监管状态"),
    "year": gettext_lazy("最早获批年份"),
    "indication": gettext_lazy("适应症"),
    "donor": gettext_lazy("供者"),
    "tissue": gettext_lazy("组织来源"),
    "route": gettext_lazy("给药途径"),
    "company": gettext_lazy("公司"),
}
SORT_LABELS = {
    "name": gettext_lazy("拉丁名称"),
    "recent": gettext_lazy("最近有变动的在前"),
    "first": gettext_lazy("最早获批的在前"),
    "company": gettext_lazy("公司"),
}
EARLIEST = dt.date(1990, 1, 1)  # before it there was no cell product to approve
_SHOWN = 40
_MOST = 20  # values of one facet: an address of megabytes is no question


@dataclass(frozen=True)
class Query:
    """A selection as far as it was understood; `problems` says in words what was not."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    on: dt.date | None = None
    sort: str = SORTS[0]
    page: int = 1
    problems: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether nothing was chosen: the list as it stands under its bare address."""
        return not self.chosen and self.on is None

    def address(self, *, without: tuple[str, str] | None = None, on: dt.date | None = None, **changes: object) -> str:
        """The parameters of this query, `without` one (facet, value), or with another page or sort; '' for none."""
        pairs = [
            (facet, value) for facet in FACETS for value in self.chosen.get(facet, ()) if (facet, value) != without
        ]
        if self.on and without != ("on", self.on.isoformat()):
            pairs.append(("on", self.on.isoformat()))
        sort, page = changes.get("sort", self.sort), changes.get("page", 1)
        pairs += [("sort", sort)] if sort != SORTS[0] else []
        pairs += [("page", page)] if page != 1 else []
        return f"?{urlencode(pairs)}" if pairs else ""


def parse(parameters: Mapping[str, Iterable[str]], is_known: Callable[[str, str], bool], today: dt.date) -> Query:
    """The query of an address. `is_known(facet, value)` says which values there are; others are left out and named."""
    problems: list[str] = []
    chosen = {}
    for facet in FACETS:
        values = dict.fromkeys(_normal(facet, value) for value in list(parameters.get(facet, ()))[:_MOST] if value)
        chosen[facet] = tuple(value for value in values if is_known(facet, value))
        unknown = [value for value in values if value not in chosen[facet]]
        problems += [_unknown(LABELS[facet], value) for value in unknown]
    return Query(
        chosen={facet: values for facet, values in chosen.items() if values},
        on=_day(_last(parameters, "on"), today, problems),
        sort=_sort(_last(parameters, "sort"), SORTS, problems),
        page=_page(_last(parameters, "page")),
        problems=tuple(problems),
    )


def _normal(facet: str, value: str) -> str:
    return value.strip().upper() if facet == "jurisdiction" else value.strip().casefold()


def _last(parameters: Mapping[str, Iterable[str]], name: str) -> str:
    return (list(parameters.get(name, ())) or [""])[-1].strip()


def _unknown(label: object, value: str) -> str:
    shown = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
    return _("“{label}”中没有“{value}”。").format(label=label, value=shown)


def _sort(value: str, known: Container[str], problems: list[str]) -> str:
    if value in known:
        return value
    if value:
        problems.append(_unknown(_("排序"), value))
    return SORTS[0]


def _page(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 7 and int(value) else 1


def _day(value: str, today: dt.date, problems: list[str]) -> dt.date | None:
    """A day of the past; a year or month stands for its last day, as far as it is over. None is today."""
    if not value:
        return None
    try:
        first, precision = dates.parse(value)
    except (ValueError, IndexError, OverflowError):
        problems.append(_("看不懂日期“{value}”；请写成 2020-12-31、2020-12 或 2020。").format(value=value[:_SHOWN]))
        return None
    if not EARLIEST <= first <= today:
        text = _("只能看 {first} 年到今天之间的日期，不能看“{value}”。")
        problems.append(text.format(first=EARLIEST.year, value=value[:_SHOWN]))
        return None
    day = min(dates.last_day(first, precision), today)
    return None if day == today else day
