"""Triggers that note which live articles rest on a record that has changed, in the transaction of the change itself.

They see every way of writing: saves, sheets of thousands of rows, a shell. What is noted stands in `Touched` until
somebody answers for the text anew (`articles.freshness`); so the lists of the admin read it by index, and look for
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from mscsite.core import generation, triggers
from mscsite.core.generation import Watch

PREFIX = "touched_"
# They say when or how a record was looked at, and nothing that an article could rest on.
_UNTOLD = frozenset(
    "retraction_checked_at link_checked_at link_status proposed_copy refused_copy last_checked_at as_printed".split()
)
_NOW = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')", "postgresql": "clock_timestamp()"}


@dataclass(frozen=True)
class Source:
    """A watched table: its rows, or what they belong to, are the record `kind` with the key in `column`.

    `through` ties revisions to such records, by `field`.
    """

    watch: Watch
    kind: str
    column: str
    through: str
    field: str

    @property
    def writes(self) -> tuple[str, ...]:
        """A new record has no article yet, and one that goes takes its ties with it; those of its parts matter."""
        return ("UPDATE",) if self.column == "id" else ("INSERT", "UPDATE", "DELETE")


def sources() -> Iterator[Source]:
    from articles.models import Revision
    from products.models import Product, RegulatoryEvent
    from references.models import Citation, Trial

    watches = {watch.table: watch for watch in generation.watched()}
    relations = ((Citation, "citations"), (Product, "products"), (Trial, "trials"), (RegulatoryEvent, "products"))
    for model, relation in relations:
        field = Revision._meta.get_field(relation)
        watch = watches[model._meta.db_table]
        told = tuple(column for column in watch.columns if column not in _UNTOLD)
        yield Source(
            replace(watch, columns=told), field.related_model._meta.model_name, _key(model, field.related_model),
            field.remote_field.through._meta.db_table, f"{field.m2m_reverse_field_name()}_id",
        )  # fmt: skip


def _key(model: type[models.Model], record: type[models.Model]) -> str:
    return "id" if model is record else f"{record._meta.model_name}_id"


def install(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers anew. Tables of a migration half done are left out until it is."""
    triggers.remove(connection, PREFIX)
    with connection.cursor() as cursor:
        there = triggers.columns(cursor)
        for source in sources():
            if source.watch.fits(there) and {source.through, "articles_touched"} <= set(there):
                for statement in _statements(connection.vendor, source):
                    cursor.execute(statement)


def expected() -> int:
    """How many triggers there should be."""
    return sum(len(source.writes) for source in sources())


def _statements(vendor: str, source: Source) -> Iterator[str]:
    table = source.watch.table
    conditions = source.watch.conditions(triggers.DIFFER[vendor])
    if vendor == "postgresql":
        yield (
            f"CREATE OR REPLACE FUNCTION {PREFIX}{table}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"DECLARE changed bigint; BEGIN "
            f'changed := CASE TG_OP WHEN \'DELETE\' THEN OLD."{source.column}" ELSE NEW."{source.column}" END; '
            f"{_note(vendor, source, 'changed')}; RETURN NULL; END $$"
        )
    for write in source.writes:
        name = f"{PREFIX}{table}_{write.lower()}"
        head = f'CREATE TRIGGER "{name}" AFTER {write} ON "{table}"'
        if vendor == "postgresql":
            yield f"{head} FOR EACH ROW WHEN ({conditions[write]}) EXECUTE FUNCTION {PREFIX}{table}()"
        else:
            row = "OLD" if write == "DELETE" else "NEW"
            key = f'{row}."{source.column}"'
            yield f"{head} WHEN {conditions[write]} BEGIN {_note(vendor, source, key)}; END"


def _note(vendor: str, source: Source, key: str) -> str:
    """One row an article and record, however often it changes: so two writers meet only where they change the same."""
    return (
        f"INSERT INTO articles_touched (article_id, record_type, record_id, at) "
        f"SELECT a.id, '{source.kind}', {key}, {_NOW[vendor]} FROM \"{source.through}\" t "
        f'JOIN articles_article a ON a.live_id = t.revision_id WHERE t."{source.field}" = {key} ORDER BY a.id '
        f"ON CONFLICT (article_id, record_type, record_id) DO UPDATE SET at = excluded.at"
    )
