"""A cache on another machine that may be away: what cannot be asked was not kept, and the site goes on."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache as DjangosRedisCache

logger = logging.getLogger(__name__)
QUIET = 60.0  # seconds between two lines in the log that say so
PAUSE = 2.0  # seconds in which a server that did not answer is not asked again: no reader waits for each question


class Forgiving:
    """Mixin before a backend: a question that fails is answered as by an empty cache."""

    _away_until = _said = float("-inf")

    def _tried(self, ask: Callable, otherwise: Any) -> Any:
        if time.monotonic() < Forgiving._away_until:
            return otherwise
        try:
            return ask()
        except ValueError:  # of incr: a key that is not there, which is an answer
            raise
        except Exception as error:  # whatever a client library raises means the same here
            now = time.monotonic()
            Forgiving._away_until = now + PAUSE
            if now - Forgiving._said >= QUIET:
                Forgiving._said = now
                logger.warning("The cache does not answer, the site goes on without it: %s", type(error).__name__)
            return otherwise

    def add(self, *args, **kwargs):
        return self._tried(lambda: super(Forgiving, self).add(*args, **kwargs), True)

    def get(self, key, default=None, version=None):
        return self._tried(lambda: super(Forgiving, self).get(key, default, version), default)

    def set(self, *args, **kwargs):
        return self._tried(lambda: super(Forgiving, self).set(*args, **kwargs), None)

    def touch(self, *args, **kwargs):
        return self._tried(lambda: super(Forgiving, self).touch(*args, **kwargs), False)

    def delete(self, *args, **kwargs):
        return self._tried(lambda: super(Forgiving, self).delete(*args, **kwargs), False)

    def get_many(self, *args, **kwargs):
        return self._tried(lambda: super(Forgiving, self).get_many(*args, **kwargs), {})

    def has_key(self, *args, **kwargs):
        return self._tried(lambda: super(Forgiving, self).has_key(*args, **kwargs), False)

    def incr(self, *args, **kwargs):
        return self._tried(lambda: super(Forgiving, self).incr(*args, **kwargs), 1)

    def set_many(self, data, *args, **kwargs):
        return self._tried(lambda: super(Forgiving, self).set_many(data, *args, **kwargs), list(data))

    def delete_many(self, *args, **kwargs):
        return self._tried(lambda: super(Forgiving, self).delete_many(*args, **kwargs), None)

    def clear(self):
        return self._tried(lambda: super(Forgiving, self).clear(), False)


class RedisCache(Forgiving, DjangosRedisCache):
    """Django's own, forgiving."""
