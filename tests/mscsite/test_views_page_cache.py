"""The page with the counts of the page cache: figures of each process and together, for administrators alone."""

from __future__ import annotations

import os
import time
from dataclasses import replace

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from mscsite.core import roles
from mscsite.core.pagecache import reports
from tests import staff
from tests.mscsite.core.pagecache.test_reports import REPORT

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.PAGE_CACHE_REPORTS = tmp_path
    return tmp_path


@pytest.fixture
def administrator():
    return staff.client_of(staff.account(None))


def figures(client) -> dict[str, list[str]]:
    rows = client.get(reverse("admin:page-cache")).context["rows"]
    return {row.name: [row.total, *row.each] for row in rows}


def test_each_process_and_all_together(folder, administrator):
    reports.write(replace(REPORT, hit=1200, size=1_500_000, limit=32_000_000), folder)
    reports.write(replace(REPORT, pid=11, since=2000.0, limit=32_000_000, generation=None), folder)
    reports.write(replace(REPORT, pid=12), folder)
    os.utime(folder / "12.json", (time.time() - reports.STALE - 1,) * 2)
    assert figures(administrator) == {
        "命中": ["1,207", "1,200", "7"],
        "未命中": ["4", "2", "2"],
        "其中 304": ["2", "1", "1"],
        "不经缓存": ["6", "3", "3"],
        "保留的页面": ["4", "2", "2"],
        "占用": ["1.5 MB", "1.5 MB", "0.0 MB"],
        "上限": ["64.0 MB", "32.0 MB", "32.0 MB"],
        "因空间不足移除": ["8", "4", "4"],
        "版次": ["8", "8", "—"],
        "启动时间": ["—", "01-01 08:16", "01-01 08:33"],
    }
    page = administrator.get(reverse("admin:page-cache"))
    assert (page.context["share"], page.context["room"]) == ("99.7%", "1.5 MB / 64.0 MB")
    assertContains(page, '<th scope="col">进程 11</th>', html=True)
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache")


def test_before_the_first_reader(folder, administrator):
    reports.write(replace(REPORT, hit=0, miss=0, generation=None), folder)
    page = administrator.get(reverse("admin:page-cache"))
    assert (page.context["share"], figures(administrator)["版次"]) == ("—", ["—", "—"])


def test_nothing_to_show_says_why(folder, administrator, settings):
    assertContains(administrator.get(reverse("admin:page-cache")), "没有进程在计数")
    settings.PAGE_CACHE_BYTES = 0
    assertContains(administrator.get(reverse("admin:page-cache")), "页面缓存没有打开")


def test_the_first_page_leads_administrators_there_and_nobody_else(folder, administrator):
    link = f'href="{reverse("admin:page-cache")}"'
    for address in (reverse("admin:index"), reverse("admin:app_list", args=["core"])):
        assertContains(administrator.get(address), link)
    assertNotContains(administrator.get(reverse("admin:app_list", args=["references"])), link)
    for role in roles.ROLES:
        client = staff.client_of(staff.account(role))
        assertNotContains(client.get(reverse("admin:index")), link)
        assert client.get(reverse("admin:page-cache")).status_code == 403


def test_it_asks_no_table_of_its_own(folder, administrator, django_assert_max_num_queries):
    administrator.get(reverse("admin:page-cache"))
    with django_assert_max_num_queries(6):
        administrator.get(reverse("admin:page-cache"))
