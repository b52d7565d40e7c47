"""Figures over several processes, for who knows the token."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings as given

from mscsite.core import last_runs
from mscsite.operation import metrics
from tests import factories

COUNTING = """
import django; django.setup()
from mscsite.operation import metrics, tracing
metrics.start()
def application(environ, start):
    start("200 OK", [("X-Page-Cache", "hit")]); return []
application = tracing.trace(application, answered=[metrics.answered])
for _ in range({times}):
    application({{"REQUEST_METHOD": "GET", "PATH_INFO": "/zh-hans/articles/a-b/"}}, lambda *rest: None)
"""
READING = (
    "import django; django.setup()\nfrom mscsite.operation import metrics\nmetrics.start()\n"
    "metrics._figures = dict\nprint(metrics.text().decode())"
)


def run(code: str, folder) -> str:
    environment = os.environ | {"METRICS_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "mscsite.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=given.BASE_DIR, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_processes_are_counted_together(tmp_path):
    for times in (3, 4):
        run(COUNTING.format(times=times), tmp_path / "metrics")
    text = run(READING, tmp_path / "metrics")
    assert 'mscsite_requests_total{area="pages",cache="hit",method="GET",status="200"} 7.0' in text
    assert 'mscsite_request_seconds_count{area="pages"} 7.0' in text


@pytest.mark.parametrize(
    ("path", "area"),
    [("/", "pages"), ("/zh-hans/", "pages"), ("/admin/articles/", "admin"), ("/api/v1/products", "api"),
     ("/zh-hant/search/", "search"), ("/healthz", "healthz"), ("/wp-login.php", "pages")],
)  # fmt: skip
def test_areas_are_few(path, area):
    assert metrics.area_of(path) == area


def test_without_a_token_there_are_none(client, settings, db):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics").status_code == 404


@pytest.mark.django_db
def test_only_who_knows_the_token_reads_them(client, settings, tmp_path, monkeypatch):
    settings.METRICS_TOKEN, settings.METRICS_DIR = "a-long-token", tmp_path
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    factories.public_article()
    last_runs.note("backup")
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "a-long-token"}):
        assert client.get("/metrics", headers=headers).status_code == 401
    answer = client.get("/metrics", headers={"Authorization": "Bearer a-long-token"})
    figures = dict(re.findall(r"^(\w+) (\S+)$", answer.content.decode(), re.MULTILINE))
    known = ("mscsite_database_up", "mscsite_articles_public", "mscsite_articles_overdue", "mscsite_mail_waiting")
    assert [figures[name] for name in known] == ["1.0", "1.0", "0.0", "0.0"]
    assert float(figures["mscsite_last_backup_seconds"]) < 60
    assert "no-store" in answer["Cache-Control"]
