"""An article that is in no cache, ours against Wagtail 8 with the same text: requests a second on two workers each.

    python -m benchmarks.wagtail

Wagtail is no requirement of ours: it is installed into an environment of its own below `var/bench/`, on demand, which
wants a package index. Both have an SQLite file, two workers of four threads, DEBUG off; ours shows 15 products and 5
papers besides the text, Wagtail the text alone, as rich text. Runs are interleaved. Wants wrk.

Then one reader at a time, each after a write to the same database: what our processes keep while nothing changes helps
that reader only as far as the change did not touch it. Times are by the clock, from outside.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

from benchmarks import measuring, sample
from benchmarks.pages import free_port, measured, rate, served

GOAL = 1.8
FIRST = 100  # readers after each kind of write
# What an editor does between two readers; of Wagtail's any write is the same, since it keeps nothing.
WRITES = {
    "another article": "UPDATE articles_article SET live_at = datetime(live_at, '+1 second') WHERE slug = 'another'",
    "a product on it": "UPDATE products_product SET generic_name = generic_name || 'x' WHERE slug = 'sample-3'",
    "a paper on it": "UPDATE references_citation SET volume = volume || '1' WHERE key = 'sample3'",
    "the article itself": f"""UPDATE articles_article SET live_at = datetime(live_at, '+1 second')
        WHERE slug = '{sample.SLUG}'""",
}
_WRITE_OF_WAGTAIL = "UPDATE wagtailcore_page SET draft_title = draft_title || 'x' WHERE depth = 2"
VERSIONS = ("wagtail>=8.0,<9", "gunicorn==27.0.1")
_MODELS = """
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

class TextPage(Page):
    body = RichTextField()
    content_panels = [*Page.content_panels, FieldPanel("body")]
"""
_PAGE = """{% load wagtailcore_tags %}<!doctype html><html><head><title>{{ page.title }}</title></head>
<body><h1>{{ page.title }}</h1>{{ page.body|richtext }}</body></html>"""
_FILL = """
import sys
from wagtail.models import Page, Site
from texts.models import TextPage
root = Page.objects.get(depth=1)
home = Page.objects.filter(depth=2).first()
page = TextPage(title="A page to be measured", slug="text", body=sys.stdin.read())
home.add_child(instance=page)
page.save_revision().publish()
Site.objects.update(root_page=home)
"""


def environment() -> Path:
    """The folder of programs of an environment with Wagtail."""
    folder = measuring.ROOT / "var" / "bench" / "wagtail"
    if not (folder / "bin" / "wagtail").exists():
        venv.create(folder, with_pip=True)
        subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "-q", *VERSIONS], check=True)
    return folder / "bin"


def project(folder: Path, programs: Path) -> Path:
    """A project as `wagtail start` makes it, with one kind of page and one page of it."""
    folder.mkdir()
    subprocess.run([programs / "wagtail", "start", "compared", folder], check=True, capture_output=True)
    app = folder / "texts"
    (app / "templates" / "texts").mkdir(parents=True)
    (app / "__init__.py").touch()
    (app / "models.py").write_text(_MODELS)
    (app / "templates" / "texts" / "text_page.html").write_text(_PAGE)
    (folder / "measured.py").write_text(
        "from compared.settings.base import *\nDEBUG = False\nSECRET_KEY = 'x' * 50\nALLOWED_HOSTS = ['*']\n"
        "INSTALLED_APPS = [*INSTALLED_APPS, 'texts']\n"
        "STORAGES['staticfiles']['BACKEND'] = 'django.contrib.staticfiles.storage.StaticFilesStorage'\n"
    )
    for command in (["makemigrations", "texts"], ["migrate", "-v0"]):
        _manage(folder, programs, *command)
    _manage(folder, programs, "shell", "-v0", "-c", _FILL, text=sample.plain_html())
    return folder


def _manage(folder: Path, programs: Path, *arguments: str, text: str = "") -> None:
    done = subprocess.run(
        [programs / "python", "manage.py", *arguments], cwd=folder, input=text, text=True, capture_output=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "measured"}, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])


def write_ours(folder: Path) -> dict[str, str]:
    """A database of ours with the article; what a server of it needs in its environment."""
    ours = measuring.environment(folder) | {"PAGE_CACHE_MB": "0"}
    write = "from benchmarks import measuring, sample\nmeasuring.set_up()\nsample.write()\nsample.write_another()"
    subprocess.run([sys.executable, "-c", write], cwd=measuring.ROOT, env=ours, check=True)
    return ours


def first_reader(server: HTTPConnection, path: str, database: Path, write: str) -> Callable[[], float]:
    """Milliseconds of one reader after a write. A connection that stays leads to one worker, who sees every write."""

    def read() -> float:
        with closing(sqlite3.connect(database, timeout=20)) as connection, connection:
            connection.execute(write)
        started = time.perf_counter()
        server.request("GET", path)
        answer = server.getresponse()
        body = answer.read()
        taken = (time.perf_counter() - started) * 1000
        if answer.status != 200 or not body:
            raise SystemExit(f"{path}: {answer.status}")
        return taken

    return read


def main() -> None:
    if not shutil.which("wrk"):
        sys.stdout.write("skipped: needs wrk\n")
        return
    programs = environment()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, theirs = write_ours(folder), project(folder / "wagtail", programs)
        ports = free_port(), free_port()
        path = f"/zh-hans/articles/{sample.SLUG}/"
        wagtail = {"DJANGO_SETTINGS_MODULE": "measured"}
        with (
            served(ports[0], path=path, **ours),
            served(ports[1], "compared.wsgi", theirs, path="/text/", python=programs / "python", **wagtail),
        ):
            rates = measured({"ours": lambda: rate(ports[0], path), "Wagtail": lambda: rate(ports[1], "/text/")})
            servers = [HTTPConnection("127.0.0.1", port) for port in ports]
            database = folder / "bench.sqlite3"
            ways = {name: first_reader(servers[0], path, database, write) for name, write in WRITES.items()}
            ways["Wagtail"] = first_reader(servers[1], "/text/", theirs / "db.sqlite3", _WRITE_OF_WAGTAIL)
            times = measured(ways, FIRST)
    for name, each in rates.items():
        sys.stdout.write(f"{name:<10} {each:7.0f} requests/s\n")
    measuring.tell("an article in no cache, of Wagtail's", rates["ours"] / rates["Wagtail"], at_least=GOAL)
    theirs_ms = times.pop("Wagtail")
    sys.stdout.write(f"one reader of Wagtail's after a write: {theirs_ms:.1f} ms\n")
    for name, each in times.items():
        sys.stdout.write(f"the first reader of ours after a change of {name}: {each:.1f} ms\n")
    firsts = {name: theirs_ms / each for name, each in times.items()}
    measuring.tell("first reader after another article, of Wagtail's", firsts["another article"], at_least=1.0)
    measuring.tell("first reader after the worst of four changes, of Wagtail's", min(firsts.values()))


if __name__ == "__main__":
    main()
