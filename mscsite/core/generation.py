"""A number in the database that moves with everything that the public can see, in the transaction of the change itself.

Caches of whole pages ask for it and drop what they hold when it has moved. Triggers raise it, so that no way of
writing can forget to: saves, bulk updates, imports, a shell. A model says by `public_when` that its rows are public:
the name of a field that is set once the public sees the row, or an empty string where it always does; by
`public_fields` which fields the public sees (all of them, but for `PRIVATE`, where it says nothing).

Beside it each watched table has the number of its own last public change (`of_tables`), left by the same triggers: what
is made of few tables may be kept longer than the generation stands (`mscsite.core.lasting`). Tables whose models say
`public_shard` leave it with the shards of their keys too (`mscsite.core.shards`).

On PostgreSQL the triggers wait for the commit: the rows are raised last, once a transaction, and nobody waits long for
them. A number is the time of day in thousandths of a second, or one more than before where the clock stands: a restored
database, or a replica that takes over without the last transactions, never comes to one that meant something else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import AppConfig, apps
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from mscsite.core import shards, triggers

PRIVATE = frozenset({"machine_text", "created_at", "updated_at"})  # change without any change of what is read
EVERY = ""  # in the place of a table's name: all of them may have changed
_TABLE, _OF_TABLES = "core_generation", "core_tablegeneration"
_PREFIX = "generation_"
_RAISE = {
    "sqlite": f"""INSERT INTO {_TABLE} (id, number)
        VALUES (1, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER))
        ON CONFLICT (id) DO UPDATE SET number = max(number + 1, excluded.number)""",
    "postgresql": f"""INSERT INTO {_TABLE} (id, number)
        VALUES (1, (extract(epoch FROM clock_timestamp()) * 1000)::bigint)
        ON CONFLICT (id) DO UPDATE SET number = greatest({_TABLE}.number + 1, excluded.number)""",
}


def _leave(name: str) -> str:
    """The statement that leaves the number, just raised, with the table that the expression `name` tells."""
    return f"""INSERT INTO {_OF_TABLES} (name, number) SELECT {name}, number FROM {_TABLE} WHERE id = 1
        ON CONFLICT (name) DO UPDATE SET number = excluded.number"""


# Once a transaction, and once for each table and each shard in it: the setting is local to the transaction, and is gone
# with a savepoint that is rolled back, as what was raised is. Every writer takes the one row first: none waits
# crosswise, and whoever is told of a company's products sees those that others have just committed.
_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own text := pg_current_xact_id()::text || ' ';
    done text := current_setting('mscsite.raised', true);
    part bigint;
BEGIN
    IF done IS NULL OR NOT starts_with(done, own) THEN
        done := own;
        {raise_number};
    END IF;
    IF strpos(done, ' ' || TG_TABLE_NAME || ' ') = 0 THEN
        done := done || TG_TABLE_NAME || ' ';
        {leave};
    END IF;
    {shards}
    PERFORM set_config('mscsite.raised', done, true);
    RETURN NULL;
END $$;
"""
_SHARDS = """FOR part IN {changed} LOOP
        IF strpos(done, ' {table}#' || part || ' ') = 0 THEN
            done := done || '{table}#' || part || ' ';
            {leave};
        END IF;
    END LOOP;"""


def _function(name: str, told: str = "") -> str:
    """The function of PostgreSQL's triggers: for one kind of write that leaves shards, `told`, or for all others."""
    whole = f"IF TG_OP = 'TRUNCATE' THEN {shards.leave_whole('TG_TABLE_NAME')}; END IF;"
    return _FUNCTION.format(
        name=name, raise_number=_RAISE["postgresql"], leave=_leave("TG_TABLE_NAME"), shards=told or whole
    )


@dataclass(frozen=True)
class Watch:
    """A table whose public rows count. `shown` is the column that tells a public row; empty where every row is. `told`
    says whose shards change with its rows."""

    table: str
    columns: tuple[str, ...]
    shown: str
    told: shards.Told | None = None

    def fits(self, there: dict[str, set[str]]) -> bool:
        """Whether the database has the table with its columns; `there` gives those of each table."""
        others = self.told.needs if self.told else ()
        own = {*self.columns, *filter(None, [self.shown])} <= there.get(self.table, set())
        return own and all(column in there.get(table, ()) for table, column in others)

    def conditions(self, differ: str) -> dict[str, str]:
        """For each kind of write, when the public sees it; `differ` is the database's word for NULL-safe unequal."""
        new, old = (f'{row}."{self.shown}" IS NOT NULL' if self.shown else "1 = 1" for row in ("NEW", "OLD"))
        changed = " OR ".join(f'OLD."{column}" {differ} NEW."{column}"' for column in self.columns)
        return {"INSERT": new, "UPDATE": f"({new} OR {old}) AND ({changed})", "DELETE": old}


