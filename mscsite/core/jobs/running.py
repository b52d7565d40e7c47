"""Working off jobs: claimed, a few steps, given back to the end of the queue: a short job waits for no long one."""

from __future__ import annotations

import datetime as dt
import logging
import os
import secrets
import socket
import threading
import time

from django.db import Error, close_old_connections, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mscsite.core import last_runs
from mscsite.core.jobs import kinds, pulse
from mscsite.core.jobs.kinds import CLAIM, JobFailed, Kind, Step
from mscsite.core.jobs.models import OPEN, Job, JobState
from mscsite.core.jobs.starting import WORKED
from mscsite.core.reconnecting import is_away

TURN = 3.0  # seconds of one job before another has its turn
IDLE = 1.0  # seconds between looks at an empty queue
PAUSE = dt.timedelta(seconds=15)  # after an error of the database, before the job is tried again
MOST_INTERRUPTIONS = 5  # of workers that died over a job: then it is the job that kills them
KEPT = dt.timedelta(days=60)
logger = logging.getLogger(__name__)


def name_of_worker() -> str:
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"


def loop(stop: threading.Event) -> None:
    """Work until told to stop; a database that is away is waited for."""
    worker, tidied_on = name_of_worker(), None
    while not stop.is_set():
        close_old_connections()
        try:
            last_runs.note(WORKED)
            if tidied_on != (today := timezone.localdate()):  # each look would take SQLite's one lock for writing
                Job.objects.exclude(state__in=OPEN).filter(finished_at__lt=timezone.now() - KEPT).delete()
                tidied_on = today
            while not stop.is_set() and turn(worker, stop=stop) is not None:
                last_runs.note(WORKED)
        except Error:
            logger.exception("jobs: the database does not answer; trying again")
        stop.wait(IDLE)
    connection.close()


def turn(worker: str, seconds: float = TURN, stop: threading.Event | None = None) -> Job | None:
    """Work on the job whose turn it is, for some time; None where nothing waits."""
    job = claim(worker)
    if job is None:
        return None
    kind = kinds.find(job.kind)
    until = time.monotonic() + seconds
    try:
        if kind is None:
            raise JobFailed(_("这个版本不认得这种工作。"))
        with pulse.beating(job, worker):
            while _one_step(job, kind, worker) and time.monotonic() < until and not (stop and stop.is_set()):
                pass
    except JobFailed as failure:
        _end(job, worker, JobState.FAILED, error=str(failure))
    except Exception as error:
        if is_away(error):
            logger.exception("job %s: the database went away, it is tried again", job.pk)
            _give_back(job, worker, timezone.now() + PAUSE)
            raise
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        _end(job, worker, JobState.FAILED, error=f"{type(error).__name__}: {error}"[:1000])
    else:
        _give_back(job, worker, timezone.now())
    return job


def claim(worker: str) -> Job | None:
    """The job whose turn it is, for this worker alone; the claim of a worker that was killed has run out."""
    if not Job.objects.claimable(timezone.now()).exists():  # an empty queue must not take SQLite's one lock for writing
        return None
    return _claim(worker)


@transaction.atomic
def _claim(worker: str) -> Job | None:
    now = timezone.now()
    can_skip = connection.features.has_select_for_update_skip_locked
    job = Job.objects.claimable(now).select_for_update(of=("self",), skip_locked=can_skip).first()
    if job is None:
        return None
    if job.claimed_until is not None:
        job.interruptions += 1
    job.state, job.worker, job.claimed_until = JobState.RUNNING, worker, now + CLAIM
    job.started_at = job.started_at or now
    if job.interruptions > MOST_INTERRUPTIONS:
        job.state, job.finished_at, job.claimed_until = JobState.FAILED, now, None
        job.error = _("处理它的进程中断了 %(n)s 次，不再自动重试。") % {"n": job.interruptions}
    job.save()
    return job


def _one_step(job: Job, kind: Kind, worker: str) -> bool:
    """Do a step and keep how far it came; whether there is another one for this worker."""
    if not kind.is_atomic:
        return _is_mine(job, worker) and _keep(job, worker, kind.step(job))
    with transaction.atomic():
        return _is_mine(job, worker, lock=True) and _keep(job, worker, kind.step(job))


def _is_mine(job: Job, worker: str, *, lock: bool = False) -> bool:
    """Read the row again: it may have been cancelled, or taken by another worker while this one was away."""
    rows = Job.objects.select_for_update(of=("self",)) if lock else Job.objects.all()
    now = rows.select_related(None).filter(pk=job.pk, worker=worker, state=JobState.RUNNING).first()
    if now is None:
        return False
    if now.is_cancelling:
        _end(job, worker, JobState.CANCELLED)
        return False
    return True


def _keep(job: Job, worker: str, step: Step) -> bool:
    job.done, job.total, job.cursor, job.result = step.done, step.total, step.cursor, step.result
    job.told = None
    kept = {"done": step.done, "total": step.total, "cursor": step.cursor, "result": step.result, "interruptions": 0}
    if step.is_over:
        kept |= {"state": JobState.DONE, "finished_at": timezone.now(), "claimed_until": None}
    else:
        kept |= {"claimed_until": timezone.now() + CLAIM}
    return bool(_mine(job, worker).update(**kept)) and not step.is_over


def _end(job: Job, worker: str, state: str, error: str = "") -> None:
    _mine(job, worker).update(state=state, error=error, finished_at=timezone.now(), claimed_until=None)


def _give_back(job: Job, worker: str, turn_at: dt.datetime) -> None:
    _mine(job, worker).update(claimed_until=None, turn_at=turn_at, worker="")


def _mine(job: Job, worker: str):
    return Job.objects.filter(pk=job.pk, worker=worker, state=JobState.RUNNING)
