"""A worker's sign of life in a step that is long: its claim goes on, and how far the step has come is seen."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, connection
from django.utils import timezone

from mscsite.core import last_runs
from mscsite.core.jobs.kinds import CLAIM
from mscsite.core.jobs.models import Job, JobState
from mscsite.core.jobs.starting import WORKED

EVERY = CLAIM.total_seconds() / 6  # so that a claim outlives a few that are late
logger = logging.getLogger(__name__)


@contextmanager
def beating(job: Job, worker: str) -> Iterator[None]:
    """Inside, a thread with a connection of its own renews the claim of `worker`.

    A step that is one transaction holds SQLite's lock for writing, so that nothing can be renewed; but nor can anybody
    take the job, whose state is read again before each step.
    """
    over = threading.Event()
    thread = threading.Thread(target=_until, args=[over, job, worker], name="jobs-pulse", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _until(over: threading.Event, job: Job, worker: str) -> None:
    while not over.wait(EVERY):
        try:
            beat(job, worker)
        except Error:
            logger.info("job %s: no sign of life could be given", job.pk, exc_info=True)
        finally:
            connection.close()


def beat(job: Job, worker: str) -> None:
    """Renew the claim, and keep what the step of `job` has told so far (`Job.tell`)."""
    last_runs.note(WORKED)
    told = dict(zip(("done", "total"), job.told, strict=True)) if job.told else {}
    mine = Job.objects.filter(pk=job.pk, worker=worker, state=JobState.RUNNING, claimed_until__isnull=False)
    mine.update(claimed_until=timezone.now() + CLAIM, **told)
