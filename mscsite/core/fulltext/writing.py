"""Keeping the index in step. Every change of an entry goes through here, in the transaction of the record's change."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Max, QuerySet

from mscsite.core import bulk
from mscsite.core.fulltext import postgresql, sqlite
from mscsite.core.fulltext.folding import fold, squash, storable
from mscsite.core.fulltext.texts import Searchable, SearchTexts

if TYPE_CHECKING:
    from mscsite.core.models import SearchEntry, SearchName

VERSION = 2  # of folding and cutting; raise it with either, and run rebuild_search
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


def update(record: Searchable, former_key: str | None = None) -> bool:
    """Bring the entries of one record in step; call it in the transaction of the change. Whether readers now find it.

    What its editors work on has an entry of its own where readers do not find the same. `former_key` is what it was
    found by before, where that may have been another.
    """
    public, working = record.search_texts(), record.working_texts()
    with transaction.atomic(savepoint=False):
        if former_key and former_key != record.search_key:
            _remove(entries().filter(type=record.search_type, key=former_key))
        held = {entry.is_public: entry for entry in _held(record).select_for_update()}
        _bring_in_step(record, public, held.get(True), is_public=True)
        _bring_in_step(record, working if working != public else None, held.get(False), is_public=False)
    return public is not None


def update_proposals(records: Sequence[Searchable]) -> None:
    """`update` for many records of one type, none of them public, in a few statements for all."""
    if not records:
        return
    with transaction.atomic(savepoint=False):
        wanted = entries().filter(type=records[0].search_type, key__in=[record.search_key for record in records])
        held = list(wanted.select_for_update())
        backend().drop(*held)
        wanted.delete()
        place = _following(SLOTS - 1, len(records))
        new = [_proposal(record, place + number) for number, record in enumerate(records)]
        bulk.insert(new)
        backend().add(*new)


def _proposal(record: Searchable, place: int) -> SearchEntry:
    entry = entries().model(type=record.search_type, key=record.search_key, is_public=False)
    for name, value in _fields(record, record.working_texts(), is_public=False).items():
        setattr(entry, name, value)
    entry.moment, entry.place = _NO_DATE, place
    return entry


def _held(record: Searchable) -> QuerySet[SearchEntry]:
    return entries().filter(type=record.search_type, key=record.search_key)


def _bring_in_step(
    record: Searchable, texts: SearchTexts | None, entry: SearchEntry | None, *, is_public: bool
) -> None:
    if texts is None:
        if entry is not None:
            _remove_entry(entry)
        return
    new = _fields(record, texts, is_public=is_public) | {"moment": _moment(texts.date)}
    if entry is None:
        entry = entries().model(type=record.search_type, key=record.search_key, is_public=is_public)
    is_new = entry.pk is None
    if is_new or any(getattr(entry, name) != value for name, value in new.items()):
        if not is_new:
            backend().drop(entry)
        for name, value in new.items():
            setattr(entry, name, value)
        entry.place = _place(entry)
        entry.save(force_insert=is_new, force_update=not is_new)
        backend().add(entry)
    if is_public:
        _write_names(entry, texts, is_new=is_new)


def _fields(record: Searchable, texts: SearchTexts, *, is_public: bool) -> dict:
    shown = {
        name: storable(getattr(texts, name)) if is_public or name.startswith("title") else ""
        for name in ("title_zh_hans", "title_zh_hant", "text_zh_hans", "text_zh_hant")
    }
    return shown | {
        "version": VERSION,
        "category": texts.category,
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


def date_of(moment: int) -> dt.datetime | None:
    return _EPOCH + dt.timedelta(microseconds=moment) if moment != _NO_DATE else None


def _place(entry: SearchEntry) -> int:
    """A number of its own for each entry, higher for those of later days, without wide gaps.

    FTS5 writes the distance from row to row for each token of a text: numbers made of seconds tripled the index.
    """
    first = max(0, entry.moment // _DAY + _DAYS_BEFORE_1970) * SLOTS
    last = first + SLOTS - 1
    if entry.place is not None and first <= entry.place <= last:
        return entry.place
    with connection.cursor() as cursor:
        cursor.execute("SELECT place FROM core_searchentry WHERE place BETWEEN %s AND %s", [first, last])
        taken = {place for (place,) in cursor.fetchall()}
    label = f"{entry.type}:{entry.key}" if entry.is_public else f"{entry.type}:{entry.key}:draft"
    digest = hashlib.blake2b(label.encode(), digest_size=8).digest()
    begin = int.from_bytes(digest) % SLOTS
    for step in range(SLOTS):
        place = first + (begin + step) % SLOTS
        if place not in taken:
            return place
    return _following(last, 1)  # a day with more records than it has numbers takes those of the days that follow


def _following(last: int, count: int) -> int:
    """The first of `count` free numbers in a row, soon after a day's last one where that can be."""
    held = entries().filter(place__gt=last, place__lt=last + _SPILL).aggregate(Max("place"))["place__max"] or last
    if held + count < last + _SPILL:
        return held + 1
    return entries().aggregate(Max("place"))["place__max"] + 1


def _write_names(entry: SearchEntry, texts: SearchTexts, *, is_new: bool) -> None:
    wanted = _names(entry.key, texts)
    with connection.cursor() as cursor:  # plain SQL: the ORM took longer for it than for all the rest of an entry
        if not is_new:
            cursor.execute("SELECT name, shown, is_synonym FROM core_searchname WHERE entry_id = %s", [entry.pk])
            if {name: (shown, bool(flag)) for name, shown, flag in cursor.fetchall()} == wanted:
                return
            cursor.execute("DELETE FROM core_searchname WHERE entry_id = %s", [entry.pk])
        rows = [[entry.pk, name, _squashed(name), *rest] for name, rest in wanted.items()]
        cursor.execute(
            "INSERT INTO core_searchname (entry_id, name, squashed, shown, is_synonym)"
            f" VALUES {', '.join(['(%s, %s, %s, %s, %s)'] * len(rows))}",
            [value for row in rows for value in row],
        )


def _names(key: str, texts: SearchTexts) -> dict[str, tuple[str, bool]]:
    """Every name of a record, folded, with how it is written and whether it means the record alone."""
    names: dict[str, tuple[str, bool]] = {}
    for written, is_synonym in _spellings(key, texts):
        name = fold(written)[:MAX_NAME]
        shown, alone = names.get(name, (storable(written)[:MAX_NAME], False))
        names[name] = shown, alone or is_synonym
    return names


def _squashed(name: str) -> str:
    return squash(name) if any(c.isdigit() for c in name) else ""


def remove(record: Searchable) -> None:
    """Remove the entries of one record, if it has any; call it in the transaction of the change."""
    _remove(_held(record))


def remove_others(search_type: str, keys: set[str]) -> None:
    """Remove the entries of one type whose record is not among `keys`."""
    held = entries().filter(type=search_type).values_list("pk", "key")
    for pk in [pk for pk, key in held if key not in keys]:
        _remove(entries().filter(pk=pk))


def _remove(doomed: QuerySet[SearchEntry]) -> None:
    with transaction.atomic(savepoint=False):
        for entry in doomed.select_for_update():
            _remove_entry(entry)


def _remove_entry(entry: SearchEntry) -> None:
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
