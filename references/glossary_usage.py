"""Which texts a term touches: every translated field of every record that holds one of its forms."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.db.models import Q

from mscsite.core.html import plain_text
from mscsite.core.rederiving import translated_models
from references.models import Term

SHOWN = 20
AROUND = 14


@dataclass(frozen=True)
class Place:
    """A record that holds the term, with the words around the first place."""

    record: models.Model
    before: str
    word: str
    after: str


@dataclass(frozen=True)
class Use:
    """The records of one kind that hold the term: how many, and the first of them."""

    name: str
    count: int
    places: list[Place]


def uses(term: Term) -> list[Use]:
    """Where the forms of `term` stand, by kinds of records; its own record is left out."""
    found = []
    for model in translated_models():
        rows = model._default_manager.filter(_holds(model, term))
        if model is Term:
            rows = rows.exclude(pk=term.pk)
        if count := rows.count():
            places = [_place(record, term) for record in rows.order_by("pk")[:SHOWN]]
            found.append(Use(str(model._meta.verbose_name), count, places))
    return found


def forms(term: Term) -> dict[str, set[str]]:
    """The forms to look for in each script."""
    return {"zh_hans": {term.zh_hans}, "zh_hant": {term.zh_hant_tw, term.zh_hant_hk}}


def _holds(model: type[models.Model], term: Term) -> Q:
    wanted = Q(pk__in=())
    for column in model.translated_columns():
        for form in forms(term)[_script(column)]:
            wanted |= Q(**{f"{column}__contains": form})
    return wanted


def _script(column: str) -> str:
    return "zh_hant" if column.endswith("_zh_hant") else "zh_hans"


def _place(record: models.Model, term: Term) -> Place:
    for column in record.translated_columns():
        text = " ".join(plain_text(getattr(record, column) or "").split())
        for form in sorted(forms(term)[_script(column)]):
            at = text.find(form)
            if at >= 0:
                end = at + len(form)
                return Place(record, text[max(0, at - AROUND) : at], form, text[end : end + AROUND])
    return Place(record, "", "", "")
