"""A sheet beside the database: what an import of it would do. A few queries a thousand rows; nothing is written."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from django.utils.translation import gettext as _

from products.sheets.columns import EVENTS, PRODUCTS, STAMP, Plain
from products.sheets.event_checks import check_events
from products.sheets.lookups import Lookups
from products.sheets.models import ImportState, SheetImportRow
from products.sheets.parse import Sheet, SheetRow
from products.sheets.plans import Plan, RowPlan, Status
from products.sheets.records import CHUNK, MODELS, digest, plain_rows, proposed_trials
from products.sheets.values import Judge


def compare(sheet: Sheet, *, may_publish: bool = False, lock: bool = False) -> Plan:
    """What importing `sheet` would do; SheetRefused where its file breaks off.

    `may_publish` lets its column of states count. `lock` holds the rows to be written until the transaction ends.
    """
    comparison = _Comparison(sheet, may_publish, lock)
    rows = sheet.rows()
    plans: list[RowPlan] = []
    while some := list(itertools.islice(rows, CHUNK)):
        plans += comparison.chunk(some)
    if sheet.layout is EVENTS:
        check_events(sheet, plans, comparison.lookups)
    return Plan(sheet.layout, plans, sheet.warnings)


class _Comparison:
    def __init__(self, sheet: Sheet, may_publish: bool, lock: bool) -> None:
        self.sheet, self.layout, self.lock = sheet, sheet.layout, lock
        self.lookups = Lookups()
        self.judge = Judge(sheet, self.lookups, may_publish)
        self.model = MODELS[sheet.layout.name]
        self.seen: dict[str, int] = {}

    def chunk(self, rows: list[SheetRow]) -> list[RowPlan]:
        """The plans of some rows, in their order."""
        keys = [key for row in rows if (key := row.values.get(self.layout.key))]
        now = self._now(f"{self.layout.key}__in", keys)
        plans, open_rows = [], []
        hidden = proposed_trials(pk for pk, _row in now.values()) if self.layout is PRODUCTS else {}
        for row in rows:
            plan, is_open = self._first_look(row, now, hidden)
            plans.append(plan)
            open_rows += [(row, plan)] if is_open else []
        if open_rows:
            self._look_closer(open_rows, now)
        return plans

    def _now(self, lookup: str, values: Iterable) -> dict[str, tuple[int, Plain]]:
        values = list(values)
        if not values:
            return {}
        rows = plain_rows(self.layout, self.model._base_manager.filter(**{lookup: values}).order_by("pk"), CHUNK)
        return {str(row[self.layout.key]): (pk, row) for pk, row in rows}

    def _first_look(
        self, row: SheetRow, now: dict[str, tuple[int, Plain]], hidden: dict[int, set[str]]
    ) -> tuple[RowPlan, bool]:
        """Most rows of a corrected sheet are as they were: those are done here, without a further query."""
        key = str(row.values.get(self.layout.key) or "")
        stamp = row.values.pop(STAMP, "")
        plan = RowPlan(row.number, key, Status.UNCHANGED, warnings=row.warnings)
        plan.incoming = digest(row.values | {STAMP: stamp}, (*row.values, STAMP))
        pk, current = now.get(key, (None, None))
        plan.pk = pk
        if key and key in self.seen:
            message = _("编号与第 %(n)s 行相同。") % {"n": self.seen[key]}
            row.errors.append(self.sheet.error(row.number, self.layout.key, key, message))
        self.seen.setdefault(key, row.number)
        if row.errors:
            plan.status, plan.errors = Status.FAILED, row.errors
            return plan, True
        if current is None:
            return plan, True
        whole, _dash, shown = stamp.partition("-")
        told = dict(row.values)
        if hidden.get(pk) and (shown or not whole):
            _keep_hidden(row, current["trials"], hidden[pk])
        differs = any(current[name] != value for name, value in row.values.items())
        if differs and whole and digest(current, self.layout.fields) != whole:
            fields = [name for name in self.layout.fields if name in told]
            plan.untouched = digest(told, fields) == (shown or whole)
            plan.status = Status.CONFLICT
        return plan, differs

    def _look_closer(self, rows: list[tuple[SheetRow, RowPlan]], now: dict[str, tuple[int, Plain]]) -> None:
        if self.lock:
            now = now | self._locked([plan.pk for _row, plan in rows if plan.pk])
        done = self._leave_what_was_imported(rows, now)
        rows = [(row, plan) for row, plan in rows if plan.incoming not in done]
        self.judge.ask(rows, now)
        for row, plan in rows:
            if plan.status == Status.FAILED:
                self.judge.names_of_failed(row, plan)
            elif plan.pk is None:
                self.judge.new(row, plan)
            else:
                self._changed(row, plan, now[plan.key][1])

    def _locked(self, keys: list[int]) -> dict[str, tuple[int, Plain]]:
        """The rows as they are once nobody else can write them any more."""
        list(self.model._base_manager.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
        return self._now("pk__in", keys)

    def _changed(self, row: SheetRow, plan: RowPlan, current: Plain) -> None:
        is_conflict = plan.status == Status.CONFLICT
        self.judge.change(row, plan, current)
        if is_conflict and plan.status == Status.UPDATED:
            plan.status = Status.CONFLICT
            why = _("表格没有改动这一行。") if plan.untouched else _("请重新导出，在新的表格里修改。")
            message = _("导出之后这一行有别的改动。") + why
            plan.errors = [self.sheet.error(row.number, name, row.values[name], message) for name in plan.changes]

    def _leave_what_was_imported(
        self, rows: list[tuple[SheetRow, RowPlan]], now: dict[str, tuple[int, Plain]]
    ) -> set[str]:
        """A sheet imported twice changes nothing the second time, though its stamps are old and its keys empty."""
        open_plans = {plan.incoming: plan for _row, plan in rows if plan.status != Status.FAILED}
        done: set[str] = set()
        if not open_plans:
            return done
        before = SheetImportRow.objects.filter(
            sheet_import__state=ImportState.APPLIED,
            sheet_import__layout=self.layout.name,
            incoming__in=open_plans,
            record_id__isnull=False,
        ).values_list("incoming", "record_id", "stamp_after")
        before = list(before)
        existing = set(
            self.model._base_manager.filter(pk__in=[pk for _i, pk, _s in before]).values_list("pk", flat=True)
        )
        for incoming, pk, stamp in before:
            plan = open_plans[incoming]
            is_same = plan.pk is None or (plan.pk == pk and digest(now[plan.key][1], self.layout.fields) == stamp)
            if pk in existing and is_same:
                plan.status, plan.warnings = Status.UNCHANGED, [*plan.warnings, _("这一行已经导入过。")]
                done.add(incoming)
        return done


def _keep_hidden(row: SheetRow, held: list[str], hidden: set[str]) -> None:
    """Trials that are proposals stand in no public sheet: a cell without them does not take them off the product."""
    if "trials" not in row.values:
        return
    missing = hidden - set(row.values["trials"])
    if missing and set(row.values["trials"]) != set(held) - hidden:
        names = "、".join(sorted(missing))
        row.warnings.append(_("尚未公开的试验不在公开的表格里，照旧保留：%(ids)s。") % {"ids": names})
    row.values["trials"] = sorted({*row.values["trials"], *missing})
