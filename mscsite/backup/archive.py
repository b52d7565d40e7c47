"""What a backup holds: its manifest, its tables, and how a value is written without saying which database it is of."""

from __future__ import annotations

import base64
import datetime as dt
import json
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from decimal import Decimal

from django.apps import apps
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

FORMAT = 1
MANIFEST = "manifest.json"
# Of no use beside other data: a restore takes them away. They point at accounts, which may be others then.
FORGOTTEN = frozenset({"core.Job", "sessions.Session", "accounts.Session", "accounts.AccountLink"})
# Not in a backup either: what is made or looked for anew after a restore, and what is about the machine, not the data.
LEFT_OUT = FORGOTTEN | {
    *("core.SearchEntry", "core.SearchName", "core.LastRun"),
    *("core.Generation", "core.TableGeneration", "core.ShardGeneration"),
    *("articles.Touched", "articles.LivePart", "accounts.Tally"),
}


class BackupError(Exception):
    """The backup cannot be made or used; the message says why, and what to do."""


@dataclass
class Manifest:
    """`tables` gives rows by label, `members` the SHA-256 of each by its name in the file."""

    made: str
    database: str
    migrations: list[list[str]]
    tables: dict[str, int] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def rows(self) -> int:
        return sum(self.tables.values())

    @property
    def uploads(self) -> list[str]:
        return [name for name in self.members if name.startswith("media/")]

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError) as error:
            raise BackupError(f"{MANIFEST} 读不懂：{error}。这个文件不是本系统的备份，或者已经损坏。") from error


def tables() -> list[type[models.Model]]:
    """Every model that is backed up, tables of relations among them."""
    every = apps.get_models(include_auto_created=True)
    return [m for m in every if m._meta.managed and not m._meta.proxy and m._meta.label not in LEFT_OUT]


def forgotten() -> list[type[models.Model]]:
    """The models whose rows a restore takes away."""
    return [model for model in apps.get_models() if model._meta.label in FORGOTTEN]


def member_of(model: type[models.Model]) -> str:
    return f"tables/{model._meta.label}.jsonl"


def migrations() -> list[list[str]]:
    """App and name of every migration that this database has seen."""
    return sorted(map(list, MigrationRecorder(connection).applied_migrations()))


def columns(model: type[models.Model]) -> list[models.Field]:
    return list(model._meta.local_concrete_fields)


def rows(model: type[models.Model]) -> Iterator[bytes]:
    """The rows of a table as lines, in the order of their keys; in JSON too, whose order PostgreSQL does not keep."""
    names = [field.attname for field in columns(model)]
    for record in model._base_manager.order_by("pk").iterator(chunk_size=1000):
        # Not by attribute: a translated field would give its text in the language of the moment.
        values = [_plain(record.__dict__[name]) for name in names]
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def _plain(value):
    """A value as JSON has it, exactly: times keep their microseconds, bytes become Base64."""
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value


def parameters(fields: list[models.Field], line: bytes) -> list:
    """The values of one line, as this database takes them. ValueError where they do not fit the table."""
    values = json.loads(line)
    if not isinstance(values, list) or len(values) != len(fields):
        raise ValueError(f"{len(fields)} values expected")
    return [_prepared(field, value) for field, value in zip(fields, values, strict=True)]


def _prepared(field: models.Field, value):
    if isinstance(field, models.BinaryField) and value is not None:
        value = base64.b64decode(value)
    return field.get_db_prep_save(field.to_python(value), connection)
