"""Readers and editors at work while things break: `python -m stress.load --minutes 10`.

The site as it is deployed, nginx before gunicorn where there is an nginx, on the database of DATABASE_URL (one of its
own: it is filled here). Every few seconds something breaks: a worker is killed, the database is locked for a while
(SQLite), or crashes and recovers, or drops every connection (PostgreSQL). Readers must notice nothing; an editor's save
is either there or was answered by a page that says what to do and, where the application could still speak, holds what
was typed.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import io
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
READERS, EDITORS = 4, 2
PAUSE = 10.0  # seconds between two faults
LOCKED = 4.0  # seconds for which the database is held; the timeout of this run is shorter
PATHS = ("", "articles/", "products/", "products/charts/", "trials/", "glossary/", "search/?q=软骨", "feed/", "about/")


@dataclass
class Seen:
    """What readers and editors were answered."""

    reading: Counter = field(default_factory=Counter)
    editing: Counter = field(default_factory=Counter)
    faults: Counter = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def ask(port: int, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str, str]:
    """Status, Location and text of an answer."""
    # Limits are by address: everybody here has one of their own, as out there.
    own = f"127.{random.randrange(1, 250)}.{random.randrange(250)}.1"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(own, 0))
    try:
        known = {"Host": "www.example.org"} | {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, urllib.parse.quote(path, safe="/?=&%"), body, known)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location", ""), answer.read().decode("utf-8", "replace")
    finally:
        connection.close()


def reader(port: int, paths: list[str], until: float, seen: Seen, seed: int) -> None:
    chance = random.Random(seed)
    while time.monotonic() < until:
        path = chance.choice(paths)
        started = time.monotonic()
        try:
            status = ask(port, "GET", path)[0]
        except (OSError, http.client.HTTPException) as error:
            status = type(error).__name__
        searching = "?q=" in path  # never kept: it cannot be answered without the database, and has a limit an hour
        seen.reading[f"search {status}" if searching else str(status)] += 1
        seen.seconds.append(time.monotonic() - started)
        if status != 200 and not (searching and status in (429, 503)):
            seen.problems.append(f"reading {path}: {status}")
        time.sleep(0.05)


def editor(port: int, cookie: str, article: int, until: float, seen: Seen, texts: dict[int, set[str]]) -> None:
    """Save one article again and again; `texts` are what may stand there at the end."""
    path, number = f"/admin/articles/article/{article}/change/", 0
    while time.monotonic() < until:
        number += 1
        text = f"<p>第 {number} 次保存，{time.time_ns()}。</p>"
        outcome = _save(port, cookie, path, text)
        seen.editing[outcome] += 1
        if outcome == "saved":
            texts[article] = {text}
        else:
            texts[article].add(text)  # it may have been written although nobody could be told
        if outcome.startswith("unclear"):
            seen.problems.append(f"editing: {outcome}")
        time.sleep(0.3)


def _save(port: int, cookie: str, path: str, text: str) -> str:
    """What a person would understand of the answer to a save."""
    try:
        status, _location, page = ask(port, "GET", path, Cookie=cookie)
        if status != 200:
            return _understood(status, page, text="")
        form = _fields(page) | {"body_zh_hans": text}
        body = urllib.parse.urlencode(form)
        kind = {"Content_Type": "application/x-www-form-urlencoded", "Origin": "http://www.example.org"}
        cookie += f"; csrftoken={form['csrfmiddlewaretoken']}" if "csrftoken" not in cookie else ""
        status, _location, page = ask(
            port, "POST", path, body, Cookie=cookie, Referer=f"http://www.example.org{path}", **kind
        )
    except (OSError, http.client.HTTPException) as error:
        return f"unclear: {type(error).__name__}"
    return "saved" if status == 302 else _understood(status, page, text)


def _understood(status: int, page: str, text: str) -> str:
    if status == 503 and ("再提交一次" in page or "后退" in page or "再打开这一页" in page):
        return "told to send again" if text else "told to open again"
    if status == 503 and "网站正在维护" in page:
        return "told to come back"
    if status == 200 and "errorlist" in page:
        return "told what is wrong"
    return f"unclear: {status} {' '.join(page.split())[:200]}"


def _fields(page: str) -> dict[str, str]:
    import lxml.html

    form = next(each for each in lxml.html.fromstring(page).forms if each.get("id") == "article_form")
    return {name: value or "" for name, value in form.form_values() if not name.startswith("_")}


def break_things(workers: subprocess.Popen, until: float, seen: Seen) -> None:
    from django.db import connection

    vendor = connection.vendor
    faults = [_kill_worker, *({"sqlite": [_hold_lock], "postgresql": [_crash, _drop]}[vendor])]
    turn = 0
    while time.monotonic() + PAUSE < until:
        time.sleep(PAUSE)
        fault = faults[turn % len(faults)]
        turn += 1
        with contextlib.suppress(Exception):  # the connection that breaks others may be broken itself
            fault(workers)
        seen.faults[fault.__name__.strip("_")] += 1
        connection.close()


def _kill_worker(workers: subprocess.Popen) -> None:
    children = Path(f"/proc/{workers.pid}/task/{workers.pid}/children").read_text().split()
    os.kill(int(random.choice(children)), signal.SIGKILL)


def _hold_lock(workers: subprocess.Popen) -> None:
    import sqlite3

    from django.db import connection

    with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=10)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(LOCKED)
        other.execute("ROLLBACK")


def _crash(workers: subprocess.Popen) -> None:
    """One of its processes killed: PostgreSQL drops everybody, starts anew and recovers from its log."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        os.kill(random.choice(cursor.fetchall())[0], signal.SIGKILL)


