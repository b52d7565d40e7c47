"""Long work on articles and citations behind the admin."""

from __future__ import annotations

import pytest

from articles import jobs as article_jobs
from articles.batches import service
from articles.batches.models import ItemState
from articles.models import Article, StoredCheck
from articles.workflow import Origin
from mscsite.core import jobs, last_runs
from mscsite.core.jobs import running, starting
from mscsite.core.jobs.models import Job, JobState
from mscsite.core.roles import EDITOR
from tests import factories, staff

pytestmark = pytest.mark.django_db


def work(job: Job) -> Job:
    while running.turn("w") is not None:
        pass
    job.refresh_from_db()
    return job


@pytest.fixture
def editor():
    return staff.account(EDITOR)


@pytest.fixture
def batch(editor):
    origin = Origin(editor, "admin")
    batch = service.open_batch(actor=editor, origin="admin")
    texts = [f"第{number}篇的标题\n\n一、来源\n\n这一篇讲间充质干细胞的来源，第{number}种。\n" for number in range(5)]
    service.take(batch, [(f"{number}.txt", text.encode()) for number, text in enumerate(texts)], origin=origin)
    return batch


def test_all_articles_are_checked_anew(editor):
    for number in range(3):
        factories.draft_article(f"第{number}篇")
    StoredCheck.objects.update(rules="")
    job = work(jobs.enqueue(article_jobs.RECHECK, actor=editor))
    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 3)
    assert StoredCheck.objects.filter(rules="").count() == 0


def test_a_large_import_goes_on_behind_the_page_and_so_does_its_undo(batch, editor, monkeypatch):
    monkeypatch.setattr(service.work, "__kwdefaults__", service.work.__kwdefaults__ | {"seconds": 0})
    monkeypatch.setattr(article_jobs, "SECONDS", 0)
    last_runs.note(starting.WORKED)
    client, address = staff.client_of(editor), f"/admin/articles/article/import/{batch.pk}/"
    for action, state, count in (("apply", ItemState.APPLIED, 5), ("undo", ItemState.UNDONE, 0)):
        answer = client.post(address, {"action": action})
        job = Job.objects.latest("pk")
        assert answer["Location"] == f"/admin/core/job/{job.pk}/change/"
        assert (work(job).state, job.done, job.total) == (JobState.DONE, 5, 5)
        assert set(batch.items.values_list("state", flat=True)) == {state}
        assert Article.objects.count() == count
        assert f'<a href="{address}">' in client.get(answer["Location"]).text


def test_without_a_worker_the_page_goes_on_itself(batch, editor, monkeypatch):
    monkeypatch.setattr(service.work, "__kwdefaults__", service.work.__kwdefaults__ | {"seconds": 0})
    answer = staff.client_of(editor).post(f"/admin/articles/article/import/{batch.pk}/", {"action": "apply"})
    assert (answer["Location"][-9:], Job.objects.count()) == ("?go=apply", 0)


def test_an_import_that_was_thrown_away_is_no_mystery(batch, editor):
    job = jobs.enqueue(article_jobs.IMPORT, {"batch": batch.pk, "files": 5}, actor=editor)
    service.discard(batch, batch.items.all())
    assert work(job).error == "这次导入已经被放弃。"
