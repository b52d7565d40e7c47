"""What runs by the clock: that it runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone

from articles.models import Article, Status
from mscsite.core import last_runs
from mscsite.core.models import OutgoingMail
from mscsite.doctor.findings import ERROR, OK, WARNING, Check, Finding, judged

CLOCK = dt.timedelta(minutes=5)
MAIL = dt.timedelta(hours=1)
BACKUP = dt.timedelta(days=2)
REFERENCES = dt.timedelta(days=8)


def _publish_due() -> Iterator[Finding]:
    overdue = Article.objects.filter(status=Status.SCHEDULED, scheduled_at__lte=timezone.now() - CLOCK).count()
    if overdue:
        yield Finding("scheduled articles", ERROR, f"{overdue} should be public by now", "start publish_due, see below")
    mend = "start it: systemctl enable --now mscsite-publish-due (deploy/publish-due.service)"
    yield _ran("publish_due", CLOCK, mend, ERROR)


def _mail() -> Iterator[Finding]:
    old = OutgoingMail.objects.waiting().filter(created_at__lte=timezone.now() - MAIL).count()
    seen = f"{old} mails have waited for more than an hour" if old else "nothing waits"
    yield judged("mail on its way", not old, seen, "see the reason in the admin, under 寄出的邮件", WARNING)


def _backup() -> Iterator[Finding]:
    yield _ran("backup", BACKUP, "run manage.py backup from a schedule (deploy/backup.timer)", WARNING)


def _references() -> Iterator[Finding]:
    if settings.FETCH:
        yield _ran("check_references", REFERENCES, "enable deploy/check-references.timer", WARNING)


def _ran(name: str, within: dt.timedelta, mend: str, level: str) -> Finding:
    age = last_runs.age(name)
    if age is None:
        return Finding(name, level, "has never run to its end here", mend)
    seconds = int(age.total_seconds())
    if seconds < -60:
        return Finding(
            name, WARNING, f"ran {-seconds} s in the future", "the clock of a machine was wrong: set it right"
        )
    seen = f"last ran {dt.timedelta(seconds=max(seconds, 0))} ago"
    return Finding(name, OK, seen) if age <= within else Finding(name, level, seen, mend)


CHECKS: tuple[Check, ...] = (_publish_due, _mail, _backup, _references)
