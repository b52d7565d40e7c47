"""A site of its own with the demonstration content: a fresh database below var/quality, served as `make run` does."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "quality"
SCRIPTS = ("zh-hans", "zh-hant")
# One address of each type of page; those marked by None answer with an error on purpose.
PAGES = {
    "home": "", "articles": "articles/", "article": "articles/jixing-gvhd-yu-msc/",
    "category": "categories/linchuang-yanjiu/", "products": "products/", "product": "products/ryoncil/",
    "comparison": "products/compare/?p=ryoncil&p=alofisel", "charts": "products/charts/", "trials": "trials/",
    "trial": "trials/NCT00366145/", "glossary": "glossary/", "search": "search/?q=GVHD", "about": "about/",
    "data": "products/data/", "citation": "references/pittenger1999/",
    "style": "articles/jixing-gvhd-yu-msc/?style=apa", "nothing found": "search/?q=zzzz",
    "policy": "pages/editorial-policy/", "privacy": "pages/privacy/", "thanks": "feedback/thanks/",
}  # fmt: skip
MISSING = {"404": "articles/jixing-gvhd/"}


def addresses() -> list[tuple[str, str]]:
    """Name and path of every page, in both scripts."""
    return [(f"{name} {code}", f"/{code}/{path}") for code in SCRIPTS for name, path in (PAGES | MISSING).items()]


@contextmanager
def served() -> Iterator[str]:
    """The origin of the running site; database and process go at the end."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "ENVIRONMENT": "development",
        "DATABASE_URL": f"sqlite:///{FOLDER}/site.sqlite3",
        "MEDIA_ROOT": str(FOLDER / "media"),
    }
    for command in (["migrate", "--verbosity", "0"], ["load_demo"], ["collectstatic", "--noinput", "--verbosity", "0"]):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
        )
    command = [sys.executable, "-m", "gunicorn", "mscsite.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    command += ["--threads", "4", "--no-control-socket", "--log-level", "warning"]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)


def _wait(address: str) -> None:
    for _attempt in range(150):
        try:
            urllib.request.urlopen(address).read()
            return
        except urllib.error.URLError:
            time.sleep(0.2)
    raise SystemExit(f"the site did not start: {address}")
