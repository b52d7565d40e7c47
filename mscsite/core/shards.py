"""Tables cut by their keys into shards, each with the number of its last public change: what a process keeps of
thousands of records is read anew shard by shard (`mscsite.core.lasting.sharded`).

A model says by `public_shard` whose keys its rows are told by: its own key, a relation to another model, or the
relation of others to it (the products of a company). `mscsite.core.generation` puts what is here into its triggers.

Every transaction that changes anything public holds the row of the generation until it has committed, so they leave
their numbers one after the other, and a number that was there never comes back. Whoever read the numbers, and after
that the rows, misses nothing: a shard whose number is still the same has not changed since, whoever committed when.
(SQLite's INSERT OR REPLACE takes a row of another key away without a word to any trigger: call `raise_now` then.)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connections, models

SIZE = 64  # keys of a shard: what is read anew for one record that changes
TABLE = "core_shardgeneration"
_WHOLE = -1  # in the place of a shard: any row of the table may have changed


@dataclass(frozen=True)
class Told:
    """By the keys of which table rows are told: `keys` selects those of a row of a trigger, OLD or NEW, as `key`;
    `needs` has the columns that it reads of other tables."""

    table: str
    keys: str
    needs: tuple[tuple[str, str], ...] = ()


def of(model: type[models.Model]) -> Told | None:
    """What `public_shard` of a model says; None where it says nothing."""
    if not (name := getattr(model, "public_shard", "")):
        return None
    field = model._meta.get_field(name)
    if not field.concrete:  # others point at this one
        own, other = model._meta.pk.column, field.related_model._meta
        key, link = other.pk.column, field.field.column
        keys = f'SELECT "{key}" AS key FROM "{other.db_table}" WHERE "{link}" = {{row}}."{own}"'
        return Told(other.db_table, keys, ((other.db_table, key), (other.db_table, link)))
    owner = field.related_model if field.is_relation else model
    return Told(owner._meta.db_table, f'SELECT {{row}}."{field.column}" AS key')


def changed(told: Told, rows: Iterable[str]) -> str:
    """The query for the shards that the `rows` of a trigger are told by, as `shard`."""
    keys = " UNION ".join(f"SELECT key FROM ({told.keys.format(row=row)}) of_{row.lower()}" for row in rows)
    return f"SELECT DISTINCT key / {SIZE} AS shard FROM ({keys}) keys WHERE key IS NOT NULL"


def leave(table: str, shards: str) -> str:
    """The statement that leaves the generation, just raised, with `shards`: a query, or a number of one."""
    return f"""INSERT INTO {TABLE} (name, shard, number)
        SELECT {table}, s.shard, g.number FROM core_generation g, ({shards}) s WHERE g.id = 1
        ON CONFLICT (name, shard) DO UPDATE SET number = excluded.number"""


def leave_whole(name: str) -> str:
    """The statement for all shards of the table that the expression `name` tells."""
    return leave(name, f"SELECT {_WHOLE} AS shard")


@dataclass(frozen=True)
class Numbers:
    """The numbers of tables, of what concerns all shards, and of each shard, as one statement read them."""

    tables: dict[str, int]
    whole: dict[str, int]
    shards: dict[int, int]

    def since(self, before: Numbers) -> list[int] | None:
        """The shards that changed since `before`; None where all of them may have."""
        if self.whole != before.whole:
            return None
        known = self.shards.keys() | before.shards.keys()
        return sorted(shard for shard in known if self.shards.get(shard) != before.shards.get(shard))


def read(tables: Sequence[type[models.Model]], every: str, using: str = "default") -> Numbers:
    """The numbers of `tables`, all of them told by the keys of one table; `every` is the name under which the number of
    a change of nobody knows what stands."""
    told = {each.table for each in map(of, tables) if each}
    if len(told) != 1 or not all(map(of, tables)):
        raise LookupError(f"{', '.join(t._meta.db_table for t in tables)}: not told by the keys of one table")
    names = [every, *(model._meta.db_table for model in tables)]
    places = ", ".join(["%s"] * len(names))
    with connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT name, NULL, number FROM core_tablegeneration WHERE name IN ({places})"
            f" UNION ALL SELECT name, shard, number FROM {TABLE} WHERE name IN ({places})",
            [*names, *names],
        )
        rows = cursor.fetchall()
    of_tables = {name: number for name, shard, number in rows if shard is None}
    whole = {name: number for name, shard, number in rows if shard == _WHOLE}
    return Numbers(of_tables, whole, {shard: number for _name, shard, number in rows if shard not in (None, _WHOLE)})


def within(field: str, shards: Iterable[int] | None) -> models.Q:
    """The condition that the key `field` lies in one of `shards`; none where these are None, which is all."""
    if shards is None:
        return models.Q()
    found = models.Q(pk__in=[])
    for shard in shards:
        found |= models.Q(**{f"{field}__gte": shard * SIZE, f"{field}__lt": (shard + 1) * SIZE})
    return found