def watched() -> list[Watch]:
    """All tables that count, by their models, with the relations between them."""
    found = {}
    for model in apps.get_models():
        if (field := getattr(model, "public_when", None)) is not None:
            options = model._meta
            names = getattr(model, "public_fields", None) or [f.name for f in options.local_concrete_fields]
            columns = tuple(options.get_field(name).column for name in names if name not in PRIVATE)
            found[options.db_table] = Watch(options.db_table, columns, _column(model, field), shards.of(model))
            for through in (relation.remote_field.through._meta for relation in options.local_many_to_many):
                if through.auto_created:
                    columns = tuple(f.column for f in through.local_concrete_fields)
                    found[through.db_table] = Watch(through.db_table, columns, "")
    return [found[table] for table in sorted(found)]


def _column(model: type[models.Model], field: str) -> str:
    return model._meta.get_field(field).column if field else ""


def current(using: str = "default") -> int:
    """The number as this connection sees it now; 0 where nothing public was ever written."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT number FROM {_TABLE} WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else 0


def of_tables(using: str = "default") -> dict[str, int]:
    """The number that each table's last public change was left with, as this connection sees it now; under `EVERY` that
    of the last change of nobody knows what. Tables that never changed are left out."""
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT name, number FROM {_OF_TABLES}")
        return dict(cursor.fetchall())


def raise_now(using: str = "default", table: str = EVERY) -> None:
    """Move the number by hand: after a migration, a restore, anything that triggers do not see in `table`."""
    connection = connections[using]
    with transaction.atomic(using), connection.cursor() as cursor:
        cursor.execute(_RAISE[connection.vendor])
        cursor.execute(_leave("CAST(%s AS varchar)"), [table])
        cursor.execute(shards.leave_whole("CAST(%s AS varchar)"), [table])


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers anew, as the models say today. Tables of a migration half done are left out until it is."""
    remove(connection)
    with connection.cursor() as cursor:
        there = triggers.columns(cursor)
        if connection.vendor == "postgresql":
            cursor.execute(_function(f"{_PREFIX}raise"))
        for watch in watched():
            if watch.fits(there):
                for statement in _statements(connection.vendor, watch):
                    cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers: SQLite makes a table anew when a column changes, and would stumble over them."""
    triggers.remove(connection, _PREFIX)


def installed(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """Table and name of every trigger of ours."""
    return triggers.installed(connection, _PREFIX)


_ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}  # that a trigger may look at


def expected(connection: BaseDatabaseWrapper) -> int:
    """How many triggers there should be: three of rows for each table, and on PostgreSQL that of TRUNCATE."""
    return (4 if connection.vendor == "postgresql" else 3) * len(watched())


def _statements(vendor: str, watch: Watch) -> Iterator[str]:
    for write, condition in watch.conditions(triggers.DIFFER[vendor]).items():
        name = f"{_PREFIX}{watch.table}_{write.lower()}"[:63]
        changed = shards.changed(watch.told, _ROWS[write]) if watch.told else ""
        if vendor == "postgresql":
            function = f"{_PREFIX}raise"
            if watch.told:
                function, table = f"{_PREFIX}raise_{watch.table}_{write.lower()}", watch.told.table
                leave = shards.leave(f"'{table}'", "SELECT part AS shard")
                yield _function(function, _SHARDS.format(changed=changed, table=table, leave=leave))
            yield (
                f'CREATE CONSTRAINT TRIGGER "{name}" AFTER {write} ON "{watch.table}" DEFERRABLE INITIALLY DEFERRED '
                f"FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {function}()"
            )
        else:
            raised = [_RAISE["sqlite"], _leave(f"'{watch.table}'")]
            raised += [shards.leave(f"'{watch.told.table}'", changed)] if watch.told else []
            yield (
                f'CREATE TRIGGER "{name}" AFTER {write} ON "{watch.table}" WHEN {condition} '
                f"BEGIN {'; '.join(raised)}; END"
            )
    if vendor == "postgresql":  # rows that go all at once are told to no trigger of rows; such a trigger cannot wait
        name = f"{_PREFIX}{watch.table}_truncate"[:63]
        yield f'CREATE TRIGGER "{name}" AFTER TRUNCATE ON "{watch.table}" EXECUTE FUNCTION {_PREFIX}raise()'


def before_migrations(sender: AppConfig, using: str, **kwargs) -> None:
    remove(connections[using])


def after_migrations(sender: AppConfig, using: str, **kwargs) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        if not {_TABLE, _OF_TABLES, shards.TABLE} <= set(connection.introspection.table_names(cursor)):
            return  # a migration back to before they were there
    install(connection)
    raise_now(using)
