"""Writing what a plan says: all or nothing, both scripts kept in step, an audit entry a row, and the way back.

Rows go in by the thousand, so everything that hangs on one record's `save` is done here for many: the derived script,
slugs, first days, the search index, the history. `write` is the one place for what else may come to hang on it.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils import timezone

from mscsite.core import audit, bulk, dates, derived, fulltext, hanzi, history
from mscsite.core.slugs import slug_of, unique_slug
from products.models import Product, RegulatoryEvent
from products.sheets.columns import PRODUCTS, Layout, Plain
from products.sheets.lookups import Lookups
from products.sheets.models import SheetImport, SheetImportRow
from products.sheets.plans import Plan, RowPlan
from products.sheets.records import MODELS, digest, plain_rows

BATCH = 500
Tell = Callable[[int], object]  # called with the number of rows done, after each batch
_FIXED = ("id", "created_at")


def untold(_done: int) -> None:
    """A `Tell` for whom nobody waits."""


def apply(
    plan: Plan, sheet_import: SheetImport, *, actor: AbstractBaseUser | None, origin: str, tell: Tell = untold
) -> None:
    """Write all rows of `plan`; call it inside a transaction, with the rows of the plan locked.

    Each row's `record_id`, `before` and `stamp_after` are noted in rows of `sheet_import`, for `undo`.
    """
    rows, done = iter(plan.to_write), 0
    writer = _Writer(plan.layout, sheet_import, actor, origin)
    while some := list(itertools.islice(rows, BATCH)):
        writer.batch(some)
        tell(done := done + len(some))


class _Writer:
    def __init__(self, layout: Layout, sheet_import: SheetImport, actor: AbstractBaseUser | None, origin: str) -> None:
        self.layout, self.sheet_import, self.actor, self.origin = layout, sheet_import, actor, origin
        self.model, self.lookups = MODELS[layout.name], Lookups()
        # Said by name, or modeltranslation works out the default of each column in its language, for each record.
        self.empty = dict.fromkeys(self.model.translated_columns(), "")

    def batch(self, rows: Sequence[RowPlan]) -> None:
        held = self.model._base_manager.select_related("company" if self.layout is PRODUCTS else "product")
        records = held.in_bulk([row.pk for row in rows if row.pk])
        trials = trials_of(records) if self.layout is PRODUCTS else {}
        before = {pk: raw(record, trials.get(pk)) for pk, record in records.items()}
        self._look_up(rows)
        touched = []
        for row in rows:
            record = records[row.pk] if row.pk else self.model(**self.empty)
            self._set(record, row.new_values)
            touched.append(record)
        if self.layout is PRODUCTS:
            _give_slugs(touched)
        write(touched)
        if self.layout is PRODUCTS:
            self._set_trials(rows, touched)
        created = [record.pk for record in touched if record.pk not in records]
        for kind, keys in (("+", created), ("~", list(records))):
            history.add_versions(self.model, keys, kind=kind, user=self.actor, reason=self.sheet_import.file_name)
        self._note(rows, touched, before)

    def _look_up(self, rows: Sequence[RowPlan]) -> None:
        values = [row.new_values for row in rows]
        self.lookups.know_trials(text for row in values for text in row.get("trials", ()))
        self.lookups.know_products(row["product"] for row in values if "product" in row)

    def _set(self, record: models.Model, values: Plain) -> None:
        for name, value in values.items():
            if name == "company":
                record.company_id = self.lookups.company_ids[value] if value else None
            elif name == "product":
                record.product_id = self.lookups.product_ids[value]
            elif name == "state":
                record.published_at = timezone.now() if value == "public" else None
            elif name == "date":
                record.date, record.date_precision = dates.parse(value) if value else (None, "")
            elif name == "expiry":
                record.expiry = dt.date.fromisoformat(value) if value else None
            elif name != "trials":
                setattr(record, name, value)

    def _set_trials(self, rows: Sequence[RowPlan], records: Sequence[Product]) -> None:
        changed = [(record, row.new_values["trials"]) for row, record in zip(rows, records, strict=True)
                   if "trials" in row.changes]  # fmt: skip
        set_trials({record.pk: [self.lookups.trial_ids[text] for text in ids] for record, ids in changed})

    def _note(self, rows: Sequence[RowPlan], records: Sequence[models.Model], before: dict[int, dict]) -> None:
        """The history of each row with the file's name, and what undoing it takes."""
        for row, record in zip(rows, records, strict=True):
            row.key = str(getattr(record, self.layout.key))  # new ones have it only now
        stamps = stamps_of(self.layout, [record.pk for record in records])
        SheetImportRow.objects.filter(sheet_import=self.sheet_import, number__in=[row.number for row in rows]).delete()
        bulk.insert(
            SheetImportRow(
                sheet_import=self.sheet_import,
                number=row.number,
                key=row.key,
                status=row.status,
                changes=row.changes,
                warnings=row.warnings,
                incoming=row.incoming,
                record_id=record.pk,
                before=before.get(record.pk),
                stamp_after=stamps[record.pk],
            )
            for row, record in zip(rows, records, strict=True)
        )
        detail = {"file": self.sheet_import.file_name, "import": self.sheet_import.pk}
        notes = (
            ("created" if row.pk is None else "imported", record, detail | {"row": row.number, "changes": row.changes})
            for row, record in zip(rows, records, strict=True)
        )
        audit.record_many(notes, actor=self.actor, origin=self.origin)


