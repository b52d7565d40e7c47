"""Large product sheets behind the page: written once, taken back, and refused in words."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mscsite.core import last_runs
from mscsite.core.jobs import running, starting
from mscsite.core.jobs.models import Job, JobState
from mscsite.core.roles import MARKETING
from products import jobs as sheet_jobs
from products.models import SheetImport
from products.sheets import apply
from tests import factories, staff
from tests.products.sheets import helpers

pytestmark = pytest.mark.django_db
IMPORT = "/admin/products/product/sheets/import/"


@pytest.fixture
def marketing(monkeypatch):
    monkeypatch.setattr(sheet_jobs, "LARGE", 0)
    last_runs.note(starting.WORKED)
    return staff.client_of(staff.account(MARKETING))


@pytest.fixture
def product():
    return factories.public_product("Alofisel", summary="干细胞", company=factories.company("Takeda"))


def uploaded(client) -> str:
    data = helpers.with_cell(helpers.exported("xlsx"), 2, "简介（简体）", "新的")
    return client.post(IMPORT, {"file": SimpleUploadedFile("改好.xlsx", data)})["Location"]


def worked(client, page: str, action: str) -> Job:
    answer = client.post(page, {"action": action})
    job = Job.objects.latest("pk")
    assert answer["Location"] == f"/admin/core/job/{job.pk}/change/"
    while running.turn("w") is not None:
        pass
    job.refresh_from_db()
    return job


def test_a_large_sheet_is_written_and_taken_back_behind_the_page(marketing, product):
    page = uploaded(marketing)
    job = worked(marketing, page, "confirm")
    product.refresh_from_db()
    assert (job.state, job.error, product.summary_zh_hans, job.link) == (JobState.DONE, "", "新的", page)
    assert (job.done, job.total) == (1, 1)
    # A worker that was killed after its transaction: the next one sees that it is done.
    Job.objects.filter(pk=job.pk).update(state=JobState.WAITING)
    running.turn("w")
    assert Job.objects.get(pk=job.pk).state == JobState.DONE
    assert worked(marketing, page, "undo").state == JobState.DONE
    product.refresh_from_db()
    assert product.summary_zh_hans == "干细胞"


def test_what_has_changed_since_the_preview_is_told(marketing, product):
    page = uploaded(marketing)
    product.dose_zh_hans = "另一种剂量"
    product.save()
    job = worked(marketing, page, "confirm")
    assert (job.state, "请打开结果" in job.error or "没有写入" in job.error) == (JobState.FAILED, True)
    product.refresh_from_db()
    assert product.summary_zh_hans == "干细胞"


def test_a_sheet_that_was_thrown_away_is_no_mystery(marketing, product):
    page = uploaded(marketing)
    marketing.post(page, {"action": "confirm"})
    SheetImport.objects.all().delete()
    running.turn("w")
    assert Job.objects.get().error == "这次导入已经被放弃。"


def test_how_far_a_sheet_is_can_be_seen_while_it_is_written(marketing, product, monkeypatch):
    monkeypatch.setattr(apply, "BATCH", 1)
    factories.public_product("Another", summary="旧的", company=product.company)
    told = []
    monkeypatch.setattr(Job, "tell", lambda job, done, total: told.append((done, total)))
    data = helpers.exported("xlsx")
    for line in (2, 3):
        data = helpers.with_cell(data, line, "简介（简体）", "新的")
    page = marketing.post(IMPORT, {"file": SimpleUploadedFile("改好.xlsx", data)})["Location"]
    worked(marketing, page, "confirm")
    assert told == [(1, 2), (2, 2)]
