"""Keeping the index in step. Every change of an entry goes through here, in the transaction of the record's change."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Max, QuerySet

from mscsite.core.fulltext import postgresql, sqlite
from mscsite.core.fulltext.folding import fold, squash, storable
from mscsite.core.fulltext.texts import Searchable, SearchTexts

if TYPE_CHECKING:
    from mscsite.core.models import SearchEntry, SearchName

VERSION = 1  # of folding and cutting; raise it with either, and run rebuild_search
MAX_NAME = 200
SLOTS = 256  # numbers for the records of one day
_SPILL = 2**17
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_DAY = 86_400_000_000  # microseconds
_DAYS_BEFORE_1970 = 200_000  # of what is older, like a paper of 1543, the place is still positive
_NO_DATE = -_DAYS_BEFORE_1970 * _DAY


def entries() -> QuerySet[SearchEntry]:
    # Records keep their own entry in step, so the models import this package and not the other way round.
    return apps.get_model("core", "SearchEntry").objects.all()


def names() -> QuerySet[SearchName]:
    return apps.get_model("core", "SearchName").objects.all()


def backend():
    """The module that speaks to the database in use."""
    return postgresql if connection.vendor == "postgresql" else sqlite


def update(record: Searchable) -> bool:
    """Bring the entry of one record in step; call it in the transaction of the change. Whether it can now be found."""
    texts = record.search_texts()
    if texts is None:
        remove(record)
        return False
    with transaction.atomic(savepoint=False):
        entry = entries().select_for_update().filter(type=record.search_type, key=record.search_key).first()
        if entry is None:
            entry = entries().model(type=record.search_type, key=record.search_key)
        else:
            backend().drop(entry)
        for name, value in _fields(record, texts).items():
            setattr(entry, name, value)
        entry.moment = _moment(texts.date)
        entry.place = _place(entry)
        entry.save()
        backend().add(entry)
        _write_names(entry, texts)
    return True


def _fields(record: Searchable, texts: SearchTexts) -> dict:
    shown = {
        name: storable(getattr(texts, name))
        for name in ("title_zh_hans", "title_zh_hant", "text_zh_hans", "text_zh_hant")
    }
    return shown | {
        "version": VERSION,
        "folded_title": "\n".join(
            dict.fromkeys(fold(name) for name, _is_synonym in _spellings(record.search_key, texts))
        ),
        "folded_text": _folded_text(texts),
    }


def _folded_text(texts: SearchTexts) -> str:
    """Both scripts: of the second, the lines that do not fold to a line of the first."""
    lines = fold(texts.text_zh_hans).split("\n")
    known = set(lines)
    lines += [line for line in fold(texts.text_zh_hant).split("\n") if line not in known]
    return "\n".join(lines)


def _spellings(key: str, texts: SearchTexts) -> list[tuple[str, bool]]:
    """Every name of a record as written, and whether it means the record alone."""
    alone = set(texts.synonyms)
    listed = [texts.title_zh_hans, texts.title_zh_hant, *texts.synonyms, *texts.names.split("\n"), key]
    return [(name, name in alone) for name in listed if name.strip()]


def _moment(date: dt.datetime | None) -> int:
    return (date - _EPOCH) // dt.timedelta(microseconds=1) if date else _NO_DATE


def _place(entry: SearchEntry) -> int:
    """A number of its own for each entry, higher for those of later days, without wide gaps.

    FTS5 writes the distance from row to row for each token of a text: numbers made of seconds tripled the index.
    """
    first = max(0, entry.moment // _DAY + _DAYS_BEFORE_1970) * SLOTS
    last = first + SLOTS - 1
    if entry.place is not None and first <= entry.place <= last:
        return entry.place
    taken = set(entries().filter(place__range=(first, last)).values_list("place", flat=True))
    digest = hashlib.blake2b(f"{entry.type}:{entry.key}".encode(), digest_size=8).digest()
    begin = int.from_bytes(digest) % SLOTS
    for step in range(SLOTS):
        place = first + (begin + step) % SLOTS
        if place not in taken:
            return place
    # A day with more records than it has numbers takes those of the days that follow.
    following = entries().filter(place__gt=last, place__lt=last + _SPILL).aggregate(Max("place"))["place__max"] or last
    if following + 1 < last + _SPILL:
        return following + 1
    return entries().aggregate(Max("place"))["place__max"] + 1


def _write_names(entry: SearchEntry, texts: SearchTexts) -> None:
    rows = {}
    for shown, is_synonym in _spellings(entry.key, texts):
        name = fold(shown)[:MAX_NAME]
        squashed = squash(name) if any(c.isdigit() for c in name) else ""
        row = names().model(entry=entry, name=name, squashed=squashed, shown=storable(shown)[:MAX_NAME])
        row.is_synonym = is_synonym
        rows.setdefault(name, row).is_synonym |= is_synonym
    held = {row.name: row for row in names().filter(entry=entry)}
    if {name: (row.shown, row.is_synonym) for name, row in held.items()} == {
        name: (row.shown, row.is_synonym) for name, row in rows.items()
    }:
        return
    names().filter(entry=entry).delete()
    names().bulk_create(rows.values())


def remove(record: Searchable) -> None:
    """Remove the entry of one record, if it has one; call it in the transaction of the change."""
    _remove(entries().filter(type=record.search_type, key=record.search_key))


def remove_others(search_type: str, keys: set[str]) -> None:
    """Remove the entries of one type whose record is not among `keys`."""
    held = entries().filter(type=search_type).values_list("pk", "key")
    for pk in [pk for pk, key in held if key not in keys]:
        _remove(entries().filter(pk=pk))


def _remove(doomed: QuerySet[SearchEntry]) -> None:
    with transaction.atomic(savepoint=False):
        for entry in doomed.select_for_update():
            backend().drop(entry)
            names().filter(entry=entry).delete()
            entry.delete()


def is_outdated() -> bool:
    """Whether entries were folded or cut by older rules, or the index holds others than these: then it starts anew."""
    return entries().exclude(version=VERSION).exists() or backend().is_out_of_step()


def clear() -> None:
    """Remove every entry, even where the index does not fit them."""
    with transaction.atomic():
        backend().clear()
        names().delete()
        entries().delete()
