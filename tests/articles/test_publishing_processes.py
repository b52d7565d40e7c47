"""Several servers with one database, one of them killed in the middle: every article goes live once."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from articles.models import Article, Status
from tests import factories
from tests.processes import address_of_database

ARTICLES, SERVERS = 10, 3
COUNT = "SELECT record_id, count(*) FROM core_auditentry WHERE action = 'published' GROUP BY record_id"


@pytest.fixture
def address(transactional_db, tmp_path) -> str:
    """The test's database as other processes reach it; that of SQLite is in memory, and copied to a file."""
    now = timezone.now()
    for number in range(ARTICLES):
        article = factories.approved_article(f"题目{number}")
        Article.objects.filter(pk=article.pk).update(status=Status.SCHEDULED, scheduled_at=now)
    return address_of_database(tmp_path)


def start(address: str) -> subprocess.Popen:
    command = [sys.executable, "-u", "manage.py", "publish_due"]
    environment = os.environ | {"DATABASE_URL": address, "LOG_LEVEL": "ERROR"}
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True)


def published(address: str) -> list[int]:
    if connection.vendor == "sqlite":
        with sqlite3.connect(Path(address.removeprefix("sqlite:///"))) as copy:
            return [count for _key, count in copy.execute(COUNT)]
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        return [count for _key, count in cursor.fetchall()]


def test_each_goes_live_once(address):
    servers = [start(address) for _ in range(SERVERS)]
    servers[0].stdout.readline()  # it has published one, or there was nothing left for it
    servers[0].kill()
    said = [server.communicate()[0] for server in servers]
    assert [server.returncode for server in servers[1:]] == [0] * (SERVERS - 1), said
    last = start(address)
    last.communicate()
    assert (last.returncode, published(address)) == (0, [1] * ARTICLES)
