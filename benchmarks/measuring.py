"""What all benchmarks share: times in processor time, a process and a database of its own, and telling a ratio.

A benchmark prints what it measured and tells its ratios by name (`tell`), each with its goal where it has one. Run by
`python -m benchmarks` they are gathered into one table and one JSON file. Two runs are compared by name: a name says
nothing that differs from run to run.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GATHERED = "BENCH_FILE"  # names the file that `python -m benchmarks` gathers ratios from
QUICK = "BENCH_QUICK"  # set where sizes are small: goals are set for the whole sizes, so none is told


def tell(name: str, value: float, *, at_least: float | None = None, at_most: float | None = None) -> None:
    """One ratio of this run: what it is called, what it is, and what it should be."""
    if os.environ.get(QUICK):
        at_least = at_most = None
    told = {"name": name, "value": round(value, 4), "at_least": at_least, "at_most": at_most}
    sys.stdout.write(f"ratio: {line_of(told)}\n")
    sys.stdout.flush()
    if path := os.environ.get(GATHERED):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(json.dumps(told, ensure_ascii=False) + "\n")


def is_reached(told: dict) -> bool | None:
    """Whether a ratio meets its goal; None where it has none."""
    if told["at_least"] is not None:
        return told["value"] >= told["at_least"]
    return told["value"] <= told["at_most"] if told["at_most"] is not None else None


def line_of(told: dict) -> str:
    """A ratio as a line of the table."""
    goal = f"≥ {told['at_least']:g}" if told["at_least"] is not None else ""
    goal = goal or (f"≤ {told['at_most']:g}" if told["at_most"] is not None else "")
    word = {True: "reached", False: "NOT reached", None: ""}[is_reached(told)]
    return f"{told['name']:<60} {told['value']:>9.3f}  {goal:<8} {word}".rstrip()


def processor_ms(action: Callable[[], object], runs: int, before: Callable[[], object] | None = None) -> float:
    """The median of several runs, in milliseconds of this process's processor time; what is done `before` each of them
    is not counted."""
    times = []
    for _run in range(runs):
        if before:
            before()
        started = time.process_time()
        action()
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times)


def use_plain_static() -> None:
    """Static files need no build: a page of this process names them as they are."""
    from django.conf import settings

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


class Queries:
    """Counts the queries that pass while it is a connection's wrapper; Django's own log stops at 9,000."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        return execute(sql, params, many, context)


def asked(client, address: str, runs: int, before: Callable[[], object] | None = None) -> dict[str, float]:
    """The first answer, the median of `runs` more, in milliseconds, and the queries of one; all must be 200. `before`
    is done before each, and not counted."""
    from django.db import connection

    def once() -> None:
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        if response.status_code != 200 or not body:
            raise SystemExit(f"{address}: {response.status_code}")

    first = processor_ms(once, 1, before)
    if before:
        before()
    with connection.execute_wrapper(queries := Queries()):
        once()
    return {"first": first, "ms": processor_ms(once, runs, before), "queries": queries.count}


def superuser():
    """A client of somebody who may see every page of the admin."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    use_plain_static()
    client = Client(headers={"host": "localhost"})
    client.force_login(get_user_model().objects.create_superuser("bench"))
    return client


def compared(few: dict[str, dict], many: dict[str, dict], sizes: tuple[int, int]) -> None:
    """Print the same addresses over a small and a large database."""
    sys.stdout.write(f"{'':40}{sizes[0]:>10,} {sizes[1]:>12,}   ratio  queries    first\n")
    for name, other in many.items():
        one = few.get(name)
        if one is None:  # such as the second page of a list that has one
            sys.stdout.write(f"{name:40}{'':>10} {other['ms']:>9.1f} ms {'':7} {other['queries']:>8}\n")
            continue
        queries = (
            f"{one['queries']}" if one["queries"] == other["queries"] else f"{one['queries']} → {other['queries']}"
        )
        sys.stdout.write(
            f"{name:40}{one['ms']:>7.1f} ms {other['ms']:>9.1f} ms {other['ms'] / one['ms']:>7.2f}"
            f" {queries:>8} {one['first']:>5.0f} → {other['first']:>5.0f} ms\n"
        )


def environment(folder: str | Path) -> dict[str, str]:
    """Of a process with an SQLite file of its own in `folder`."""
    return os.environ | {
        "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3", "SECRET_KEY": "x" * 50, "DEBUG": "0",
        "ENVIRONMENT": "development", "ALLOWED_HOSTS": "*", "MEDIA_ROOT": f"{folder}/media",
    }  # fmt: skip


def in_own_process(module: str, count: int, server: str = "") -> dict:
    """What `python -m MODULE --one COUNT` prints as its last line, as JSON, with a new database.

    An SQLite file, or, where the address of a PostgreSQL is given, a database in it that nobody else uses.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", module, "--one", str(count)]
        own = environment(folder) | ({"DATABASE_URL": _database_in(server, count)} if server else {})
        done = subprocess.run(command, env=own, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return json.loads(done.stdout.splitlines()[-1])


def _database_in(server: str, count: int) -> str:
    """The address of a new database in a server."""
    import psycopg

    name = f"bench_{count}_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    address, _mark, options = server.partition("?")
    return f"{address.rpartition('/')[0]}/{name}" + (f"?{options}" if options else "")


def answer(measure: Callable[[int], dict]) -> None:
    """Be the process that `in_own_process` asks: `measure` the size of the command line, print the answer."""
    set_up()
    sys.stdout.write(json.dumps(measure(int(sys.argv[2]))))


@contextmanager
def own_database(*, or_given: bool = False) -> Iterator[None]:
    """Django with an SQLite file of its own; with `or_given` in the empty one of DATABASE_URL, if set."""
    given = os.environ.get("DATABASE_URL") if or_given else None
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= environment(folder) | ({"DATABASE_URL": given} if given else {})
        set_up()
        use_plain_static()
        yield


def set_up(migrated: bool = True) -> None:
    """Django in this process, and the tables of its database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscsite.settings")
    import django
    from django.core.management import call_command

    django.setup()
    if migrated:
        call_command("migrate", verbosity=0)
