"""An article that is in no cache, ours against Wagtail 8 with the same text: requests a second on two workers each.

    python -m benchmarks.wagtail

Wagtail is no requirement of ours: it is installed into an environment of its own below `var/bench/`, on demand, which
wants a package index. Both have an SQLite file, two workers of four threads, DEBUG off; ours shows 15 products and 5
papers besides the text, Wagtail the text alone, as rich text. Runs are interleaved. Wants wrk.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from benchmarks import measuring, sample
from benchmarks.pages import free_port, measured, rate, served

GOAL = 1.8
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
    write = "from benchmarks import measuring, sample\nmeasuring.set_up()\nsample.write()"
    subprocess.run([sys.executable, "-c", write], cwd=measuring.ROOT, env=ours, check=True)
    return ours


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
    for name, each in rates.items():
        sys.stdout.write(f"{name:<10} {each:7.0f} requests/s\n")
    measuring.tell("an article in no cache, of Wagtail's", rates["ours"] / rates["Wagtail"], at_least=GOAL)


if __name__ == "__main__":
    main()
