"""Filling the derived script of a record without ever eating a hand edit.

A record has one source script; each translated field of the other script is derived from it. What the machine last
wrote is kept beside it (`machine_text`), so that text which nobody touched is known from text which somebody edited.
Everything here works on an unsaved instance; nothing is written.
"""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models
from modeltranslation.translator import translator
from modeltranslation.utils import build_localized_fieldname

from mscsite.core import hanzi, html
from mscsite.core.merge import Merged, merge, paragraphs


class State(StrEnum):
    """How a derived field stands to its source."""

    EMPTY = "empty"
    DERIVED = "derived"  # as the machine wrote it
    EDITED = "edited"  # by hand, and the source has not changed since
    OUT_OF_DATE = "out_of_date"  # by hand, and the source has changed since


def translated_fields(model: type[models.Model]) -> list[str]:
    """Names of the translated fields of a model, in the order of its definition."""
    return [field.name for field in model._meta.get_fields() if field.name in _registered(model)]


def _registered(model: type[models.Model]) -> set[str]:
    return set(translator.get_options_for_model(model).all_fields)


def target_script(instance: models.Model) -> str:
    """The language code of the script that is derived."""
    return next(code for code, _ in settings.LANGUAGES if code != instance.source_script)


def source_text(instance: models.Model, field: str) -> str:
    """The text of `field` in the source script."""
    return getattr(instance, build_localized_fieldname(field, instance.source_script)) or ""


def derive(instance: models.Model) -> None:
    """Bring the derived script up to its source, except where somebody edited it, and note what the machine wrote."""
    glossary = hanzi.site_glossary()
    loaded = getattr(instance, "loaded_text", {})
    for field in translated_fields(type(instance)):
        column = build_localized_fieldname(field, target_script(instance))
        fresh = _machine_version(instance, field, glossary)
        merged = _merged(instance, field, column, fresh, loaded.get(column))
        setattr(instance, column, merged.text)
        instance.machine_text[column] = merged.base
        _note_source(instance, field, column, is_settled=merged.base == fresh)


def _machine_version(instance: models.Model, field: str, glossary: hanzi.Glossary) -> str:
    change = hanzi.convert_html if field in instance.html_fields else hanzi.convert
    tags = hanzi.tag_of(target_script(instance)), hanzi.tag_of(instance.source_script)
    return change(source_text(instance, field), *tags, glossary)


def _merged(instance: models.Model, field: str, column: str, fresh: str, loaded: str | None) -> Merged:
    current, base = getattr(instance, column) or "", instance.machine_text.get(column)
    if not current or base is None:
        return Merged(current or fresh, fresh)
    seen = current if loaded is None else loaded
    if field in instance.html_fields:
        return merge(base, fresh, current, seen=seen, split=html.blocks, split_finer=html.rows)
    return merge(base, fresh, current, seen=seen, split=paragraphs)


def _note_source(instance: models.Model, field: str, column: str, *, is_settled: bool) -> None:
    """Beside an edited text, keep the source that it was last brought into line with."""
    kept = instance.machine_text
    if getattr(instance, column) == kept[column]:
        kept.pop(_source_key(column), None)
    elif is_settled or _source_key(column) not in kept:
        kept[_source_key(column)] = source_text(instance, field)


def _source_key(column: str) -> str:
    return f"{column}.source"


def state(instance: models.Model, field: str) -> State:
    """The state of the derived side of one translated field."""
    column = build_localized_fieldname(field, target_script(instance))
    current = getattr(instance, column) or ""
    if not current:
        return State.EMPTY
    if current == instance.machine_text.get(column):
        return State.DERIVED
    return State.EDITED if source_before(instance, field) == source_text(instance, field) else State.OUT_OF_DATE


def source_before(instance: models.Model, field: str) -> str:
    """The source as it was when the hand edit was last in line with it; today's where nothing lags behind."""
    column = build_localized_fieldname(field, target_script(instance))
    return instance.machine_text.get(_source_key(column), source_text(instance, field))
