"""Sessions in the database, each known by its owner and its device: listed, ended, and over by themselves.

Named by SESSION_ENGINE. A session ends when nobody used it for SESSION_IDLE_MINUTES, and SESSION_HOURS after signing in
whatever is done with it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from mscsite.accounts import devices

STARTED, DEVICE = "started_at", "device"  # what signing in puts into the session's data
_STEP = dt.timedelta(minutes=1)  # "last used" is written no more often


class SessionStore(DatabaseStore):
    """Django's store on our table, with the two limits."""

    @classmethod
    def get_model_class(cls):
        from mscsite.accounts.models import Session

        return Session

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        row.user_id = int(data[SESSION_KEY]) if data.get(SESSION_KEY) else None
        row.device = data.get(DEVICE, "")
        row.started_at = parse_datetime(data.get(STARTED, "")) or timezone.now()
        return row

    def _get_session_from_db(self):
        row = super()._get_session_from_db()
        if row is None:
            return None
        now = timezone.now()
        if _is_over(row, now):
            with contextlib.suppress(DatabaseError), transaction.atomic():
                row.delete()
            self._session_key = None
            return None
        if row.user_id and now - row.last_used_at >= _STEP:
            _used(row, now)
        return row


def _is_over(row, now: dt.datetime) -> bool:
    idle = dt.timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    return now - row.last_used_at > idle or now - row.started_at > dt.timedelta(hours=settings.SESSION_HOURS)


def _used(row, now: dt.datetime) -> None:
    """Note it. Where the database takes no writes just now, the page is read all the same."""
    with contextlib.suppress(DatabaseError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(last_used_at=now)


def begun(sender, request, user, **kwargs) -> None:
    """After every login: when it was, and on what."""
    request.session[STARTED] = timezone.now().isoformat()
    request.session[DEVICE] = devices.in_words(request.headers.get("User-Agent", ""))


def of(user) -> QuerySet:
    """The sessions of `user` that are not over, the one used last first."""
    now = timezone.now()
    idle = now - dt.timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    started = now - dt.timedelta(hours=settings.SESSION_HOURS)
    rows = SessionStore.get_model_class().objects.filter(user=user, expire_date__gt=now)
    return rows.filter(last_used_at__gte=idle, started_at__gte=started).order_by("-last_used_at", "-started_at")


def clear() -> None:
    """Take away what is over; every sign-in does it, so that nobody has to think of it."""
    SessionStore.clear_expired()


def handle(session_key: str | None) -> str:
    """A name for a session that can stand in a page: its key must not."""
    return hashlib.sha256(f"session {session_key}".encode()).hexdigest()[:24]


def end(user, *, only: str = "", keep: str | None = None) -> int:
    """End the sessions of `user`: the one with the handle `only`, or all but the one with the key `keep`."""
    rows = SessionStore.get_model_class().objects.filter(user=user)
    if only:
        rows = rows.filter(pk__in=[row.pk for row in rows if handle(row.pk) == only])
    return rows.exclude(pk=keep).delete()[0]
