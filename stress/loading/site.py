"""The site as it is deployed, with content to read and somebody who may edit."""

from __future__ import annotations

import contextlib
import io
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command

from articles import workflow
from articles.models import Article
from stress.loading.asking import ask
from stress.loading.readers import LISTS
from stress.people import People
from tests.deploy import nginx

ROOT = Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def served(folder: Path) -> Iterator[tuple[int, subprocess.Popen]]:
    """The port to ask, and the process of gunicorn; nginx before it where there is one."""
    application = nginx.free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "mscsite.wsgi"]
    command += ["-b", f"127.0.0.1:{application}"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as workers:
        try:
            _wait(application)
            if nginx.PROGRAM is None:
                yield application, workers
            else:
                (folder / "nginx").mkdir()
                call_command("write_error_pages", str(folder / "nginx" / "var" / "errors"), stdout=io.StringIO())
                with nginx.running(folder / "nginx", application, _without_limits) as port:
                    yield port, workers
        finally:
            workers.terminate()


def _without_limits(text: str) -> str:
    """An address asks for no more than a few pages here; the limits are for worse, and have tests of their own."""
    return re.sub(r"^\s*limit_(?:req|conn) .*$", "", text, flags=re.MULTILINE)


def _wait(port: int) -> None:
    for _attempt in range(300):
        with contextlib.suppress(OSError):
            if ask(port, "GET", "/healthz")[0] == 200:
                return
        time.sleep(0.2)
    raise RuntimeError("gunicorn did not start")


def prepare(editors: int) -> tuple[list[str], list[str], list[int]]:
    """Content to read, cookies of editors, articles to edit."""
    for name in (("migrate", "-v0"), ("load_demo", "--if-empty"), ("collectstatic", "--noinput", "-v0")):
        call_command(*name, stdout=io.StringIO())
    People.make()
    made = [_editor(number) for number in range(editors)]
    live = Article.objects.filter(live__isnull=False)[:8]
    paths = [f"/{script}/{path}" for script in ("zh-hans", "zh-hant") for path in LISTS]
    paths += [f"/zh-hans/articles/{article.slug}/" for article in live]
    return paths, [cookie for cookie, _article in made], [article for _cookie, article in made]


def _editor(number: int) -> tuple[str, int]:
    """The cookie of a session, and the key of an article that its owner may edit."""
    people = People.there()
    user = people.writer.actor
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.create()
    article = Article(title_zh_hans=f"有人在改的一篇 {number}", body_zh_hans="<p>开头。</p>", author=people.author)
    workflow.save(article, origin=people.writer)
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}", article.pk
