"""How often one address may ask for something, counted in the cache. Pages that are kept cost nothing and do not count.

With a cache that the servers share the limits are those of all of them; without one each process counts for itself.
nginx has limits of its own before these (`deploy/nginx.conf`). Nothing is kept but a keyed digest and a number, until
the window is over.
"""

from __future__ import annotations

import logging
import time
from typing import NamedTuple

from django.core.cache import cache
from django.http import HttpRequest

from mscsite.core import clients

logger = logging.getLogger(__name__)


class Limit(NamedTuple):
    """So many in each window of so many seconds. The name is part of a cache key: no spaces."""

    name: str
    most: int
    seconds: int


def over(limit: Limit, request: HttpRequest | None = None) -> int:
    """Count one more, of the address of `request` or, without one, of everybody: 0, or the seconds to wait.

    Where the cache does not answer nothing is refused: a reader must not pay for it.
    """
    now = time.time()
    window = int(now // limit.seconds)
    who = clients.digest(clients.network(request)) if request is not None else "all"
    try:
        count = _one_more(f"limit:{limit.name}:{window}:{who}", limit.seconds)
    except Exception:  # every cache has errors of its own
        logger.warning("The cache does not count.", exc_info=True)
        return 0
    return max(1, int((window + 1) * limit.seconds - now)) if count > limit.most else 0


def _one_more(key: str, age: int) -> int:
    cache.add(key, 0, age)
    try:
        return cache.incr(key)
    except ValueError:  # it went out of the cache in between
        return 1
