"""Kill a writing process at any moment, many times, and look for halves: `python -m stress.kills --times 300`.

Works on the database of DATABASE_URL, which must be one of its own: its tables are made and filled here. A
writer is killed in a step and at a moment of it drawn at random, so that kills fall on every statement in the end.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import django

BATCH = 30
MOST_STEPS = 8  # a writer is killed in one of so many
FIRST = 0.3  # seconds that a step is thought to take before one was seen
ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Tally:
    """What was killed where, and what was found broken afterwards."""

    kills: Counter = field(default_factory=Counter)
    done: Counter = field(default_factory=Counter)
    breaches: list[str] = field(default_factory=list)


class Writer:
    """The process that forks writers; see `stress.writer`."""

    def __init__(self, folder: Path) -> None:
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "mscsite.settings", "LOG_LEVEL": "CRITICAL"}
        command = [sys.executable, "-m", "stress.writer", str(folder)]
        self.longest: dict[str, float] = {}
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def kill_in_step(self, seed: int, count: int, share: float) -> list[str]:
        """Let a new writer work, and kill it in its step number `count`, after that `share` of the time that steps of
        this kind have taken at most; what it said until then."""
        self.process.stdin.write(f"{seed}\n")
        self.process.stdin.flush()
        lines: list[str] = []
        child, begun, since = 0, 0, 0.0
        while not child or begun < count:
            line = self._line()
            if line == "ended":
                return lines
            if line.startswith("pid "):  # the child may speak before its parent does
                child = int(line.split()[1])
                continue
            lines.append(line)
            if line.startswith("begin "):
                begun, since = begun + 1, time.monotonic()
            else:
                name, took = line.split()[1], time.monotonic() - since
                self.longest[name] = max(self.longest.get(name, 0.0), took)
        time.sleep(share * self.longest.get(lines[-1].split()[1], FIRST))
        with contextlib.suppress(ProcessLookupError):  # it crashed, which it has said
            os.kill(child, signal.SIGKILL)
        while (line := self._line()) != "ended":
            lines.append(line)
        return lines

    def _line(self) -> str:
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the writer has ended")
        return line.strip()

    def stop(self) -> None:
        self.process.kill()  # it waits for a seed and holds nothing
        self.process.wait()


def run(times: int, seed: int, folder: Path) -> Tally:
    """Kill `times` writers, looking at everything after each; tables are emptied now and then to keep looking short."""
    chance, tally = random.Random(seed), Tally()
    for start in range(0, times, BATCH):
        _empty()
        writer, seen = Writer(folder), {}
        try:
            for _ in range(min(BATCH, times - start)):
                lines = writer.kill_in_step(chance.randrange(10**9), chance.randint(1, MOST_STEPS), chance.random())
                _count(tally, lines)
                _settle()
                tally.breaches += [*_lost(lines), *_halves(seen)]
                if tally.breaches:
                    return tally
        finally:
            writer.stop()
        sys.stderr.write(f"{sum(tally.kills.values())} kills, {len(tally.breaches)} breaches\n")
    return tally


def _empty() -> None:
    from django.conf import settings
    from django.core.management import call_command

    from mscsite.core import fulltext
    from stress.people import People

    fulltext.clear()
    call_command("flush", interactive=False, verbosity=0)
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    People.make()


def _count(tally: Tally, lines: list[str]) -> None:
    begun = [line.split()[1] for line in lines if line.startswith("begin ")]
    done = [line.split()[1] for line in lines if line.startswith("done ") and '"refused"' not in line]
    tally.done.update(done)
    if lines and lines[-1].startswith("begin "):
        tally.kills[begun[-1]] += 1
    else:
        tally.kills["between"] += 1


def _settle() -> None:
    """A server of databases notices a moment later that its client is gone."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    for _attempt in range(500):
        with connection.cursor() as cursor:
            cursor.execute(others)
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.01)
    raise RuntimeError("the database still works for a client that was killed")


