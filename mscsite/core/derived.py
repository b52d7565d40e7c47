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


def machine_version(instance: models.Model, field: str) -> str:
    """What the machine makes today of the source text of `field`."""
    source = getattr(instance, build_localized_fieldname(field, instance.source_script)) or ""
    change = hanzi.convert_html if field in instance.html_fields else hanzi.convert
    return change(source, hanzi.tag_of(target_script(instance)), hanzi.tag_of(instance.source_script))


def derive(instance: models.Model) -> None:
    """Bring the derived script up to its source, except where somebody edited it, and note what the machine wrote."""
    loaded = getattr(instance, "loaded_text", {})
    for field in translated_fields(type(instance)):
        column = build_localized_fieldname(field, target_script(instance))
        current, base = getattr(instance, column) or "", instance.machine_text.get(column)
        fresh = machine_version(instance, field)
        if not current or base is None:
            merged = Merged(current or fresh, fresh)
        elif field in instance.html_fields:
            seen = loaded.get(column, current)
            merged = merge(base, fresh, current, seen=seen, split=html.blocks, split_finer=html.rows)
        else:
            merged = merge(base, fresh, current, seen=loaded.get(column, current), split=paragraphs)
        setattr(instance, column, merged.text)
        instance.machine_text[column] = merged.base


def state(instance: models.Model, field: str) -> State:
    """The state of the derived side of one translated field."""
    column = build_localized_fieldname(field, target_script(instance))
    current, base = getattr(instance, column) or "", instance.machine_text.get(column)
    if not current:
        return State.EMPTY
    if current == base:
        return State.DERIVED
    return State.EDITED if base == machine_version(instance, field) else State.OUT_OF_DATE
