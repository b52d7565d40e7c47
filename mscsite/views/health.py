"""For load balancers: is the process alive, and can it do its work. Answers name parts; the log has the reasons."""

from __future__ import annotations

import functools
import logging
import secrets
import tempfile
from pathlib import Path

from django.core.cache import cache
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 where all parts are up, else 503; either way says which are and which are not."""
    parts = {name: _answers(ask) for name, ask in PARTS.items()}
    ready = all(parts.values())
    body = {"status": "ok" if ready else "unavailable"}
    body |= {name: "ok" if up else "down" for name, up in parts.items()}
    return JsonResponse(body, status=200 if ready else 503)


def _answers(ask) -> bool:
    try:
        ask()
    except Exception:  # whatever a driver may raise means the same here; the log has the reason
        logger.exception("not ready")
        return False
    return True


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_cache() -> None:
    token = secrets.token_hex(8)
    cache.set("readyz", token, 10)
    if cache.get("readyz") is None:  # another worker may have written its own token in between
        raise RuntimeError("the cache does not keep what it is given")


@functools.cache
def _migrations() -> frozenset[tuple[str, str]]:
    """Those that this version of the code has; read from the disk once."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _ask_migrations() -> None:
    missing = _migrations() - set(MigrationRecorder(connection).applied_migrations())
    if missing:
        raise RuntimeError(f"migrations to be applied: {len(missing)}; run manage.py migrate")


def _ask_storage() -> None:
    """That pictures could be stored: a file without a name is written, or a storage elsewhere asked for one."""
    if not isinstance(default_storage, FileSystemStorage):
        default_storage.exists("readyz")
        return
    folder = Path(default_storage.location)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        file.write(b"ok")


PARTS = {"database": _ask_database, "migrations": _ask_migrations, "cache": _ask_cache, "storage": _ask_storage}
