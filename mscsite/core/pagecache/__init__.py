"""Whole public pages kept in the memory of each worker, outside of Django: what is kept costs no rendering.

`wsgi.PageCache` wraps the application, `store.Store` holds the pages, `clock.Clock` asks for the generation
(`mscsite.core.generation`) every 0.8 seconds, `middleware.tag` tells under which generation a page was rendered.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from mscsite.core.pagecache.wsgi import PageCache

_UNKEPT = ("/admin/", "/api/", "/healthz", "/readyz")

_active: list[PageCache] = []


def keep(application: Callable, limit: int) -> PageCache:
    """`application` behind a cache of `limit` bytes, which is from then on the one of this process."""
    passed = (*_UNKEPT, *(url for url in (settings.STATIC_URL, settings.MEDIA_URL) if url.startswith("/")))
    _active[:] = [PageCache(application, limit, passed, (settings.SESSION_COOKIE_NAME, "messages"))]
    return _active[0]


def active() -> PageCache | None:
    """The cache of this process; None where there is none."""
    return _active[0] if _active else None
