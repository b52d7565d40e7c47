"""History of records: every version of a row, who saved it and when, beside the row itself."""

from __future__ import annotations

from collections.abc import Sequence

import simple_history
from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, models
from django.utils import timezone
from modeltranslation.translator import NotRegistered, translator
from simple_history.models import HistoricalRecords


class Records(HistoricalRecords):
    """Those of the package take the other side of a relation for the record itself when it is changed from there."""

    def m2m_changed(self, instance, action, attr, pk_set, reverse, model, **kwargs):
        if not reverse:
            super().m2m_changed(instance, action, attr, pk_set, reverse, **kwargs)
            return
        for record in model._default_manager.filter(pk__in=pk_set or ()):
            super().m2m_changed(record, action, attr, pk_set, False, **kwargs)


def keep_history(model: type[models.Model], *, app: str, m2m_fields: tuple[str, ...] = ()) -> None:
    """Keep the history of `model`; call it in `translation.py`, after the model has its translated columns.

    The untranslated originals of those columns and what the machine wrote are left out: they repeat the columns.
    """
    try:
        originals = list(translator.get_options_for_model(model).all_fields)
    except NotRegistered:
        originals = []
    excluded = [*originals, *(["machine_text"] if hasattr(model, "machine_text") else [])]
    simple_history.register(
        model,
        app=app,
        records_class=Records,
        m2m_fields=[model._meta.get_field(name) for name in m2m_fields],
        excluded_fields=excluded,
    )


def add_versions(
    model: type[models.Model], keys: Sequence[int], *, kind: str, user: AbstractBaseUser | None, reason: str
) -> None:
    """A version of each row of `keys` as it now stands, with its many-to-many rows; `kind` is + (new) or ~ (changed).

    The database copies the rows: the package makes an object of each, which took a fifth of the time of an import.
    """
    if not keys:
        return
    history = model.history.model
    table, quote = history._meta, connection.ops.quote_name
    told = {
        "history_date": timezone.now(),
        "history_type": kind,
        "history_change_reason": reason[: table.get_field("history_change_reason").max_length],
        "history_user": user and user.pk,
    }
    columns = [quote(field.column) for field in history.tracked_fields]
    own = [table.get_field(name) for name in told]
    values = [field.get_db_prep_save(value, connection) for field, value in zip(own, told.values(), strict=True)]
    _copy(
        f"INSERT INTO {quote(table.db_table)} ({', '.join([*columns, *(quote(field.column) for field in own)])})"
        f" SELECT {', '.join([*columns, *['%s'] * len(own)])} FROM {quote(model._meta.db_table)}"
        f" WHERE {quote(model._meta.pk.column)} IN",
        values,
        keys,
    )
    for field in history._history_m2m_fields:
        _add_relations(model, field, keys)


def kept_relations(model: type[models.Model], field: models.ManyToManyField) -> type[models.Model]:
    """The model whose rows say what versions of `model` were related to by `field`; their `history` is the version."""
    versions = model.history.model._meta
    return versions.apps.get_model(versions.app_label, f"Historical{field.remote_field.through._meta.object_name}")


def _add_relations(model: type[models.Model], field: models.ManyToManyField, keys: Sequence[int]) -> None:
    """Beside the newest version of each row, what it is related to."""
    through, quote = field.remote_field.through._meta, connection.ops.quote_name
    versions, kept = model.history.model._meta, kept_relations(model, field)._meta
    columns = [quote(column.column) for column in through.concrete_fields]
    owner = quote(through.get_field(field.m2m_field_name()).column)
    newest = (
        f"(SELECT MAX(v.{quote(versions.pk.column)}) FROM {quote(versions.db_table)} v"
        f" WHERE v.{quote(model._meta.pk.column)} = l.{owner})"
    )
    _copy(
        f"INSERT INTO {quote(kept.db_table)} ({', '.join([*columns, quote(kept.get_field('history').column)])})"
        f" SELECT {', '.join([*(f'l.{column}' for column in columns), newest])} FROM {quote(through.db_table)} l"
        f" WHERE l.{owner} IN",
        [],
        keys,
    )


def _copy(sql: str, values: Sequence, keys: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ({', '.join(['%s'] * len(keys))})", [*values, *keys])
