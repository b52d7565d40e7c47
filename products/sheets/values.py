"""Whether the values of one row may be written: names resolved, lengths and lists kept, what is required there."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mscsite.core import dates, hanzi
from products.choices import EventKind
from products.models import Product
from products.sheets.cells import BadCell
from products.sheets.columns import EVENTS, PRODUCTS, Cell, Plain
from products.sheets.lookups import Lookups
from products.sheets.parse import Sheet, SheetRow
from products.sheets.plans import RowPlan, Status
from products.sheets.records import MODELS

_VALIDATED = (Cell.KEY, Cell.TEXT, Cell.JURISDICTION)
_REQUIRED = {"latin_name", "product", "kind", "jurisdiction", "source_script"}
_EMPTY = ("", [], None)
_WITH_EXPIRY = (EventKind.CONDITIONALLY_APPROVED, EventKind.RENEWED)


class Judge:
    """Fills in plans: created, updated, unchanged or failed, with changes and errors."""

    def __init__(self, sheet: Sheet, lookups: Lookups, may_publish: bool) -> None:
        self.sheet, self.layout, self.lookups, self.may_publish = sheet, sheet.layout, lookups, may_publish
        self.model = MODELS[sheet.layout.name]
        self._latin_names: dict[str, str] = {}  # to the slug that has it, in the database
        self._seen_names: dict[str, int] = {}  # to the row that claims it, in the sheet

    def ask(self, rows: list[tuple[SheetRow, RowPlan]], now: dict[str, tuple[int, Plain]]) -> None:
        """Ask the database, for all rows at once, for what they name."""
        values = [row.values for row, _plan in rows]
        self.lookups.know_trials(text for row in values for text in row.get("trials", ()))
        if self.layout is EVENTS:
            slugs = [row["product"] for row in values if row.get("product")]
            self.lookups.know_products([*slugs, *(now[p.key][1]["product"] for _r, p in rows if p.pk)])
        else:
            names = [row["latin_name"] for row in values if row.get("latin_name")]
            found = Product.objects.filter(latin_name__in=names).values_list("latin_name", "slug")
            self._latin_names |= dict(found)

    def new(self, row: SheetRow, plan: RowPlan) -> None:
        """A row without a record: created, unless something is missing or stands there under another key."""
        values = row.values
        if self.layout is EVENTS and plan.key:
            self._fail(row, plan, "id", plan.key, _("没有这个编号的事件。"), _("新事件请把编号留空"))
        values.pop("id", None)
        values["source_script"] = values.get("source_script") or self._script_of(values)
        if values.get("state") == "public" and not self.may_publish:
            plan.warnings.append(_("新行作为提案建立；公开须有发布的权限。"))
        if not (values.get("state") and self.may_publish):
            values["state"] = "proposal"
        self._resolve(row, plan)
        if not (self.layout is PRODUCTS and self._is_held(row, plan)):
            empty: Plain = dict.fromkeys(self.layout.fields, "")
            self._check(row, plan, empty, empty | values)
        changes = {name: [None, value] for name, value in values.items() if value not in _EMPTY}
        self._finish(plan, Status.CREATED, changes)

    def names_of_failed(self, row: SheetRow, plan: RowPlan) -> None:
        """Unknown names of a row that already has other errors: all are told at once."""
        self._resolve(row, plan)

    def change(self, row: SheetRow, plan: RowPlan, current: Plain) -> None:
        """A row whose record differs: updated with what differs once names are resolved."""
        values = row.values
        self._resolve(row, plan)
        after = current | values
        for column in self.layout.columns:
            name, is_derived = column.field, column.language not in ("", after["source_script"])
            if is_derived and values.get(name) == "" and current[name]:
                after[name] = self._derived(name, column.language, after)  # emptied, so it is derived again
        changes = {name: [current[name], after[name]] for name in values if after[name] != current[name]}
        self._check(row, plan, current, after)
        self._finish(plan, Status.UPDATED if changes or plan.errors else Status.UNCHANGED, changes)

    def _finish(self, plan: RowPlan, status: Status, changes: dict[str, list[Any]]) -> None:
        plan.changes = changes
        plan.status = Status.FAILED if plan.errors else status

    def _fail(self, row: SheetRow, plan: RowPlan, field: str, value: Any, message: str, allowed: str = "") -> None:
        plan.errors.append(self.sheet.error(row.number, field, value, message, allowed))

    def _script_of(self, values: Plain) -> str:
        columns = [column for column in self.layout.columns if column.language and values.get(column.field)]
        return "zh-hant" if {column.language for column in columns} == {"zh-hant"} else "zh-hans"

    def _derived(self, name: str, language: str, row: Plain) -> str:
        source = row[name.removesuffix(language.replace("-", "_")) + row["source_script"].replace("-", "_")]
        return hanzi.convert(source, hanzi.tag_of(language), hanzi.tag_of(row["source_script"]), hanzi.site_glossary())

    def _resolve(self, row: SheetRow, plan: RowPlan) -> None:
        for name in ("company", "trials", "product"):
            if name in row.values:
                try:
                    row.values[name] = getattr(self.lookups, name)(row.values[name])
                except BadCell as bad:
                    self._fail(row, plan, name, row.values[name], bad.message, bad.allowed)

    def _check(self, row: SheetRow, plan: RowPlan, before: Plain, after: Plain) -> None:
        """Everything that one row shows by itself, of what it changes."""
        for column in self.layout.columns:
            name, value = column.field, after.get(column.field)
            if name in _REQUIRED and value in _EMPTY and not any(e.message == _("必填。") for e in plan.errors):
                self._fail(row, plan, name, value, _("必填。"))
            elif column.cell in _VALIDATED and value and value != before[name]:
                self._validate(row, plan, name, value)
        if after["state"] != before["state"] and before["state"] and not self.may_publish:
            self._fail(row, plan, "state", after["state"], _("公开或撤回须有发布的权限。"), before["state"])
        (self._check_event if self.layout is EVENTS else self._check_product)(row, plan, after)

    def _validate(self, row: SheetRow, plan: RowPlan, name: str, value: str) -> None:
        try:
            self.model._meta.get_field(name).run_validators(value)
        except ValidationError as error:
            allowed = _("小写字母、数字和连字符，例如 temcell-hs") if name == "slug" else ""
            self._fail(row, plan, name, value, " ".join(error.messages), allowed)

    def _check_product(self, row: SheetRow, plan: RowPlan, after: Plain) -> None:
        column = "name_" + str(after["source_script"] or "zh-hans").replace("-", "_")
        if not after[column].strip():
            self._fail(row, plan, column, "", _("原文字形的名称必填。"))
        latin = after["latin_name"]
        owner = self._latin_names.get(latin)
        if plan.pk is not None and owner not in (None, plan.key):
            self._fail(row, plan, "latin_name", latin, _("产品 %(slug)s 已用这个名称。") % {"slug": owner})
        if latin and latin in self._seen_names:
            self._fail(row, plan, "latin_name", latin, _("与第 %(n)s 行同名。") % {"n": self._seen_names[latin]})
        self._seen_names.setdefault(latin, row.number)

    def _is_held(self, row: SheetRow, plan: RowPlan) -> bool:
        """Whether a row that should make a product names one that we hold: nothing else of it is worth telling."""
        latin = row.values.get("latin_name", "")
        owner = self._latin_names.get(latin) or self.lookups.product_names.find(latin)
        if latin and owner:
            message = _("已有这个产品。要改它，请在“编号”一列填写它的编号。")
            self._fail(row, plan, "latin_name", latin, message, owner)
        elif plan.key:
            plan.warnings.append(_("没有编号为 %(key)s 的产品，将新建。") % {"key": plan.key})
        return bool(plan.errors)

    def _check_event(self, row: SheetRow, plan: RowPlan, after: Plain) -> None:
        if after["state"] == "public" and not (after["source_url"] and after["date"]):
            name = "date" if after["source_url"] else "source_url"
            self._fail(row, plan, name, after[name], _("公开的事件必须有来源网址和日期。"))
        if not after["expiry"]:
            return
        if after["kind"] not in _WITH_EXPIRY:
            self._fail(row, plan, "expiry", after["expiry"], _("只有附条件批准和续期有期限。"))
        if after["date"] and after["expiry"] <= dates.parse(after["date"])[0].isoformat():
            self._fail(row, plan, "expiry", after["expiry"], _("期限应在批准日期之后。"), f"> {after['date']}")
