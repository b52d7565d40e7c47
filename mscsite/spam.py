"""Keeping robots out of the readers' words without knowing who anybody is."""

from __future__ import annotations

import re

from django.http import HttpRequest

from mscsite.core import limits
from mscsite.core.limits import Limit

_LINK = re.compile(r"https?://|\[url|<a\s|www\.", re.IGNORECASE)
_MOST_LINKS = 3
_HOUR = 3600  # seconds


# So many an hour from one address, and so many a day from all of them together.
VOTES = (Limit("votes", 60, _HOUR), Limit("votes-of-all", 20_000, 24 * _HOUR))
REPORTS = (Limit("reports", 6, _HOUR), Limit("reports-of-all", 500, 24 * _HOUR))


def looks_like_spam(text: str, trap: str) -> bool:
    """Whether the field that people do not see was filled, or the text is a bundle of links."""
    return bool(trap) or len(_LINK.findall(text)) > _MOST_LINKS


def too_much(request: HttpRequest, limit: tuple[Limit, Limit]) -> int:
    """Count this request; 0, or the seconds to wait."""
    each, together = limit
    return limits.over(each, request) or limits.over(together)
