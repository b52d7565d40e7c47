"""Making a backup of the running site: one view of the database from beginning to end, then the uploads."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from mscsite.backup import archive
from mscsite.backup.archive import BackupError, Manifest

UNFINISHED = ".mscsite-backup-"
OLD = 86_400  # seconds
PIECE = 1_000_000  # bytes of an upload that are in memory at once


def write(path: Path, said: Callable[[str], None] = lambda words: None) -> Manifest:
    """Write everything to `path`; `said` is told of each table. The file appears whole or not at all.

    Nobody has to stop: on SQLite (WAL) and PostgreSQL the tables are read as of one moment. BackupError where the file
    cannot be written.
    """
    manifest = Manifest(timezone.now().isoformat(), connection.vendor, archive.migrations())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _forget_unfinished(path.parent)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=UNFINISHED, delete=False) as file:
            try:
                _fill(file, manifest, said)
                file.flush()
                os.fsync(file.fileno())
                Path(file.name).replace(path)
            except BaseException:
                Path(file.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise BackupError(f"{path} 写不了：{error}。请换一个有空间、可写的位置。") from error
    return manifest


def _forget_unfinished(folder: Path) -> None:
    """Files of backups that were killed; one that is still being written is younger than a day."""
    for path in folder.glob(f"{UNFINISHED}*"):
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > OLD:
                path.unlink()


def _fill(file, manifest: Manifest, said: Callable[[str], None]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as target:
        with _one_moment():
            for model in archive.tables():
                count = _add(target, manifest, archive.member_of(model), archive.rows(model))
                manifest.tables[model._meta.label] = count
                said(f"{model._meta.label}: {count}")
        for name in sorted(_uploads("")):
            # Names of uploads are made of their content: a file is never written anew, but it may be gone by now.
            if default_storage.exists(name):
                _add(target, manifest, f"media/{name}", _pieces(name))
        said(f"media: {len(manifest.uploads)}")
        target.writestr(archive.MANIFEST, manifest.as_json())


@contextmanager
def _one_moment() -> Iterator[None]:
    """A transaction that reads the whole database as it is now, and lets others write."""
    is_inside = connection.in_atomic_block  # of somebody's transaction, whose view is one moment's already
    if is_inside or connection.vendor == "postgresql":
        with transaction.atomic():
            if not is_inside:
                connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
        return
    cursor = connection.cursor()
    cursor.execute("BEGIN DEFERRED")  # Django's own would take the lock for writing
    try:
        yield
    finally:
        cursor.execute("ROLLBACK")


def _add(target: zipfile.ZipFile, manifest: Manifest, name: str, pieces: Iterable[bytes]) -> int:
    """Write a member; the number of pieces that it was made of."""
    digest, count = hashlib.sha256(), 0
    with target.open(name, "w", force_zip64=True) as member:
        for piece in pieces:
            member.write(piece)
            digest.update(piece)
            count += 1
    manifest.members[name] = digest.hexdigest()
    return count


def _uploads(folder: str) -> Iterator[str]:
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever uploaded, or it has just gone
        return
    yield from (f"{folder}/{name}".lstrip("/") for name in names)
    for each in folders:
        yield from _uploads(f"{folder}/{each}".lstrip("/"))


def _pieces(name: str) -> Iterator[bytes]:
    with default_storage.open(name, "rb") as file:
        yield from file.chunks(PIECE)