def _lost(lines: list[str]) -> list[str]:
    """What a writer said was done and is not there."""
    from articles.batches.models import ImportItem
    from articles.models import Article, Revision
    from mscsite.core.models import Image
    from products.models import Product

    problems = []
    for line in lines:
        if line.startswith("crashed "):
            problems.append(line)
        if not line.startswith("done "):
            continue
        name, facts = line.split(" ", 2)[1], json.loads(line.split(" ", 2)[2])
        checks = {
            "article": lambda key: Article.objects.filter(pk=key).exists(),
            "hash": lambda key: Revision.objects.filter(content_hash=key).exists(),
            "item": lambda key: ImportItem.objects.filter(pk=key).exists(),
            "picture": lambda key: Image.objects.filter(key=key).exists(),
            "products": lambda keys: Product.objects.filter(latin_name__in=keys).count() == len(keys),
            "workbook": _is_whole,
            "archive": _is_whole,
        }
        known = {key: value for key, value in facts.items() if key in checks}
        problems += [f"lost: {name} {key}={value}" for key, value in known.items() if not checks[key](value)]
    return problems


def _is_whole(path: str) -> bool:
    with zipfile.ZipFile(path) as file:
        return file.testzip() is None


def _halves(seen: dict[int, str]) -> list[str]:
    """Breaches of what always holds, also of the generation, files and mail."""
    from mscsite.core import generation
    from mscsite.core.images import orphans
    from mscsite.doctor import invariants

    problems = list(invariants.breaches())
    number, digest = generation.current(), _public()
    if seen.setdefault(number, digest) != digest:
        problems.append(f"the generation stayed at {number}, and what readers see changed")
    orphans.sweep(orphans.dt.timedelta(0))
    return problems + _files() + _mail()


def _public() -> str:
    """A digest of what readers see of articles and products."""
    from articles.models import Article
    from products.models import Product

    live = Article.objects.filter(live__isnull=False).order_by("pk").values_list("slug", "live__content_hash")
    products = Product.objects.public().order_by("pk").values_list("slug", "name_zh_hans")
    return hashlib.sha256(json.dumps([list(live), list(products)]).encode()).hexdigest()


def _files() -> list[str]:
    """After sweeping, the storage holds the files of the records and no other."""
    from django.conf import settings

    from mscsite.core.images import orphans
    from mscsite.core.models import Image

    root = Path(settings.MEDIA_ROOT)
    held = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    wanted = {image.path(name) for image in Image.objects.all() for name in orphans.names_of(image)}
    return [f"file {path}: {'of no record' if path in held else 'missing'}" for path in sorted(held ^ wanted)]


def _mail() -> list[str]:
    """Each audited step has told whom it concerns: a mail waits or is sent for each."""
    from mscsite.core.models import AuditEntry, OutgoingMail

    told = {"submitted": 1, "approved": 2, "published": 1}  # reviewer; publisher and writer; writer
    entries = AuditEntry.objects.filter(record_type="article", action__in=told).values_list("action", flat=True)
    wanted, held = sum(told[action] for action in entries), OutgoingMail.objects.count()
    return [] if wanted == held else [f"mail: {wanted} should have been written, {held} were"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--seed", type=int, default=None)
    options = parser.parse_args()
    seed = random.randrange(10**6) if options.seed is None else options.seed
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        os.environ |= {"MEDIA_ROOT": f"{folder}/media", "EMAIL_URL": "dummymail://", "LOG_LEVEL": "CRITICAL"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscsite.settings")
        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, stdout=io.StringIO())
        started = time.monotonic()
        tally = run(options.times, seed, Path(folder))
    known = {"seed": seed, "seconds": round(time.monotonic() - started), "kills": sum(tally.kills.values())}
    sys.stdout.write(json.dumps(known | {"at": tally.kills, "done": tally.done, "breaches": tally.breaches}) + "\n")
    return 1 if tally.breaches else 0


if __name__ == "__main__":
    sys.exit(main())
