"""The counts of the processes of a machine: written by each, read together, those of the dead left out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from mscsite.core.pagecache import reports
from mscsite.core.pagecache.reports import Report
from mscsite.core.pagecache.store import Store
from mscsite.core.pagecache.wsgi import PageCache

REPORT = Report(
    pid=10, since=1000.0, hit=7, miss=2, passed=3, not_modified=1, pages=2, size=500, limit=900, evicted=4, generation=8
)


def age(path, seconds: float) -> None:
    os.utime(path, (time.time() - seconds,) * 2)


def test_what_a_cache_says():
    cache = PageCache(None, 1000)
    cache.counts.update({"hit": 3, "miss": 2, "pass": 1, "304": 1})
    assert reports.report_of(cache, 5.0) == Report(
        os.getpid(),
        5.0,
        hit=3,
        miss=2,
        passed=1,
        not_modified=1,
        pages=0,
        size=0,
        limit=1000,
        evicted=0,
        generation=None,
    )


def test_each_process_has_a_file_and_they_are_read_by_age(tmp_path):
    folder = tmp_path / "var" / "page-cache"
    assert reports.read(folder) == []
    younger = replace(REPORT, pid=9, since=2000.0)
    for report in (younger, replace(REPORT, hit=1), REPORT):
        reports.write(report, folder)
    assert reports.read(folder) == [REPORT, younger]
    assert sorted(path.name for path in folder.iterdir()) == ["10.json", "9.json"]


def test_a_process_that_was_killed_is_left_out_and_then_taken_away(tmp_path):
    reports.write(REPORT, tmp_path)
    reports.write(replace(REPORT, pid=11), tmp_path)
    (tmp_path / "12.new").write_text("{")
    for name in ("10.json", "12.new"):
        age(tmp_path / name, reports.STALE + 1)
    assert [report.pid for report in reports.read(tmp_path)] == [11]
    reports.tidy(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["11.json"]


@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({"pid": 1}), json.dumps({"pid": 1, "unknown": 2})])
def test_a_file_of_another_version_is_left_out(tmp_path, text):
    (tmp_path / "1.json").write_text(text)
    assert reports.read(tmp_path) == []


def test_a_process_reports_by_itself_and_takes_its_file_along(tmp_path):
    code = f"""
import pathlib, time
from mscsite.core.pagecache import reports
from mscsite.core.pagecache.wsgi import PageCache
folder = pathlib.Path({str(tmp_path)!r})
reports.start(PageCache(None, 1234), folder)
while not (found := reports.read(folder)):
    time.sleep(0.01)
print(found[0].limit)
"""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "mscsite.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert (done.stdout.strip(), list(tmp_path.iterdir())) == ("1234", [])


def test_a_folder_that_cannot_be_written_to_is_said_once(tmp_path, caplog, monkeypatch):
    class Enough(Exception):
        """Ends the loop of the thread."""

    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            raise Enough

    monkeypatch.setattr(reports.time, "sleep", sleep)
    (tmp_path / "file").write_text("")
    with pytest.raises(Enough):
        reports._go_on(PageCache(None, 1000), tmp_path / "file", 0.0)
    assert [record.levelname for record in caplog.records if "page cache" in record.message] == ["WARNING"]
    assert slept == [reports.INTERVAL] * 3


def test_what_goes_for_want_of_room_is_counted():
    class Page:
        size = 20
        generation = 1
        headers = ()

    store = Store(100)
    for n in range(7):
        store.put((str(n),), Page())
    store.keep_only(2)  # a change of what is public is no want of room
    assert (len(store), store.evicted) == (0, 3)
