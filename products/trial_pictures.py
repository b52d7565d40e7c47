"""A picture of clinical trials: how many there are in each phase, and what has become of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from products import charts
from products.charts import Bar, Series
from products.pictures import Chart, Table
from products.status import Status
from references.choices import OverallStatus, Phase
from references.models import Trial

_RUNNING = ("NOT_YET_RECRUITING", "RECRUITING", "ENROLLING_BY_INVITATION", "ACTIVE_NOT_RECRUITING")
_OTHER = "none"


def _outcomes() -> list[tuple[Series, tuple[str, ...]]]:
    """What has become of trials; each is drawn with the fill of a status, and told by its own words."""
    return [
        (Series(Status.APPROVED, _("已完成")), (OverallStatus.COMPLETED,)),
        (Series(Status.CONDITIONAL, _("进行中")), _RUNNING),
        (Series(Status.SUSPENDED, _("提前终止、暂停或撤回")), ("TERMINATED", "SUSPENDED", "WITHDRAWN")),
        (Series(Status.WITHDRAWN, _("状态不明")), (OverallStatus.UNKNOWN, "")),
    ]


def by_phase(id_: str, trials: Iterable[Trial]) -> Chart:
    """Trials by phase, those of no phase last; `svg` is '' where there are none."""
    of_status = {status: series.status for series, statuses in _outcomes() for status in statuses}
    numbers: dict[str, dict[str, int]] = {phase: {} for phase in (*Phase.values[1:], Phase.NA, _OTHER)}
    for trial in trials:
        row = numbers[trial.phase or _OTHER]
        status = of_status.get(trial.overall_status, Status.WITHDRAWN)
        row[status] = row.get(status, 0) + 1
    names = dict(Phase.choices) | {_OTHER: _("未注明"), Phase.NA: _("不分期")}
    bars = [Bar(str(names[phase]), row) for phase, row in numbers.items() if row]
    series = [one for one, _statuses in _outcomes() if any(one.status in bar.numbers for bar in bars)]
    name = _("各期临床试验数")
    drawn = charts.bars(id_, bars, name, _("同样的数字见旁边的表格。"), series) if bars else ""
    rows = tuple((bar.name, *(bar.numbers.get(one.status, 0) for one in series), bar.total) for bar in bars)
    return Chart(name, mark_safe(drawn), Table((_("分期"), *(one.label for one in series), _("合计")), rows))
