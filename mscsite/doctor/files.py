"""Folders and disks."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection

from mscsite.doctor.findings import ERROR, OK, WARNING, Check, Finding, judged

FEW_BYTES = 500_000_000
FEW_PARTS = 0.05
NAMED = 3


def _static() -> Iterator[Finding]:
    """Whether what is served is what this version has: every file collected, with the content of today."""
    known = getattr(staticfiles_storage, "hashed_files", None)
    if known is None:
        yield Finding("static files", OK, "served as they are (development)")
        return
    missing, old = [], []
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            name = path.replace("\\", "/")
            if name not in known or not Path(settings.STATIC_ROOT, known[name]).exists():
                missing.append(name)
            elif Path(settings.STATIC_ROOT, name).stat().st_size != Path(storage.path(path)).stat().st_size:
                old.append(name)
    wrong = [*missing, *old]
    seen = f"{len(missing)} missing, {len(old)} old: {', '.join(wrong[:NAMED])}" if wrong else f"{len(known)} files"
    yield judged("static files", not wrong, seen, "run manage.py collectstatic --noinput, then restart the workers")


def _folders() -> Iterator[Finding]:
    """Those that the site writes to, as this account. Run doctor as the account of the site."""
    for part, folder in _written().items():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
                file.write(b"doctor")
        except OSError as error:
            mend = f"make {folder} writable for the account of the site (and on a disk that has room)"
            yield Finding(part, ERROR, f"{folder}: {error.strerror}", mend)
        else:
            yield Finding(part, OK, f"{folder} can be written")
    if not isinstance(default_storage, FileSystemStorage):
        default_storage.exists("doctor")
        yield Finding("uploads", OK, "the storage answers")


def _written() -> dict[str, Path]:
    folders = {}
    if isinstance(default_storage, FileSystemStorage):
        folders["uploads"] = Path(default_storage.location)
    if connection.vendor == "sqlite" and not connection.is_in_memory_db():
        folders["folder of the database"] = Path(connection.settings_dict["NAME"]).parent
    if settings.METRICS_TOKEN:
        folders["folder of the metrics"] = Path(settings.METRICS_DIR)
    return folders


def _disks() -> Iterator[Finding]:
    folders = {"temporary files": Path(tempfile.gettempdir())} | _written()
    seen_devices = set()
    for folder in folders.values():
        if not folder.exists() or folder.stat().st_dev in seen_devices:
            continue
        seen_devices.add(folder.stat().st_dev)
        yield from _disk(folder)


def _disk(folder: Path) -> Iterator[Finding]:
    usage, nodes = shutil.disk_usage(folder), os.statvfs(folder)
    enough = usage.free >= FEW_BYTES and usage.free >= FEW_PARTS * usage.total
    level = WARNING if usage.free >= FEW_BYTES / 5 else ERROR
    seen = f"{folder}: {usage.free / 1e9:.1f} of {usage.total / 1e9:.1f} GB free"
    yield judged("disk space", enough, seen, "free some: old backups, logs, pages that nginx keeps", level)
    if nodes.f_files and nodes.f_favail < 0.05 * nodes.f_files:
        seen = f"{folder}: {nodes.f_favail} of {nodes.f_files} inodes free"
        yield Finding("disk space", WARNING, seen, "remove small files that nobody needs")


def _secret() -> Iterator[Finding]:
    """`.env` holds the secret and the password of the database: for the owner's eyes alone."""
    path = settings.BASE_DIR / ".env"
    if path.exists():
        mode = path.stat().st_mode & 0o777
        yield judged("secrets", not mode & 0o077, f".env is {mode:o}", f"chmod 600 {path}", WARNING)


CHECKS: tuple[Check, ...] = (_static, _folders, _disks, _secret)
