"""For load balancers: is the process alive, and can it do its work."""

from __future__ import annotations

import logging
import secrets

from django.core.cache import cache
from django.db import connection
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
    """200 where database and cache answer, else 503; either way says which does and which does not."""
    parts = {"database": _answers(_ask_database), "cache": _answers(_ask_cache)}
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