def _drop(workers: subprocess.Popen) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                       " AND datname = current_database()")  # fmt: skip


@contextlib.contextmanager
def served(folder: Path):
    """The port to ask, and the process of gunicorn; nginx before it where there is one."""
    from django.core.management import call_command

    from tests.deploy import nginx

    application = nginx.free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "deploy/gunicorn.conf.py",
        "mscsite.wsgi",
        "-b",
        f"127.0.0.1:{application}",
    ]
    environment = os.environ | {"WEB_WORKERS": "2", "LOG_LEVEL": "CRITICAL"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as workers:
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
    import re

    return re.sub(r"^\s*limit_(?:req|conn) .*$", "", text, flags=re.MULTILINE)


def _wait(port: int) -> None:
    for _attempt in range(300):
        with contextlib.suppress(OSError):
            if ask(port, "GET", "/healthz")[0] == 200:
                return
        time.sleep(0.2)
    raise RuntimeError("gunicorn did not start")


def prepare() -> tuple[list[str], list[str], list[int]]:
    """Content to read, cookies of editors, articles to edit."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.core.management import call_command

    from articles import workflow
    from articles.models import Article
    from stress.people import People

    for name in (("migrate", "-v0"), ("load_demo", "--if-empty"), ("collectstatic", "--noinput", "-v0")):
        call_command(*name, stdout=io.StringIO())
    People.make()
    writer = People.there().writer
    cookies, articles = [], []
    for number in range(EDITORS):
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        user = writer.actor
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session.create()
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
        article = Article(
            title_zh_hans=f"有人在改的一篇 {number}", body_zh_hans="<p>开头。</p>", author=People.there().author
        )
        workflow.save(article, origin=writer)
        articles.append(article.pk)
    live = Article.objects.filter(live__isnull=False)[:8]
    paths = [f"/{script}/{path}" for script in ("zh-hans", "zh-hant") for path in PATHS]
    return paths + [f"/zh-hans/articles/{article.slug}/" for article in live], cookies, articles


def run(seconds: float, folder: Path) -> Seen:
    from django.db import connections

    paths, cookies, articles = prepare()
    connections.close_all()
    seen, texts = Seen(), {key: {"<p>开头。</p>"} for key in articles}
    with served(folder) as (port, workers):
        for path in paths:
            ask(port, "GET", path)
        until = time.monotonic() + seconds
        jobs = [threading.Thread(target=reader, args=(port, paths, until, seen, n)) for n in range(READERS)]
        jobs += [threading.Thread(target=editor, args=(port, cookie, key, until, seen, texts))
                 for cookie, key in zip(cookies, articles, strict=True)]  # fmt: skip
        for job in jobs:
            job.start()
        break_things(workers, until, seen)
        for job in jobs:
            job.join()
    _look(seen, texts)
    return seen


def _look(seen: Seen, texts: dict[int, set[str]]) -> None:
    """What was said to be saved is there, and nothing is half."""
    from articles.models import Article
    from mscsite.doctor import invariants

    for key, allowed in texts.items():
        held = Article.objects.get(pk=key).body_zh_hans
        if held not in allowed:
            seen.problems.append(f"article {key} holds {held!r}, saved was one of {len(allowed)} others")
    seen.problems += list(invariants.breaches())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        os.environ |= {"MEDIA_ROOT": f"{folder}/media", "EMAIL_URL": "dummymail://", "LOG_LEVEL": "CRITICAL"}
        os.environ |= {"ALLOWED_HOSTS": "www.example.org,127.0.0.1", "FETCH": "0"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscsite.settings")
        django.setup()
        from django.db import connection

        vendor = connection.vendor
        seen = run(options.minutes * 60, Path(folder))
    times = sorted(seen.seconds)
    known = {"database": vendor, "minutes": options.minutes, "reading": seen.reading, "editing": seen.editing}
    known |= {"faults": seen.faults, "p50 ms": round(times[len(times) // 2] * 1000, 1)}
    known |= {"p99 ms": round(times[int(len(times) * 0.99)] * 1000, 1), "problems": seen.problems[:20]}
    sys.stdout.write(json.dumps(known, ensure_ascii=False) + "\n")
    return 1 if seen.problems else 0


if __name__ == "__main__":
    sys.exit(main())
