"""What a worker takes: its memory with a full page cache, and its processor time from the start to the first answer.

    python -m benchmarks.workers [ARTICLES]

Memory is that of a worker of gunicorn under `deploy/gunicorn.conf.py`, asked over HTTP for every page of the
demonstration, in both scripts, and then for generated articles until its cache is full at the default size, with bodies
prepared as publication does. RSS counts what processes share in each of
them, PSS divides it among them. The start is compared with a project that `startproject` has just made, in processes of
their own by turns; its first answer is its welcome page, ours the home page. Both are compiled to bytecode, as
libraries are when they are installed and our code by the deployment (docs/operations.md).
"""

from __future__ import annotations

import http.client
import io
import json
import os
import re
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import generated, measuring

SCRIPTS = ("zh-hans", "zh-hant")
LISTS = ["", "articles/", "products/", "products/data/", "trials/", "glossary/"]
ARTICLES = 2_500  # in two scripts: more pages than 24 MB hold, about 3,100
PORT = 8790
MEMORY_GOAL, START_GOAL = 130.0, 3.0
STARTS = 7
ANSWER = """
from importlib import import_module
from wsgiref.util import setup_testing_defaults
application = import_module("{module}").application
environ = {{"HTTP_HOST": "localhost", "PATH_INFO": "{path}"}}
setup_testing_defaults(environ)
told = []
body = b"".join(application(environ, lambda status, headers, *_: told.append(status)))
assert told[0].startswith("200") and body, told
"""


def _compiled(environment: dict[str, str]) -> dict[str, str]:
    """The first process writes the bytecode and the others read it, whatever the shell that we run in asks for."""
    return {name: value for name, value in environment.items() if name != "PYTHONDONTWRITEBYTECODE"}


def fill(count: int) -> dict[str, list[str]]:
    """Articles, prepared; the addresses of their pages."""
    from django.core.management import call_command

    from articles import preparing

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_demo", stdout=io.StringIO())
    own = list(_of_the_site())
    generated.fill(articles=count, products=100, citations=100)
    preparing.prepare_outdated()
    return {"pages": [*own, *(f"/{script}/articles/article-{n}/" for n in range(count) for script in SCRIPTS)]}


def _of_the_site() -> Iterator[str]:
    """The pages of all kinds, as a reader of the demonstration finds them, in one script after the other."""
    from django.utils import translation

    from articles.models import Article
    from products.models import Product
    from references.models import Citation, Trial

    for script in SCRIPTS:
        yield from (f"/{script}/{path}" for path in LISTS)
        with translation.override(script):
            for model in (Article, Product, Trial, Citation):
                yield from (record.get_absolute_url() for record in model.objects.public())


def memory(pages: list[str], environment: dict[str, str]) -> dict[str, dict[str, float]]:
    """RSS and PSS in MB of a worker after its first page, and after all of them."""
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "mscsite.wsgi"]
    environment = environment | {"WEB_WORKERS": "1", "BIND": f"127.0.0.1:{PORT}"}
    master = subprocess.Popen(command, env=environment, cwd=measuring.ROOT, stdout=subprocess.DEVNULL)
    try:
        _wait()
        _ask(pages[:1])
        worker = int(Path(f"/proc/{master.pid}/task/{master.pid}/children").read_text("ascii").split()[0])
        first = _taken(worker)
        _ask(pages)
        full = _taken(worker)
        if _ask(pages[:1]) == "hit" and not os.environ.get(measuring.QUICK):
            raise SystemExit("the cache still has its first page: ask for more articles")
        return {"first page": first, "full": full}
    finally:
        master.send_signal(signal.SIGTERM)
        master.wait(40)


def _wait() -> None:
    for _attempt in range(100):
        try:
            _ask(["/healthz"])
            return
        except ConnectionError:
            time.sleep(0.2)
    raise SystemExit("gunicorn does not answer")


def _ask(addresses: list[str]) -> str:
    """Read all of them; what the page cache did for the last one."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    for address in addresses:
        connection.request("GET", address, headers={"Host": "localhost", "Accept-Encoding": "gzip"})
        response = connection.getresponse()
        if response.read() == b"" or response.status != 200:
            raise SystemExit(f"{address}: {response.status}")
    return response.headers["X-Page-Cache"]


def _taken(process: int) -> dict[str, float]:
    text = Path(f"/proc/{process}/smaps_rollup").read_text("ascii")
    return {name: int(re.search(rf"^{name}: +(\d+) kB", text, re.M)[1]) / 1024 for name in ("Rss", "Pss")}


def starts(folder: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Seconds of processor time from the start to the first answer, ours and a bare project's: medians."""
    subprocess.run([sys.executable, "-m", "django", "startproject", "bare", str(folder)], check=True)
    bare = _compiled({name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"})
    ours = ANSWER.format(module="mscsite.wsgi", path="/zh-hans/"), measuring.ROOT, environment
    theirs = ANSWER.format(module="bare.wsgi", path="/"), folder, bare
    taken = [(_processor_seconds(*ours), _processor_seconds(*theirs)) for _run in range(STARTS + 1)][1:]
    return tuple(map(statistics.median, zip(*taken, strict=True)))


def _processor_seconds(script: str, folder: Path, environment: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", script], cwd=folder, env=environment, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        environment = _compiled(measuring.environment(name))
        command = [sys.executable, "-m", "benchmarks.workers", "--one", str(count)]
        done = subprocess.run(command, env=environment, cwd=measuring.ROOT, capture_output=True, text=True, check=True)
        taken = memory(json.loads(done.stdout.splitlines()[-1])["pages"], environment)
        bare = Path(name) / "bare"
        bare.mkdir()
        ours, theirs = starts(bare, environment)
    for when, found in taken.items():
        sys.stdout.write(f"worker, {when}: RSS {found['Rss']:.0f} MB, PSS {found['Pss']:.0f} MB\n")
    sys.stdout.write(f"start to first answer: {ours:.2f} s, a bare project {theirs:.2f} s\n")
    measuring.tell("memory of a worker with a full page cache (MB)", taken["full"]["Rss"], at_most=MEMORY_GOAL)
    measuring.tell("start to first answer, of a bare project's", ours / theirs, at_most=START_GOAL)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measuring.answer(fill)
    else:
        main(int((sys.argv[1:2] or [ARTICLES])[0]))
