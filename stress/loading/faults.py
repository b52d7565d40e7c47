"""What breaks while people are at work: workers of gunicorn, and the database in every way it can."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import time
from pathlib import Path

from django.db import connection

from stress.loading.asking import Seen

PAUSE = 7.0  # seconds between two faults
LOCKED = 4.0  # seconds for which SQLite is held


def break_things(workers: subprocess.Popen, until: float, seen: Seen) -> None:
    """One fault after the other, all kinds in turn, until the clock (`time.monotonic`) says `until`."""
    kinds = {"sqlite": [hold_lock], "postgresql": [crash, drop, restart]}[connection.vendor]
    faults = [kill_worker, *kinds]
    turn = 0
    while time.monotonic() + PAUSE < until:
        time.sleep(PAUSE)
        fault = faults[turn % len(faults)]
        turn += 1
        try:
            fault(workers)
        except Exception as error:  # the connection that breaks others may be broken itself
            seen.faults[f"{fault.__name__}: {type(error).__name__}"] += 1
        else:
            seen.faults[fault.__name__] += 1
        connection.close()


def kill_worker(workers: subprocess.Popen) -> None:
    children = Path(f"/proc/{workers.pid}/task/{workers.pid}/children").read_text().split()
    os.kill(int(random.choice(children)), signal.SIGKILL)


def hold_lock(workers: subprocess.Popen) -> None:
    import sqlite3

    with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=10)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(LOCKED)
        other.execute("ROLLBACK")


def crash(workers: subprocess.Popen) -> None:
    """One of its processes killed: PostgreSQL drops everybody, starts anew and recovers from its log."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        os.kill(random.choice(cursor.fetchall())[0], signal.SIGKILL)


def drop(workers: subprocess.Popen) -> None:
    """Every connection ended by the server, as an administrator may."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                       " AND datname = current_database()")  # fmt: skip


def restart(workers: subprocess.Popen) -> None:
    """As ordered by an administrator, with the server's own program and in its own name: `pg_ctl restart -m fast`."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0])
    connection.close()
    server = Path(f"/proc/{(folder / 'postmaster.pid').read_text().split()[0]}/exe").resolve()
    command = [server.with_name("pg_ctl"), "restart", "-D", folder, "-m", "fast", "-w", "-l", folder / "restart.log"]
    owner = folder.stat()
    who = {"user": owner.st_uid, "group": owner.st_gid} if os.geteuid() == 0 else {}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **who)
