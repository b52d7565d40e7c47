"""A long step: its claim goes on, what it tells is seen, and nobody else's row is touched."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import OperationalError
from django.utils import timezone

from mscsite.core import last_runs
from mscsite.core.jobs import pulse, starting
from mscsite.core.jobs.kinds import CLAIM
from mscsite.core.jobs.models import Job, JobState

SOON = dt.timedelta(seconds=1)


def claimed(worker: str = "w", state: str = JobState.RUNNING) -> Job:
    return Job.objects.create(kind="long", state=state, worker=worker, claimed_until=timezone.now() + SOON)


def seen(job: Job) -> tuple:
    now = Job.objects.get(pk=job.pk)
    return now.done, now.total, now.claimed_until > timezone.now() + CLAIM / 2


@pytest.mark.django_db
def test_a_sign_of_life_renews_the_claim_and_keeps_what_was_told():
    job = claimed()
    pulse.beat(job, "w")
    assert seen(job) == (0, None, True)
    job.tell(500, 20_000)
    pulse.beat(job, "w")
    assert (seen(job), last_runs.age(starting.WORKED) is not None) == ((500, 20_000, True), True)


@pytest.mark.django_db
@pytest.mark.parametrize(("worker", "state"), [("other", JobState.RUNNING), ("w", JobState.DONE)])
def test_what_another_took_or_ended_is_left_alone(worker, state):
    job = claimed(worker, state)
    job.tell(1, 2)
    pulse.beat(job, "w")
    assert seen(job) == (0, None, False)


@pytest.mark.django_db(transaction=True)
def test_it_beats_beside_the_step_and_ends_with_it(monkeypatch):
    monkeypatch.setattr(pulse, "EVERY", 0.01)
    beats, enough = [], threading.Event()

    def beat(job: Job, worker: str) -> None:
        beats.append((job.pk, worker))
        if len(beats) == 1:
            raise OperationalError("database is locked")  # which costs one sign of life and nothing else
        enough.set()

    monkeypatch.setattr(pulse, "beat", beat)
    job = claimed()
    with pulse.beating(job, "w"):
        assert enough.wait(30)
    assert set(beats) == {(job.pk, "w")}
    assert [thread for thread in threading.enumerate() if thread.name == "jobs-pulse"] == []
