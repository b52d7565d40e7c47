"""The pages of long work: progress, result, and who may stop what."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles import jobs as article_jobs
from mscsite.core import jobs, last_runs, rederiving_job
from mscsite.core.jobs import running, starting
from mscsite.core.jobs.models import Job, JobState
from mscsite.core.roles import EDITOR, MARKETING
from tests import factories, staff

pytestmark = pytest.mark.django_db
LIST = "/admin/core/job/"


@pytest.fixture
def editor():
    return staff.client_of(staff.account(EDITOR, "editor"))


def page(job: Job) -> str:
    return reverse("admin:core_job_change", args=[job.pk])


def test_work_is_started_followed_and_seen_to_its_end(editor):
    factories.draft_article()
    answer = editor.post(f"{LIST}start/", {"kind": article_jobs.RECHECK})
    job = Job.objects.get()
    assert (answer["Location"], job.actor.username) == (page(job), "editor")
    text = editor.get(page(job)).text
    assert [words in text for words in ("等待后台进程接手。", "没有后台进程在运行", "jobs.js", "取消")] == [True] * 4
    last_runs.note(starting.WORKED)
    state = f"{page(job).removesuffix('change/')}state/"
    assert editor.get(state).json() == {
        "words": "等待后台进程接手。", "is_open": True, "done": 0, "total": None, "is_worked": True,
    }  # fmt: skip
    while running.turn("w") is not None:
        pass
    assert editor.get(state).json()["is_open"] is False
    text = editor.get(page(job)).text
    assert ["完成。" in text, "jobs.js" in text, 'max="1" value="1"' in text] == [True, False, True]
    assert "完成" in editor.get(LIST).text


def test_the_list_offers_what_somebody_may_start(editor):
    assert "重新检查全部文章" in editor.get(LIST).text
    marketing = staff.client_of(staff.account(MARKETING))
    assert "重新检查全部文章" not in marketing.get(LIST).text
    marketing.post(f"{LIST}start/", {"kind": article_jobs.RECHECK})
    editor.post(f"{LIST}start/", {"kind": rederiving_job.NAME})  # wants arguments
    assert Job.objects.count() == 0


def test_only_who_wanted_it_or_an_administrator_stops_a_job(editor):
    job = jobs.enqueue(article_jobs.RECHECK, actor=staff.account(EDITOR, "other"))
    steer = f"{page(job).removesuffix('change/')}steer/"
    editor.post(steer, {"action": "cancel"})
    job.refresh_from_db()
    assert job.state == JobState.WAITING
    staff.client_of(staff.account(None)).post(steer, {"action": "cancel"})
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert "从停下的地方继续" not in editor.get(page(job)).text


def test_converting_many_records_anew_is_a_job(editor, monkeypatch):
    monkeypatch.setattr("mscsite.core.admin.rederive.AT_ONCE", 1)
    monkeypatch.setattr("mscsite.core.rederiving_job.RECORDS", 2)
    people = [factories.person(f"张{number}") for number in range(5)]
    model = type(people[0])
    model.objects.update(name_zh_hant="")
    answer = editor.post(reverse("admin:references_term_rederive"))
    job = Job.objects.get()
    assert answer["Location"] == page(job)
    while running.turn("w") is not None:
        pass
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (JobState.DONE, 5, 5)
    assert job.result["changed"] == len(job.result["records"])
