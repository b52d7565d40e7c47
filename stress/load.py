"""Readers and editors at work while things break: `python -m stress.load --minutes 10`.

The site as it is deployed, nginx before gunicorn where there is an nginx, on the database of DATABASE_URL (one of its
own: it is filled here). Every few seconds something breaks: a worker is killed, the database is locked for a while
(SQLite), or crashes and recovers, drops every connection, or is restarted by order (PostgreSQL). Readers must notice
nothing, whether they read or search; an editor's save is either there or was answered by a page that says what to do
and, where the application could still speak, holds what was typed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from pathlib import Path

import django

from stress.loading.asking import HOST, Seen, ask

READERS, EDITORS = 4, 2
# nginx alone speaks for others; each of them has an address of its own, and so limits of its own.
ENVIRONMENT = {"EMAIL_URL": "dummymail://", "LOG_LEVEL": "CRITICAL", "FETCH": "0", "TRUSTED_PROXIES": "127.0.0.1"}
ENVIRONMENT |= {"ALLOWED_HOSTS": f"{HOST},127.0.0.1"}


def run(seconds: float, folder: Path) -> Seen:
    """Everything at once for so long, in a new `folder`."""
    from django.db import connections

    from stress.loading import editors, faults, readers, site

    paths, cookies, articles = site.prepare(EDITORS)
    connections.close_all()
    seen, texts = Seen(), {key: {"<p>开头。</p>"} for key in articles}
    with site.served(folder) as (port, workers):
        for path in paths:
            ask(port, "GET", path)
        until = time.monotonic() + seconds
        jobs = [threading.Thread(target=readers.read, args=(port, paths, until, seen, n)) for n in range(READERS)]
        jobs += [threading.Thread(target=editors.edit, args=(port, cookie, key, until, seen, texts))
                 for cookie, key in zip(cookies, articles, strict=True)]  # fmt: skip
        for job in jobs:
            job.start()
        faults.break_things(workers, until, seen)
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
        os.environ |= {"MEDIA_ROOT": f"{folder}/media"} | ENVIRONMENT
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscsite.settings")
        django.setup()
        from django.db import connection

        vendor = connection.vendor
        seen = run(options.minutes * 60, Path(folder))
    times = sorted(seen.seconds)
    known = {"database": vendor, "minutes": options.minutes, "reading": seen.reading, "searching": seen.searching}
    known |= {"editing": seen.editing, "faults": seen.faults, "p50 ms": round(times[len(times) // 2] * 1000, 1)}
    known |= {"p99 ms": round(times[int(len(times) * 0.99)] * 1000, 1), "longest s": round(times[-1], 1)}
    sys.stdout.write(json.dumps(known | {"problems": seen.problems[:20]}, ensure_ascii=False) + "\n")
    return 1 if seen.problems else 0


if __name__ == "__main__":
    sys.exit(main())
