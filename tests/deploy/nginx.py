"""A real nginx with the configuration of `deploy/`, moved to free ports and a folder of its own."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

CONFIGURATION = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"
PROGRAM = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
HOST = "www.example.org"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def moved(text: str, *, folder: Path, port: int, application: int) -> str:
    """The configuration as a machine that is no server can run it; every line that is changed must be there."""
    changes = [
        (r"^worker_processes auto;", f"worker_processes 2; pid {folder}/pid; daemon off; user root;"),
        (r"error_log /dev/stderr warn;", f"error_log {folder}/error.log warn; {_temporary(folder)}"),
        (r"/var/cache/nginx/mscsite", f"{folder}/cache"),
        (r"listen 80 default_server;", f"listen 127.0.0.1:{port} default_server;"),
        (r"listen 80;", f"listen 127.0.0.1:{port};"),
        (r"server 127\.0\.0\.1:8000", f"server 127.0.0.1:{application}"),
        (r"/srv/mscsite/var", f"{folder}/var"),
        (r"/var/log/nginx/", f"{folder}/"),
    ]
    for pattern, instead in changes:
        text, count = re.subn(pattern, instead, text, flags=re.MULTILINE)
        if not count:
            raise AssertionError(f"{CONFIGURATION.name} has no {pattern}")
    return text


def _temporary(folder: Path) -> str:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    return " ".join(f"{kind}_temp_path {folder}/temp-{kind};" for kind in kinds)


@contextmanager
def running(folder: Path, application: int, change: Callable[[str], str] = str) -> Iterator[int]:
    """Serve on a free port of this machine in front of `application`; the port. `change` has the last word."""
    port = free_port()
    (folder / "var" / "static").mkdir(parents=True, exist_ok=True)
    path = folder / "nginx.conf"
    text = moved(CONFIGURATION.read_text("utf-8"), folder=folder, port=port, application=application)
    path.write_text(change(text))
    with subprocess.Popen([PROGRAM, "-p", str(folder), "-c", str(path)], stderr=subprocess.PIPE) as process:
        try:
            _wait(process, port)
            yield port
        finally:
            process.terminate()


def _wait(process: subprocess.Popen, port: int) -> None:
    for _attempt in range(100):
        if process.poll() is not None:
            raise AssertionError(process.stderr.read().decode())
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nginx did not start")
