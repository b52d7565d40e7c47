"""How often something was met, in a table that stays small: how many times, first and last day, and nothing else."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Manager
from django.utils import timezone


def note(rows: Manager, most: int, kept: dt.timedelta, **what: str) -> None:
    """One more of `what` in a table with `times`, `first_on` and `last_on`. New kinds are taken in as long as there are
    less than `most` rows; what nobody has met for `kept` makes room."""
    today = timezone.localdate()
    if rows.filter(**what).update(times=F("times") + 1, last_on=today):
        return
    if rows.count() >= most:
        rows.filter(last_on__lt=today - kept).delete()
        if rows.count() >= most:
            return
    rows.get_or_create(**what, defaults={"first_on": today, "last_on": today})
