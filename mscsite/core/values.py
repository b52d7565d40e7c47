"""Records as the values that were read of them: what is made of these alone holds as long as they are the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from django.db import models
from django.utils.functional import LazyObject

_PLAIN = (str, int, float, bool, bytes, dt.date, dt.datetime, dt.time, type(None))  # and what is derived of them: enums
_KEPT = "_values"  # where a record remembers them: nobody may change it afterwards
_UNREAD = "unread"


def of(thing: Any) -> Hashable:
    """Equal for two things of which the same was read: records with the records that were read with them, data classes,
    lists. A record that is inside itself is named by its key there. TypeError for what is none of these.
    """
    return _of(thing, ())


def _of(thing: Any, inside: tuple[models.Model, ...]) -> Hashable:
    if type(thing) in _PLAIN:  # most are
        return thing
    if isinstance(thing, LazyObject):
        bool(thing)  # reads it
        thing = thing._wrapped
    if isinstance(thing, models.Model):
        return _of_record(thing, inside)
    if isinstance(thing, _PLAIN):
        return thing
    if isinstance(thing, list | tuple | models.QuerySet):
        return tuple([_of(each, inside) for each in thing])
    if isinstance(thing, dict):
        return tuple((name, _of(each, inside)) for name, each in thing.items())
    if is_dataclass(thing):
        return type(thing), tuple([_of(getattr(thing, name), inside) for name in _fields(type(thing))])
    raise TypeError(f"{thing!r} ({type(thing).__name__}) is no record, data class, list or plain value")


def _of_record(record: models.Model, inside: tuple[models.Model, ...]) -> Hashable:
    if any(each is record for each in inside):
        return type(record), record.pk
    values = record.__dict__
    if inside == () and _KEPT in values:
        return values[_KEPT]
    within = (*inside, record)
    told = (
        type(record),
        tuple([_field(values.get(name, _UNREAD)) for name in _columns(type(record))]),
        tuple((name, _of(each, within)) for name, each in record._state.fields_cache.items()),
        tuple((name, _of(each, within)) for name, each in values.items() if _is_records(each)),
    )
    if inside == ():
        values[_KEPT] = told
    return told


def _field(value: Any) -> Hashable:
    """JSON comes as lists and dictionaries."""
    return repr(value) if isinstance(value, list | dict) else value


def _is_records(value: Any) -> bool:
    """What was read for it beside its own row (`Prefetch(to_attr=…)`)."""
    return type(value) is list and bool(value) and isinstance(value[0], models.Model)


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def _columns(model: type[models.Model]) -> tuple[str, ...]:
    """`machine_text` says how a text was made, and nobody shows it."""
    return tuple(field.attname for field in model._meta.concrete_fields if field.attname != "machine_text")
