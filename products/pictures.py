"""Which pictures of products there are: records and counts in, SVG and the tables beside them out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mscsite.core import dates
from products import charts, jurisdictions, periods, status
from products.charts import Bar, Lane, Mark, Series, Span, Tile
from products.charts.tiles import ALWAYS
from products.choices import EventKind
from products.listing import Listing
from products.models import Product, RegulatoryEvent
from products.status import Status

_SHAPES = {
    EventKind.APPROVED: Status.APPROVED,
    EventKind.FULL_APPROVAL: Status.APPROVED,
    EventKind.CONDITIONALLY_APPROVED: Status.CONDITIONAL,
    EventKind.RENEWED: Status.CONDITIONAL,
}
_WIDE, _NARROW = 1080.0, 720.0
_OVER = (Status.WITHDRAWN, Status.REVOKED, Status.LAPSED)


@dataclass(frozen=True)
class Table:
    """The numbers of a picture as text: the header, then rows that begin with their name."""

    head: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class Chart:
    """A picture, what it is called, and the table of the same numbers; `svg` is '' where there is nothing to draw."""

    name: str
    svg: SafeString
    table: Table


@dataclass(frozen=True)
class Pictures:
    """What the page of pictures shows; each may be empty where nothing was chosen."""

    timeline: SafeString
    years: SafeString
    years_table: Table
    tissues: SafeString
    tissues_table: Table
    places: SafeString
    places_table: Table
    approvals: int


def timeline_of_product(product: Product) -> SafeString:
    """The events of one product, a lane a jurisdiction; '' where there are none."""
    lanes = _lanes("", product.public_events, timezone.localdate())
    name = _("{product}的监管时间线").format(product=product.name)
    return _timeline("timeline", lanes, timezone.localdate(), name, _NARROW)


def timeline_of_products(products: Iterable[Product]) -> SafeString:
    """The events of several products side by side."""
    day = timezone.localdate()
    lanes = [lane for product in products for lane in _lanes(product.name, product.public_events, day)]
    return _timeline("timeline", lanes, day, _("产品的监管时间线"), _WIDE)


def timeline_of_events(id_: str, events: Iterable[RegulatoryEvent]) -> SafeString:
    """The events of all their products, in the order in which each product first appears."""
    by_product: dict[int, list[RegulatoryEvent]] = {}
    for event in events:
        by_product.setdefault(event.product_id, []).append(event)
    today, is_one = timezone.localdate(), len(by_product) == 1
    named = [("" if is_one else own[0].product.name, own) for own in by_product.values()]
    lanes = [lane for name, own in named for lane in _lanes(name, own, today)]
    return _timeline(id_, lanes, today, _("产品的监管时间线"), _NARROW)


def of_listing(listing: Listing) -> Pictures:
    """The pictures of what a list shows: the timeline of its page, the numbers of its whole selection."""
    lanes = [lane for product in listing.products for lane in _lanes(product.name, product.public_events, listing.day)]
    years, tissues, places = (approvals(listing, facet, id_, is_wide=True) for facet, id_ in _IDS.items())
    return Pictures(
        timeline=_timeline("timeline", lanes, listing.day, _("产品的监管时间线"), _WIDE),
        years=years.svg,
        years_table=years.table,
        tissues=tissues.svg,
        tissues_table=tissues.table,
        places=places.svg,
        places_table=places.table,
        approvals=sum(row[-1] for row in years.table.rows),
    )


_IDS = {"year": "years", "tissue": "tissues", "jurisdiction": "places"}


def approvals(listing: Listing, facet: str, id_: str, *, is_wide: bool = False) -> Chart:
    """Approvals of what a list shows by `facet` (year, tissue or jurisdiction); `id_` is the picture's on its page.

    With the width of a page jurisdictions are tiles of a map, in a column of text they are bars.
    """
    bars = _bars(listing, facet)
    name, first = _names()[facet]
    if facet == "year":
        draw = partial(charts.columns, id_, _every_year(bars))
    elif facet == "jurisdiction" and is_wide:
        draw = partial(charts.tiles, id_, _tiles(listing, bars))
    else:
        draw = partial(charts.bars, id_, [bar for _value, bar in bars])
    return Chart(name, _drawn(draw, name, bars), _table(first, bars))


def _names() -> dict[str, tuple[str, str]]:
    """What the picture of a facet is called, and the first column of its table."""
    return {
        "year": (_("各年首次获批数"), _("年份")),
        "tissue": (_("各组织来源的批准数"), _("组织来源")),
        "jurisdiction": (_("各国家或地区的批准数"), _("国家或地区")),
    }


def _lanes(name: str, events: Iterable[RegulatoryEvent], day: dt.date) -> list[Lane]:
    return [_lane(name, state, day) for state in status.by_jurisdiction(events, day)]


def _lane(name: str, state: status.JurisdictionStatus, day: dt.date) -> Lane:
    found = periods.of_jurisdiction(state.events, day)
    marks = [_mark(event) for event in state.events]
    if found[-1].status == Status.LAPSED and state.latest.kind != EventKind.LAPSED:  # nobody wrote it down
        marks.append(Mark(found[-1].start, Status.LAPSED, _("到期"), _("{place}：有效期已过").format(place=state.name)))
    until = state.expiry if state.status.is_approved and state.expiry and state.expiry > day else None
    return Lane(
        name=name,
        place=state.name,
        spans=tuple(Span(period.status, period.start, period.end) for period in found),
        marks=tuple(marks),
        until=until,
        until_word=_("{year} 到期").format(year=until.year) if until else "",
    )


def _mark(event: RegulatoryEvent) -> Mark:
    shape = _SHAPES.get(event.kind) or Status(event.kind)
    sentence = f"{event.jurisdiction_name} {event.date_text} {event.get_kind_display()}"
    return Mark(event.date, shape, event.get_kind_display(), f"{sentence} {event.indication}".strip())


def _timeline(id_: str, lanes: Sequence[Lane], day: dt.date, name: str, width: float) -> SafeString:
    if not lanes:
        return mark_safe("")
    used = {mark.status for lane in lanes for mark in lane.marks}
    series = [Series(state, str(state.label)) for state in Status if state in used]
    word = _("今天") if day == timezone.localdate() else dates.in_words(day, dates.DatePrecision.DAY)
    description = _("每行是一个产品在一个国家或地区的经过，从左到右是年份。同样的内容见旁边的列表。")
    return mark_safe(charts.timeline(id_, lanes, day, word, name, description, series, width))


def _bars(listing: Listing, facet: str) -> list[tuple[str, Bar]]:
    """Approvals by the values of a facet, and by what has become of them; values without any are left out."""
    index, chosen = listing.catalogue.index, listing.query.chosen
    values = sorted(index.values(facet))
    numbers: dict[str, dict[str, int]] = {value: {} for value in values}
    for series, states in _outcomes():
        for state in states:
            selected = [state] if not chosen.get("status") or state in chosen["status"] else []
            found = index.approvals({**chosen, "status": selected or ["-"]}, facet, values)
            for value, number in found.items():
                numbers[value][series.status] = numbers[value].get(series.status, 0) + number
    bars = [(value, Bar(listing.label(facet, value), numbers[value])) for value in values]
    bars = [pair for pair in bars if pair[1].total]
    return bars if facet == "year" else sorted(bars, key=lambda pair: -pair[1].total)


def _outcomes() -> list[tuple[Series, tuple[Status, ...]]]:
    """What has become of approvals, as the pictures tell it."""
    return [
        (Series(Status.APPROVED, _("仍获批准")), (Status.APPROVED,)),
        (Series(Status.CONDITIONAL, _("仍附条件")), (Status.CONDITIONAL,)),
        (Series(Status.SUSPENDED, _("已暂停")), (Status.SUSPENDED,)),
        (Series(Status.WITHDRAWN, _("已不再有效")), _OVER),
    ]


def _series(bars: Iterable[tuple[str, Bar]]) -> list[Series]:
    """Those that occur."""
    used = {name for _value, bar in bars for name, number in bar.numbers.items() if number}
    return [series for series, _states in _outcomes() if series.status in used]


def _drawn(draw: Callable[..., str], name: str, bars: list[tuple[str, Bar]]) -> SafeString:
    if not bars:
        return mark_safe("")
    return mark_safe(draw(name, _("同样的数字见旁边的表格。"), _series(bars)))


def _every_year(bars: list[tuple[str, Bar]]) -> list[Bar]:
    """Without gaps: a year in which nothing was approved is a fact as well."""
    found = dict(bars)
    if not found:
        return []
    first, last = int(min(found)), int(max(found))
    return [found.get(str(year), Bar(str(year), {})) for year in range(first, last + 1)]


def _tiles(listing: Listing, bars: list[tuple[str, Bar]]) -> list[Tile]:
    found = dict(bars)
    codes = [*found, *(code for code in ALWAYS if code not in found)]
    language = get_language() or "zh-hans"
    return [
        Tile(code, jurisdictions.name(code, language), found[code].numbers if code in found else {}) for code in codes
    ]


def _table(first: str, bars: list[tuple[str, Bar]]) -> Table:
    series = _series(bars)
    rows = tuple((bar.name, *(bar.numbers.get(one.status, 0) for one in series), bar.total) for _value, bar in bars)
    return Table((first, *(one.label for one in series), _("合计")), rows)