def write(records: Sequence[models.Model]) -> None:
    """Insert new records and update the others, in a query or two for all that one save does for one."""
    with hanzi.held_glossary():
        for record in records:
            _bring_in_step(record)
    model = type(records[0])
    new = [record for record in records if record.pk is None]
    held = [record for record in records if record.pk is not None]
    bulk.insert(new)
    if held:
        model._base_manager.bulk_create(
            held,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=[field.name for field in columns_of(model)],
        )
    if model.search_type:
        _bring_search_in_step([*new, *held])


def _bring_in_step(record: models.Model) -> None:
    """What `save` of the record's bases does before it writes."""
    for column in record.translated_columns():
        setattr(record, column, getattr(record, column) or "")
    derived.derive(record)
    if isinstance(record, RegulatoryEvent) and record.date:
        record.date = dates.first_day(record.date, record.date_precision)


def _bring_search_in_step(records: Iterable[Product]) -> None:
    """Proposals all at once: a sheet may bring thousands of them."""
    for record in records:
        if record.is_public:
            fulltext.update(record)
    fulltext.update_proposals([record for record in records if not record.is_public])


def _give_slugs(products: Iterable[Product]) -> None:
    """Slugs for new products, one question for all; only where one is taken, more."""
    nameless = [(product, slug_of(product.latin_name) or "product") for product in products if not product.slug]
    taken = set(Product.objects.filter(slug__in=[slug for _product, slug in nameless]).values_list("slug", flat=True))
    taken |= {product.slug for product in products if product.slug}
    for product, slug in nameless:
        if slug in taken:
            base, number = unique_slug(slug, Product.objects.all(), "product"), 2
            slug = base
            while slug in taken:
                slug, number = f"{base}-{number}", number + 1
        taken.add(slug)
        product.slug = slug


def trials_of(products: Iterable[int]) -> dict[int, list[int]]:
    """Keys of the trials of each product."""
    found: dict[int, list[int]] = {pk: [] for pk in products}
    links = Product.trials.through.objects.filter(product_id__in=found).order_by("trial_id")
    for product, trial in links.values_list("product_id", "trial_id"):
        found[product].append(trial)
    return found


def set_trials(trials: dict[int, list[int]]) -> None:
    """Give each product, by its key, exactly these trials."""
    through = Product.trials.through
    if trials:
        through.objects.filter(product_id__in=trials).delete()
        through.objects.bulk_create(
            through(product_id=product, trial_id=trial) for product, ids in trials.items() for trial in ids
        )


def raw(record: models.Model, trials: list[int] | None) -> dict:
    """All columns of a record as they are, for `undo`; machine text too, which tells a hand edit from a derived one."""
    found = {field.attname: _as_json(getattr(record, field.attname)) for field in columns_of(type(record))}
    return found | ({} if trials is None else {"trials": trials})


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def columns_of(model: type[models.Model]) -> list[models.Field]:
    """The columns that an import may write; the translated fields' originals only mirror one of them."""
    originals = derived.translated_fields(model)
    return [field for field in model._meta.concrete_fields if field.name not in (*_FIXED, *originals)]


def stamps_of(layout: Layout, keys: Sequence[int]) -> dict[int, str]:
    """The version of each row as it now stands."""
    rows = plain_rows(layout, MODELS[layout.name]._base_manager.filter(pk__in=keys).order_by("pk"))
    return {pk: digest(row, layout.fields) for pk, row in rows}
