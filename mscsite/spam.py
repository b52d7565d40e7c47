"""Keeping robots out of the readers' words without knowing who anybody is."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from mscsite.core import clients

_LINK = re.compile(r"https?://|\[url|<a\s|www\.", re.IGNORECASE)
_MOST_LINKS = 3
_HOUR = 3600  # seconds


class Limit(NamedTuple):
    """So many an hour from one address, and so many a day from all of them together."""

    name: str
    an_hour: int
    a_day: int


VOTES = Limit("votes", 60, 20_000)
REPORTS = Limit("reports", 6, 500)


def looks_like_spam(text: str, trap: str) -> bool:
    """Whether the field that people do not see was filled, or the text is a bundle of links."""
    return bool(trap) or len(_LINK.findall(text)) > _MOST_LINKS


def is_too_much(request: HttpRequest, limit: Limit) -> bool:
    """Count this request; whether it is over the limit. The address stands in the cache alone, keyed, for an hour."""
    today = timezone.localdate().isoformat()
    mine = _one_more(f"reader:{limit.name}:{clients.digest(clients.network(request))}", _HOUR)
    return mine > limit.an_hour or _one_more(f"reader:{limit.name}:{today}", 24 * _HOUR) > limit.a_day


def _one_more(key: str, age: int) -> int:
    cache.add(key, 0, age)
    try:
        return cache.incr(key)
    except ValueError:  # it went out of the cache in between
        return 1
