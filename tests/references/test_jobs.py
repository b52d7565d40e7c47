"""Asking after all citations that are due, as a job."""

from __future__ import annotations

import pytest

from mscsite.core import jobs
from mscsite.core.jobs import running, starting
from mscsite.core.jobs.models import JobState
from references import jobs as reference_jobs
from references.alive import checking
from references.alive.checking import Outcome, Stopped
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """Keys in the order in which they were asked after; nobody is really asked."""
    keys: list[str] = []

    def check(citation, _questions):
        keys.append(citation.key)
        if len(keys) == 6:
            raise Stopped("连不上。")
        failed = citation.key == "c2"
        if not failed:
            type(citation).objects.filter(pk=citation.pk).update(link_checked_at="2100-01-01T00:00:00Z")
        return Outcome(citation.key, "failed" if failed else "checked")

    monkeypatch.setattr(checking, "check", check)
    return keys


def test_each_is_asked_after_once_and_a_stop_can_be_gone_on_from(asked):
    for number in range(8):
        factories.public_citation(f"c{number}", url=f"https://example.org/{number}", doi="", pmid="")
    job = jobs.enqueue(reference_jobs.NAME, actor=None)
    while running.turn("w") is not None:
        pass
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "连不上。 已经查过的都已保存，稍后可以继续。")
    starting.go_on(job)
    while running.turn("w") is not None:
        pass
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert (job.result["failed"], job.done) == (1, job.total)
    assert sorted(set(asked)) == [f"c{number}" for number in range(8)]
    assert asked.count("c2") == 1
