"""Jobs: every step once or repeated without harm, whoever is killed, cancelled, or late."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import OperationalError
from django.utils import timezone

from mscsite.core import jobs
from mscsite.core.jobs import kinds, running, starting
from mscsite.core.jobs.models import Job, JobState
from mscsite.core.models import SearchMiss

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """As a process that is gone: nothing that catches errors sees it."""


@pytest.fixture
def behaviour(monkeypatch) -> dict:
    """A kind of work that writes a row a step; what it does besides is for the test to say."""
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    said: dict = {"total": 5, "at": {}}

    def step(job: Job) -> jobs.Step:
        number = job.done + 1
        SearchMiss.objects.create(
            words=f"{job.pk} {number}", first_on=timezone.localdate(), last_on=timezone.localdate()
        )
        happens = said["at"].pop(number, None)
        if isinstance(happens, BaseException):
            raise happens
        if happens is not None:
            happens(job)
        return jobs.Step(number, said["total"], number == said["total"], [number], {"changed": number})

    for name, is_atomic in (("atomic", True), ("free", False)):
        kinds.register(kinds.Kind(name, name, step, is_atomic=is_atomic))
    return said


def work(worker: str = "w") -> None:
    while running.turn(worker) is not None:
        pass


def rows(job: Job) -> list[str]:
    found = SearchMiss.objects.filter(words__startswith=f"{job.pk} ").order_by("pk").values_list("words", flat=True)
    return [words.partition(" ")[2] for words in found]


def test_a_job_is_worked_off_step_by_step(behaviour):
    job = jobs.enqueue("atomic", actor=None)
    work()
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.cursor, job.result) == (JobState.DONE, 5, 5, [5], {"changed": 5})
    assert job.started_at <= job.finished_at
    assert rows(job) == ["1", "2", "3", "4", "5"]


def test_a_worker_that_is_killed_loses_its_claim_and_the_next_one_goes_on(behaviour):
    job = jobs.enqueue("atomic", actor=None)
    behaviour["at"][3] = Killed()
    with pytest.raises(Killed):
        work()
    assert rows(job) == ["1", "2"]  # the third was taken back with its cursor
    assert running.turn("other") is None  # for all that is known the first worker lives
    Job.objects.update(claimed_until=timezone.now() - dt.timedelta(seconds=1))
    work("other")
    job.refresh_from_db()
    assert (job.state, rows(job)) == (JobState.DONE, ["1", "2", "3", "4", "5"])


def test_a_step_that_commits_by_itself_may_be_repeated(behaviour):
    job = jobs.enqueue("free", actor=None)

    def forgets(job: Job) -> None:
        SearchMiss.objects.filter(words=f"{job.pk} 3").delete()  # a repeatable effect: here it makes room for itself
        raise Killed

    behaviour["at"][3] = forgets
    with pytest.raises(Killed):
        work()
    Job.objects.update(claimed_until=timezone.now() - dt.timedelta(seconds=1))
    work("other")
    assert rows(job) == ["1", "2", "3", "4", "5"]


def test_a_worker_that_comes_back_late_writes_nothing(behaviour):
    job = jobs.enqueue("atomic", actor=None)

    def overtaken(job: Job) -> None:
        Job.objects.filter(pk=job.pk).update(worker="other")

    behaviour["at"][2] = overtaken
    running.turn("slow")
    job.refresh_from_db()
    assert (job.done, job.worker, job.state) == (1, "other", JobState.RUNNING)


def test_two_workers_take_two_jobs(behaviour):
    first, second = jobs.enqueue("atomic", {"a": 1}, actor=None), jobs.enqueue("atomic", {"a": 2}, actor=None)
    assert [running.claim(name).pk for name in "xy"] == [first.pk, second.pk]
    assert running.claim("z") is None


def test_a_short_job_waits_for_no_long_one(behaviour, monkeypatch):
    long, short = jobs.enqueue("free", {"a": 1}, actor=None), jobs.enqueue("free", {"a": 2}, actor=None)
    monkeypatch.setattr(running, "TURN", 0)
    order = [running.turn("w", seconds=0).pk for _time in range(4)]
    assert order == [long.pk, short.pk, long.pk, short.pk]


def test_the_same_is_not_done_twice_at_once(behaviour):
    assert jobs.enqueue("free", {"a": 1}, actor=None) == jobs.enqueue("free", {"a": 1}, actor=None)
    work()
    assert jobs.enqueue("free", {"a": 1}, actor=None).state == JobState.WAITING
    assert Job.objects.count() == 2
    with pytest.raises(LookupError):
        jobs.enqueue("unheard of", actor=None)


def test_cancelling_keeps_what_is_done_and_going_on_begins_there(behaviour):
    job = jobs.enqueue("atomic", actor=None)
    running.turn("w", seconds=0)
    behaviour["at"][2] = starting.cancel
    work()
    job.refresh_from_db()
    assert (job.state, rows(job), job.is_cancelling) == (JobState.CANCELLED, ["1", "2"], True)
    starting.go_on(job)
    work()
    job.refresh_from_db()
    assert (job.state, rows(job)) == (JobState.DONE, ["1", "2", "3", "4", "5"])


def test_what_waits_is_cancelled_at_once(behaviour):
    job = jobs.enqueue("atomic", actor=None)
    starting.cancel(job)
    work()
    job.refresh_from_db()
    assert (job.state, rows(job)) == (JobState.CANCELLED, [])


@pytest.mark.parametrize(
    ("error", "said"), [(jobs.JobFailed("先做别的。"), "先做别的。"), (ValueError("odd"), "ValueError: odd")]
)
def test_a_job_that_fails_says_why_and_can_be_gone_on_with(behaviour, error, said):
    job = jobs.enqueue("atomic", actor=None)
    behaviour["at"][2] = error
    work()
    job.refresh_from_db()
    assert (job.state, job.error, rows(job)) == (JobState.FAILED, said, ["1"])
    starting.go_on(job)
    work()
    job.refresh_from_db()
    assert (job.state, job.error, rows(job)) == (JobState.DONE, "", ["1", "2", "3", "4", "5"])


def test_a_database_that_goes_away_costs_a_pause(behaviour):
    job = jobs.enqueue("atomic", actor=None)
    behaviour["at"][2] = OperationalError("gone")
    with pytest.raises(OperationalError):
        work()
    job.refresh_from_db()
    assert (job.state, job.claimed_until, job.turn_at > timezone.now()) == (JobState.RUNNING, None, True)
    Job.objects.update(turn_at=timezone.now())
    work()
    assert rows(job) == ["1", "2", "3", "4", "5"]


def test_a_job_that_kills_its_workers_is_given_up(behaviour):
    job = jobs.enqueue("atomic", actor=None)
    for _time in range(running.MOST_INTERRUPTIONS + 1):
        behaviour["at"][1] = Killed()
        with pytest.raises(Killed):
            work()
        Job.objects.update(claimed_until=timezone.now() - dt.timedelta(seconds=1))
    work()
    job.refresh_from_db()
    assert (job.state, rows(job)) == (JobState.FAILED, [])
    assert "中断" in job.error


def test_a_kind_of_another_version_is_told(behaviour):
    Job.objects.create(kind="of tomorrow")
    work()
    assert Job.objects.get().error == "这个版本不认得这种工作。"


def test_an_empty_queue_is_looked_at_without_a_transaction(django_assert_num_queries):
    with django_assert_num_queries(1) as asked:
        assert running.claim("x") is None
    assert asked.captured_queries[0]["sql"].startswith("SELECT 1")
