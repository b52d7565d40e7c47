"""Two workers at once, both killed in the middle, on both databases: the job is done to its end, each record once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machines.cluster import Node, folder_for_servers
from tests.machines.web import ROOT, environment, manage, within

pytestmark = [pytest.mark.machines, pytest.mark.slow, pytest.mark.enable_socket]
PEOPLE = 1500
PREPARE = f"""
from articles.models import Person
from mscsite.core import jobs
Person.objects.bulk_create(
    Person(name_zh_hans=f"张{{number}}", name_zh_hant="", source_script="zh-hans") for number in range({PEOPLE})
)
print(jobs.enqueue("core.rederive", {{"models": ["articles.Person"]}}, actor=None).pk)
"""
LOOK = """
import json
from mscsite.core.models import AuditEntry, Job
job = Job.objects.get()
times = list(AuditEntry.objects.filter(action="rederived").values_list("record_id", flat=True))
print(json.dumps({"state": job.state, "done": job.done, "times": len(times), "records": len(set(times))}))
"""
EXPIRE = """
from django.utils import timezone
from mscsite.core.models import Job
Job.objects.filter(claimed_until__isnull=False).update(claimed_until=timezone.now())
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def surroundings(request) -> Iterator[dict[str, str]]:
    """The environment of processes on a database of their own."""
    with tempfile.TemporaryDirectory(prefix="jobs") as name:
        folder = Path(name)
        if request.param == "sqlite":
            yield environment(f"sqlite:///{folder}/site.sqlite3", folder)
            return
        node = Node(folder_for_servers(folder) / "primary")
        node.initialise()
        node.start()
        try:
            yield environment(node.url(), folder)
        finally:
            node.crash()


def started(surroundings: dict[str, str]) -> subprocess.Popen:
    command = [sys.executable, "manage.py", "work_jobs"]
    return subprocess.Popen(command, cwd=ROOT, env=surroundings, start_new_session=True, stderr=subprocess.DEVNULL)


def look(surroundings: dict[str, str]) -> dict:
    return json.loads(manage(surroundings, code=LOOK).splitlines()[-1])


def test_a_job_whose_workers_are_killed_is_done_to_its_end(surroundings):
    manage(surroundings, "migrate", "--verbosity", "0")
    manage(surroundings, code=PREPARE)
    workers = [started(surroundings), started(surroundings)]
    try:
        assert within(60, lambda: look(surroundings)["done"] > 0)
    finally:
        for worker in workers:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait(10)
    killed = look(surroundings)
    assert 0 < killed["done"] == killed["records"] == killed["times"]
    manage(surroundings, code=EXPIRE)  # as if the claim had run out
    others = [started(surroundings), started(surroundings)]
    try:
        assert within(120, lambda: look(surroundings)["state"] == "done")
    finally:
        for worker in others:
            worker.terminate()
            worker.wait(30)
    assert look(surroundings) == {"state": "done", "done": PEOPLE, "times": PEOPLE, "records": PEOPLE}
    assert [worker.returncode for worker in others] == [0, 0]
