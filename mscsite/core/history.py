"""History of records: every version of a row, who saved it and when, beside the row itself."""

from __future__ import annotations

import simple_history
from django.db import models
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
