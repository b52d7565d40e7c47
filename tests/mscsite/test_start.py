"""What a worker does not load before somebody asks for it: it costs memory in each of them, and time at every start."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys

import pytest
from django.db import connection

from tests import factories

SELDOM = [
    "PIL", "articles.checks.cues", "articles.importing", "articles.obstacles", "articles.paper", "authlib",
    "bibtexparser", "cryptography", "css_inline", "docx", "hypothesis", "import_export", "jinja2", "joserfc", "mammoth",
    "markdown_it", "mscsite.admin_urls", "mscsite.api.endpoints", "ninja", "openpyxl", "pandas", "prometheus_client",
    "pydantic", "pypinyin", "pytest", "reportlab", "requests", "rispy", "segno", "sentry_sdk", "uharfbuzz",
    "xlsxwriter", "zxcvbn",
]  # fmt: skip
ASK = """
import sys
from wsgiref.util import setup_testing_defaults
from mscsite.wsgi import application
for path in {paths!r}:
    environ = {{"HTTP_HOST": "localhost", "PATH_INFO": path}}
    setup_testing_defaults(environ)
    told = []
    b"".join(application(environ, lambda status, headers, *_: told.append(status)))
    assert told == ["200 OK"], (path, told)
from mscsite.core import hanzi
print(*sorted(set({seldom!r}) & set(sys.modules)), *["Traditional"] * hanzi.is_traditional_loaded())
"""


def said(script: str, database: str = "sqlite:///:memory:") -> str:
    """What a new process prints that runs `script` with our settings."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "mscsite.settings", "ENVIRONMENT": "development", "SECRET_KEY": "x" * 60,
        "DATABASE_URL": database, "DEBUG": "1",
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a copy of this database is a file")
@pytest.mark.django_db(transaction=True)
def test_a_worker_answers_readers_without_what_it_seldom_needs(tmp_path):
    article, product = factories.public_article(), factories.public_product()
    factories.public_event(product, regulator="国家药监局", indication="移植物抗宿主病", source_title="批准公告")
    with sqlite3.connect(tmp_path / "copy.sqlite3") as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
    copy.close()
    paths = ["/zh-hans/", "/zh-hans/articles/", article.get_absolute_url(), "/zh-hans/products/", "/zh-hans/trials/"]
    paths += ["/zh-hant/products/", f"/zh-hant/products/{product.slug}/", "/zh-hant/products/data/"]
    script = ASK.format(paths=paths, seldom=SELDOM)
    assert said(script, f"sqlite:///{tmp_path}/copy.sqlite3") == ""
