"""What a worker of gunicorn writes to its socket, and how often."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.conf import settings
from gunicorn.config import Config
from gunicorn.http import wsgi

from mscsite.operation.answers import Response, Worker
from tests import gunicorn


class Wire(list):
    sendall = list.append


def written(pieces: list[bytes], headers: list[tuple[str, str]], method: str = "GET") -> list[bytes]:
    """The writes of an answer, as gthread's worker makes them."""
    wire = Wire()
    request = SimpleNamespace(method=method, version=(1, 1), should_close=lambda: False)
    response = Response(request, wire, Config())
    response.start_response("200 OK", headers)
    for piece in pieces:
        response.write(piece)
    response.close()
    return wire


def test_a_whole_answer_is_one_write():
    (only,) = written([b"page"], [("Content-Length", "4"), ("Content-Type", "text/html")])
    head, _, body = only.partition(b"\r\n\r\n")
    assert (head.splitlines()[0], b"Content-Length: 4" in head, body) == (b"HTTP/1.1 200 OK", True, b"page")


@pytest.mark.parametrize(("pieces", "method"), [([], "GET"), ([b"page"], "HEAD")])
def test_a_head_alone_is_one_write(pieces, method):
    (only,) = written(pieces, [("Content-Length", "4" if pieces else "0")], method)
    assert only.endswith(b"\r\n\r\n")


def test_a_streamed_answer_goes_out_piece_by_piece():
    first, *others = written([b"one", b"two", b"three"], [("Content-Type", "text/csv")])
    assert (b"Transfer-Encoding: chunked" in first, first.endswith(b"\r\n\r\n3\r\none\r\n")) == (True, True)
    assert others == [b"3\r\ntwo\r\n", b"5\r\nthree\r\n", b"0\r\n\r\n"]


def test_no_more_is_written_than_was_announced():
    assert written([b"page and more", b"more"], [("Content-Length", "4")])[0].endswith(b"\r\n\r\npage")
    assert len(written([b"page and more", b"more"], [("Content-Length", "4")])) == 1


def test_the_worker_is_the_one_that_is_deployed():
    configuration = {}
    exec((settings.BASE_DIR / "deploy/gunicorn.conf.py").read_text("utf-8"), configuration)
    assert configuration["worker_class"] == f"{Worker.__module__}.{Worker.__qualname__}"
    assert issubclass(Response, wsgi.Response)


APPLICATION = """
import os, signal, socket

def write_and_die(connection, data, flags=0, write=socket.socket.send):
    taken = write(connection, data, flags)
    os.kill(os.getpid(), signal.SIGKILL)
    return taken

def application(environ, start_response):
    socket.socket.send = write_and_die
    start_response("200 OK", [("Content-Length", "100000"), ("X-Threads", os.environ["WEB_THREADS"])])
    return [b"x" * 100_000]
"""


@pytest.mark.enable_socket
def test_a_worker_that_is_killed_after_its_first_write_has_sent_all_of_it(tmp_path):
    with gunicorn.running(tmp_path, APPLICATION, "--threads", "3") as (port, _process):
        for _time in range(3):
            head, _, body = gunicorn.asked(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").partition(b"\r\n\r\n")
            assert (b"\r\nX-Threads: 3" in head, len(body)) == (True, 100_000)
