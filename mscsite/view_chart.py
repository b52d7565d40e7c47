"""Daily reading figures as a chart, and the pages that were read most."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Max, QuerySet, Sum
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from products.charts import svg

DAYS = 30
TOP = 10
_WIDTH, _PLOT, _TOP, _LEFT = 720, 160, 24, 8


def context(views: QuerySet) -> dict:
    """`chart`, `top` (path and views) and `days` for the last DAYS days that `views` has figures of."""
    last = views.order_by().aggregate(last=Max("on"))["last"]
    if last is None:
        return {"chart": "", "top": [], "days": DAYS}
    first = last - dt.timedelta(days=DAYS - 1)
    recent = views.order_by().filter(on__gte=first)
    by_day = {row["on"]: row["total"] for row in recent.values("on").annotate(total=Sum("views"))}
    top = recent.values("path").annotate(total=Sum("views")).order_by("-total", "path")[:TOP]
    days = [first + dt.timedelta(days=n) for n in range(DAYS)]
    return {"chart": draw([(day, by_day.get(day, 0)) for day in days]), "top": list(top), "days": DAYS}


def draw(figures: Sequence[tuple[dt.date, int]]) -> SafeString:
    """A bar a day, with the first, the highest and the last day named. Every bar says its own figure."""
    most = max((number for _day, number in figures), default=0) or 1
    step = (_WIDTH - 2 * _LEFT) / len(figures)
    base = _TOP + _PLOT
    drawn = []
    for place, (day, number) in enumerate(figures):
        x, height = _LEFT + place * step, _PLOT * number / most
        said = svg.title(f"{day.isoformat()}：{number}")
        bar = svg.element("rect", x=x + 2, y=base - height, width=step - 4, height=height, class_="chart-bar")
        whole = svg.element("rect", x=x, y=_TOP, width=step, height=_PLOT, fill="transparent")
        drawn.append(svg.element("g", said, whole, bar))
    highest = max(range(len(figures)), key=lambda place: figures[place][1])
    x = min(max(_LEFT + (highest + 0.5) * step, 40), _WIDTH - 40)
    peak = svg.text(
        str(figures[highest][1]), x, base - _PLOT * figures[highest][1] / most - 6, 13, text_anchor="middle"
    )
    first = svg.text(figures[0][0].isoformat(), _LEFT, base + 18, 12)
    last = svg.text(figures[-1][0].isoformat(), _WIDTH - _LEFT, base + 18, 12, text_anchor="end")
    axis = svg.element("line", x1=_LEFT, x2=_WIDTH - _LEFT, y1=base, y2=base, class_="chart-axis")
    total = sum(number for _day, number in figures)
    name = _("最近 %(days)s 天的阅读量") % {"days": len(figures)}
    description = _("共 %(total)s 次，最多的一天 %(most)s 次。") % {"total": total, "most": figures[highest][1]}
    return mark_safe(svg.picture("views", _WIDTH, base + 26, name, description, *drawn, axis, peak, first, last))
