"""How often something may be tried, counted in the database: the same on every server, and after a restart.

Counted before the attempt, so that many at once are as few as many after each other.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import NamedTuple

from django.db.models import F
from django.utils import timezone

from mscsite.accounts.models import Tally
from mscsite.core import clients


class Limit(NamedTuple):
    """So many within so many minutes of the first."""

    name: str
    most: int
    minutes: int


def hit(limit: Limit, *what: object) -> int:
    """Count one more attempt at `what`: 0 where it may go on, else the seconds until the next one may."""
    now = timezone.now()
    key = clients.digest(limit.name, *what)
    Tally.objects.filter(ends_at__lte=now).delete()
    Tally.objects.get_or_create(key=key, defaults={"ends_at": now + dt.timedelta(minutes=limit.minutes)})
    Tally.objects.filter(key=key).update(count=F("count") + 1)
    row = Tally.objects.filter(key=key).first()
    if row is None or row.count <= limit.most:
        return 0
    return max(1, math.ceil((row.ends_at - now).total_seconds()))


def take_back(limit: Limit, *what: object) -> None:
    """An attempt that succeeded does not count."""
    Tally.objects.filter(key=clients.digest(limit.name, *what), count__gt=0).update(count=F("count") - 1)


def forget(limit: Limit, *what: object) -> None:
    """Begin anew."""
    Tally.objects.filter(key=clients.digest(limit.name, *what)).delete()
