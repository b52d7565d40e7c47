"""How fast pages are served, as parts of what nginx serves from a file: the page cache, nginx before it, no cache.

Run from the checkout beside nothing else: .venv/bin/python -m benchmarks.pages [ROUNDS]. Wants nginx and wrk (Debian:
nginx-light, wrk) and the database of `make run`. Runs are interleaved, since machines are noisy; medians count.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import measuring
from tests.deploy import nginx
from tests.deploy.nginx import free_port

ROUNDS, SECONDS, CONNECTIONS = 5, 2, 8
WORKERS, THREADS = 2, 4
ARTICLE = "/zh-hans/articles/shenme-shi-msc/"
BARE = """
import django
from django.conf import settings
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="bare")
from django.http import HttpResponse
from django.urls import re_path
PAGE = open({page!r}, "rb").read()
urlpatterns = [re_path(".*", lambda request: HttpResponse(PAGE))]
django.setup()
from django.core.wsgi import get_wsgi_application
application = get_wsgi_application()
"""


@contextmanager
def served(
    port: int, module: str = "mscsite.wsgi", folder: Path | None = None, *,
    path: str = ARTICLE, python: str | Path = sys.executable, **environment: str,
) -> Iterator[None]:  # fmt: skip
    """gunicorn with `module` of `folder` on `port` of this machine, until it answers `path`."""
    command = [str(python), "-m", "gunicorn", module, "--bind", f"127.0.0.1:{port}", "--workers", str(WORKERS)]
    command += ["--threads", str(THREADS), "--no-control-socket", "--log-level", "error", "--preload"]
    extra = {"PYTHONPATH": str(folder)} if folder else {}
    with subprocess.Popen(command, env=os.environ | extra | environment, cwd=folder) as process:
        try:
            _wait(port, path)
            yield
        finally:
            process.send_signal(signal.SIGTERM)


def _wait(port: int, path: str) -> None:
    for _attempt in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}").read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"nothing answers on port {port}; is there a database? (make run makes one)")


def rate(port: int, path: str, host: str = "127.0.0.1") -> float:
    """Requests a second, as wrk counts them; every answer must be 2xx."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}", "-H", "Accept-Encoding: gzip", "-H", f"Host: {host}"]
    told = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True
    ).stdout
    if "Non-2xx" in told:
        raise SystemExit(f"port {port} answers with errors:\n{told}")
    return float(re.search(r"Requests/sec:\s*([\d.]+)", told)[1])


def page(port: int) -> bytes:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{ARTICLE}", headers={"Accept-Encoding": "gzip"})
    return urllib.request.urlopen(request).read()


def measured(ways: dict[str, Callable[[], float]], rounds: int = ROUNDS) -> dict[str, float]:
    """The median of each way over all rounds, one round after the other."""
    rates = {name: [] for name in ways}
    for _round in range(rounds):
        for name, way in ways.items():
            rates[name].append(way())
    return {name: statistics.median(values) for name, values in rates.items()}


def unlimited(text: str) -> str:
    """The configuration without its limits for one address: here one address stands for all readers."""
    return re.sub(r"^\s*(limit_req|limit_conn) .*$", "", text, flags=re.MULTILINE)


def main(rounds: int) -> None:
    missing = [name for name in ("wrk",) if not shutil.which(name)] + ([] if nginx.PROGRAM else ["nginx"])
    if missing:
        sys.stdout.write(f"skipped: needs {' and '.join(missing)}\n")
        return
    cached, plain, bare = (free_port() for _each in range(3))
    environment = {"ENVIRONMENT": "development", "ALLOWED_HOSTS": "*"}
    with (
        tempfile.TemporaryDirectory() as name,
        served(cached, **environment),
        served(plain, PAGE_CACHE_MB="0", **environment),
    ):
        folder = Path(name)
        (folder / "var" / "static").mkdir(parents=True)
        (folder / "var" / "static" / "page.html").write_bytes(page(cached))
        (folder / "bare.py").write_text(BARE.format(page=str(folder / "var" / "static" / "page.html")))
        with served(bare, "bare", folder), nginx.running(folder, cached, unlimited) as front:
            rates = measured(
                {
                    "nginx, a file": lambda: rate(front, "/static/page.html", nginx.HOST),
                    "nginx before the page cache": lambda: rate(front, ARTICLE, nginx.HOST),
                    "page cache": lambda: rate(cached, ARTICLE),
                    "no cache": lambda: rate(plain, ARTICLE),
                    "a bare Django view with the same bytes": lambda: rate(bare, ARTICLE),
                },
                rounds,
            )
    whole = rates["nginx, a file"]
    for name, each in rates.items():
        sys.stdout.write(f"{name:<42} {each:9.0f} requests/s  {each / whole:.4f}\n")
    measuring.tell("the page cache, of nginx with a file", rates["page cache"] / whole, at_least=0.08)
    measuring.tell("nginx before it, of nginx with a file", rates["nginx before the page cache"] / whole, at_least=0.9)
    bare = rates["a bare Django view with the same bytes"]
    measuring.tell("an article in no cache, of a bare Django view", rates["no cache"] / bare)


if __name__ == "__main__":
    main(int((sys.argv[1:2] or [ROUNDS])[0]))
