"""Bringing a backup back: everything is checked before anything is touched, then one transaction."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path, PurePosixPath

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction

from articles import freshness
from mscsite.backup import archive
from mscsite.backup.archive import FORMAT, MANIFEST, BackupError, Manifest
from mscsite.core import generation
from mscsite.search import rebuild

PIECE = 1_000_000  # bytes
BATCH = 200  # rows
ATTEMPTS, _DEADLOCK = 5, "40P01"


def restore(path: Path, said: Callable[[str], None] = lambda words: None) -> Manifest:
    """Put the content of `path` in the place of what the database holds; uploads are added to those that are there.

    BackupError, and nothing has changed, where the file is not whole or was made by another version.
    """
    try:
        with zipfile.ZipFile(path) as source:
            manifest = _checked(source)
            said(f"{path.name}: {manifest.made}, {manifest.rows} rows, {len(manifest.uploads)} files")
            _uploads(source, manifest)
            _tables(source, manifest, said)
    except FileNotFoundError as error:
        raise BackupError(f"没有 {path} 这个文件。") from error
    except (OSError, zipfile.BadZipFile, EOFError) as error:
        raise BackupError(f"{path} 读不了：{error}。什么都没有改动；请换一份完好的备份。") from error
    for label, count in rebuild():
        said(f"search {label}: {count}")
    freshness.begin_anew()
    generation.raise_now()
    return manifest


def _checked(source: zipfile.ZipFile) -> Manifest:
    """The manifest of a file that is whole and fits this version."""
    names = set(source.namelist())
    if MANIFEST not in names:
        raise BackupError(f"里面没有 {MANIFEST}：这个文件不是本系统的备份。")
    manifest = Manifest.from_json(source.read(MANIFEST))
    if manifest.format != FORMAT:
        raise BackupError(f"备份的格式是第 {manifest.format} 版，这里只认得第 {FORMAT} 版。请用做备份的那个版本恢复。")
    _same_migrations(manifest)
    if missing := sorted(set(manifest.members) - names):
        raise BackupError(f"备份不完整，缺少 {missing[0]} 等 {len(missing)} 项。请换一份完好的备份。")
    known = {archive.member_of(model) for model in archive.tables()}
    for name, digest in manifest.members.items():
        if name not in known and not _is_safe(name):
            raise BackupError(f"备份里有认不得的内容：{name}。")
        if _digest(source, name) != digest:
            raise BackupError(f"{name} 与校验值不符，备份已经损坏。请换一份完好的备份。")
    if absent := sorted(known - set(manifest.members)):
        raise BackupError(f"备份里没有 {absent[0]}。")
    return manifest


def _same_migrations(manifest: Manifest) -> None:
    theirs, ours = (set(map(tuple, each)) for each in (manifest.migrations, archive.migrations()))
    if theirs != ours:
        example = ".".join(sorted(theirs ^ ours)[0])
        where = "备份里有、这里没有" if theirs - ours else "这里有、备份里没有"
        raise BackupError(
            f"备份与现在的版本对不上（例如 {example}：{where}）。请用做备份的那个版本运行 migrate 和 restore，再升级。"
        )


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return path.parts[:1] == ("media",) and ".." not in path.parts and len(path.parts) > 1 and "\\" not in name


def _digest(source: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with source.open(name) as member:
        while piece := member.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _uploads(source: zipfile.ZipFile, manifest: Manifest) -> None:
    """Before the rows that speak of them: a file more does no harm, a file less does."""
    for name in manifest.uploads:
        own = name.removeprefix("media/")
        if not default_storage.exists(own):
            with source.open(name) as member:
                default_storage.save(own, File(member, name=own))


def _tables(source: zipfile.ZipFile, manifest: Manifest, said: Callable[[str], None]) -> None:
    for left in reversed(range(ATTEMPTS)):
        try:
            return _replaced(source, manifest, said)
        except (DatabaseError, ValueError, LookupError, TypeError) as error:
            is_deadlock = getattr(error.__cause__, "sqlstate", "") == _DEADLOCK  # with an editor who was saving
            if not is_deadlock or not left:
                raise BackupError(f"备份里的数据放不进数据库：{error}。什么都没有改动。") from error


@transaction.atomic  # references between rows are checked at its end
def _replaced(source: zipfile.ZipFile, manifest: Manifest, said: Callable[[str], None]) -> None:
    models_, forgotten = archive.tables(), archive.forgotten()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # nobody else writes until the end, and readers read on: as on SQLite
            cursor.execute(f"LOCK TABLE {', '.join(map(_table, [*models_, *forgotten]))} IN EXCLUSIVE MODE")
        for model in (*forgotten, *models_):
            cursor.execute(f"DELETE FROM {_table(model)}")
        for model in models_:
            _insert(cursor, model, _lines(source, model))
            said(f"{model._meta.label}: {manifest.tables[model._meta.label]}")
        for statement in connection.ops.sequence_reset_sql(no_style(), models_):
            cursor.execute(statement)
    connection.check_constraints()


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _lines(source: zipfile.ZipFile, model: type[models.Model]) -> Iterator[bytes]:
    with source.open(archive.member_of(model)) as member:
        yield from member


def _insert(cursor, model: type[models.Model], lines: Iterator[bytes]) -> None:
    fields = archive.columns(model)
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    places = ", ".join("%s" for _field in fields)
    statement = f"INSERT INTO {_table(model)} ({names}) VALUES ({places})"
    while batch := list(islice(lines, BATCH)):
        cursor.executemany(statement, [archive.parameters(fields, line) for line in batch])
