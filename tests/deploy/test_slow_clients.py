"""Twenty clients that send or read a byte a second, at the nginx of `deploy/` before a gunicorn with two threads."""

from __future__ import annotations

import contextlib
import http.client
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import gunicorn
from tests.deploy import nginx

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(nginx.PROGRAM is None, reason="no nginx on this machine"),
]
LONG = 5_000_000  # bytes: more than the kernel takes from a process at once
APPLICATION = f"""
def application(environ, start_response):
    body = b"x" * ({LONG} if "long" in environ["PATH_INFO"] else 1)
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
"""


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    with (
        gunicorn.running(tmp_path, APPLICATION, "--threads", "2") as (application, _process),
        nginx.running(tmp_path, application) as port,
    ):
        yield port


@contextlib.contextmanager
def slow_clients(port: int, said: str, count: int = 20) -> Iterator[list[socket.socket]]:
    """Connections that have `said` so much and go on by a byte now and then, or not at all."""
    clients = [socket.socket() for _number in range(count)]
    try:
        for client in clients:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            client.connect(("127.0.0.1", port))
            client.sendall(said.replace("HOST", f"Host: {nginx.HOST}").encode())
        yield clients
    finally:
        for client in clients:
            client.close()


def statuses(port: int) -> list[int]:
    """Of five pages that a reader asks for meanwhile; a socket's time limit ends what is never answered."""
    found = []
    for number in range(5):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", f"/zh-hans/{number}/", headers={"Host": nginx.HOST})
        found.append(connection.getresponse().status)
        connection.close()
    return found


@pytest.mark.parametrize(
    "said",
    [
        "GET /zh-hans/ HTTP/1.1\r\nHOST\r\nX-Slow: ",
        "POST /zh-hans/feedback/vote/ HTTP/1.1\r\nHOST\r\nContent-Length: 1000\r\n\r\nvalue=",
        "POST /admin/ HTTP/1.1\r\nHOST\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nva",
    ],
    ids=["head", "form", "chunks"],
)
def test_who_sends_a_byte_a_second_stops_nobody(port, said):
    with slow_clients(port, said) as clients:
        for client in clients:
            client.sendall(b"1")
        assert statuses(port) == [200] * 5


def test_who_reads_a_byte_a_second_stops_nobody(port):
    with slow_clients(port, "GET /zh-hans/search/long/ HTTP/1.1\r\nHOST\r\n\r\n") as clients:
        assert [client.recv(1) for client in clients] == [b"H"] * 20
        assert statuses(port) == [200] * 5
