"""A real gunicorn with our worker before an application of a test."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from tests.deploy import nginx


@contextmanager
def running(
    folder: Path, application: str, *arguments: str, **environment: str
) -> Iterator[tuple[int, subprocess.Popen]]:
    """Serve `application`, the text of a module, by one process in `folder`; its port, and the master."""
    (folder / "served.py").write_text(application)
    port = nginx.free_port()
    command = [sys.executable, "-m", "gunicorn", "served:application", "-b", f"127.0.0.1:{port}", "--workers", "1"]
    command += ["-k", "mscsite.operation.answers.Worker", "--no-control-socket", "--pythonpath", str(folder)]
    place = {"cwd": settings.BASE_DIR, "env": os.environ | environment, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([*command, *arguments], **place) as process:
        try:
            _wait(port)
            yield port, process
        finally:
            process.kill()  # the master; its worker sees that it is gone


def _wait(port: int) -> None:
    for _attempt in range(200):
        with suppress(OSError):
            return socket.create_connection(("127.0.0.1", port), 1).close()
        time.sleep(0.05)
    raise AssertionError("gunicorn did not start")


def said(connection: socket.socket) -> bytes:
    """Everything until the server closes; a socket's time limit ends what is never answered."""
    found = b""
    with suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            found += piece
    return found


def asked(port: int, request: bytes) -> bytes:
    """All that is answered to `request` on a connection of its own, sent whole."""
    with socket.create_connection(("127.0.0.1", port), 10) as connection:
        with suppress(ConnectionError):
            connection.sendall(request)
        return said(connection)
