"""Putting a job into the queue, stopping it, and taking it up again."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from mscsite.core import last_runs
from mscsite.core.jobs import kinds
from mscsite.core.jobs.models import Job, JobState

WORKED = "work_jobs"  # the name under which workers note that they live
SILENT = dt.timedelta(minutes=3)  # after which nobody works, for all that is known


def enqueue(kind: str, arguments: dict | None = None, *, actor: AbstractBaseUser | None) -> Job:
    """A job that a worker takes up; the open one where the same was asked for and is not done yet."""
    if kinds.find(kind) is None:
        raise LookupError(kind)
    with transaction.atomic():
        same = Job.objects.open().filter(kind=kind, arguments=arguments or {}, is_cancelling=False).first()
        return same or Job.objects.create(kind=kind, arguments=arguments or {}, actor=actor)


def is_worked() -> bool:
    """Whether a worker was heard of lately. Where none was, a page says so and how to start one."""
    age = last_runs.age(WORKED)
    return age is not None and abs(age) < SILENT


def cancel(job: Job) -> None:
    """What is done stays done. A job that waits ends at once, one that is worked on after its step."""
    now = timezone.now()
    ended = {"state": JobState.CANCELLED, "finished_at": now}
    if not Job.objects.filter(pk=job.pk, state=JobState.WAITING, claimed_until__isnull=True).update(**ended):
        Job.objects.open().filter(pk=job.pk).update(is_cancelling=True, turn_at=now)


def go_on(job: Job) -> None:
    """Take up again what failed or was cancelled, from where it was."""
    again = {"state": JobState.WAITING, "finished_at": None, "error": "", "is_cancelling": False, "interruptions": 0}
    stopped = Job.objects.filter(pk=job.pk, state__in=[JobState.FAILED, JobState.CANCELLED])
    stopped.update(**again, worker="", claimed_until=None, turn_at=timezone.now())
