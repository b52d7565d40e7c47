"""When work that runs by the clock last ran, so that somebody notices when it no longer does (`doctor`, metrics)."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone

OFTEN = dt.timedelta(seconds=60)  # a loop that runs every few seconds is written down no more often than this


class LastRun(models.Model):
    """A kind of work, such as publish_due or backup, and when it last came to its end."""

    name = models.SlugField(max_length=40, unique=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"


def note(name: str) -> None:
    """Write down that `name` has run just now. A clock that was put back does not stop it."""
    now = timezone.now()
    recent = LastRun.objects.filter(name=name, at__gt=now - OFTEN, at__lte=now)
    if not recent.exists():
        LastRun.objects.update_or_create(name=name, defaults={"at": now})


def age(name: str) -> dt.timedelta | None:
    """How long ago it was; None where it never ran here."""
    at = LastRun.objects.filter(name=name).values_list("at", flat=True).first()
    return timezone.now() - at if at else None
