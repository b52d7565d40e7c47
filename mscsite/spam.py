"""Keeping robots out of the readers' words without knowing who anybody is."""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

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
    keyed = hmac.new(settings.SECRET_KEY.encode(), f"{today} {_address(request)}".encode(), hashlib.sha256).hexdigest()
    mine = _one_more(f"reader:{limit.name}:{keyed}", _HOUR)
    return mine > limit.an_hour or _one_more(f"reader:{limit.name}:{today}", 24 * _HOUR) > limit.a_day


def _one_more(key: str, age: int) -> int:
    cache.add(key, 0, age)
    try:
        return cache.incr(key)
    except ValueError:  # it went out of the cache in between
        return 1


def _address(request: HttpRequest) -> str:
    """The peer's address, or what our own proxy says it is: the last entry, which no client can write."""
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        return forwarded or request.META.get("REMOTE_ADDR", "")
    return request.META.get("REMOTE_ADDR", "")
