"""Slow and odd clients straight at gunicorn, as whoever runs it without nginx has them."""

from __future__ import annotations

import hashlib
import logging
import re
import select
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace

import pytest
from django.conf import settings
from gunicorn.config import Config
from gunicorn.http import wsgi
from gunicorn.http.parser import RequestParser

from mscsite.operation.answers import Worker
from mscsite.operation.wire import Wire, limits
from tests import gunicorn

pytestmark = pytest.mark.enable_socket
LONG = 5_000_000  # bytes: more than the kernel takes from a process at once
APPLICATION = f"""
import hashlib, io

def application(environ, start_response):
    body = environ["wsgi.input"].read()
    if environ["PATH_INFO"] in ("/long", "/page"):
        answer = b"0123456789" * ({LONG // 10} if environ["PATH_INFO"] == "/long" else 10_000)
    else:
        answer = (environ["REQUEST_METHOD"] + environ["RAW_URI"] + " " + hashlib.sha256(body).hexdigest()).encode()
    start_response("200 OK", [("Content-Length", str(len(answer)))])
    if environ["QUERY_STRING"] == "file":
        file = open(__file__ + ".long", "w+b")
        file.write(answer)
        file.seek(0)
        return environ["wsgi.file_wrapper"](file)
    return [answer]
"""
THREADS = ["--threads", "4", "--keep-alive", "75"]
MINUTES = {"CLIENT_HEAD_SECONDS": "600", "CLIENT_SECONDS": "600", "REQUEST_MB": "2"}
SHORT = {"CLIENT_HEAD_SECONDS": "1.5", "CLIENT_SECONDS": "1.5"}
FORM = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
LINE = b"GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def patient(tmp_path_factory) -> Iterator[int]:
    """Waits longer for its clients than any test."""
    with gunicorn.running(tmp_path_factory.mktemp("patient"), APPLICATION, *THREADS, **MINUTES) as (port, _process):
        yield port


@pytest.fixture(scope="module")
def short(tmp_path_factory) -> Iterator[int]:
    """Gives up on clients soon, and has room for forty."""
    folder, room = tmp_path_factory.mktemp("short"), ["--worker-connections", "40"]
    with gunicorn.running(folder, APPLICATION, *THREADS, *room, **SHORT) as (port, _process):
        yield port


@contextmanager
def clients(port: int, begun: str, count: int = 50) -> Iterator[list[socket.socket]]:
    """So many that have said `begun` and are not through."""
    with ExitStack() as open_ones:
        found = []
        for _number in range(count):
            client = open_ones.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            client.settimeout(20)
            client.connect(("127.0.0.1", port))
            client.sendall(begun.encode())
            found.append(client)
        yield found


UNFINISHED = {
    "silent": "",
    "head": "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "form": FORM + "value=",
    "answer": "GET /long HTTP/1.1\r\nHost: x\r\n\r\n",
    "file": "GET /long?file HTTP/1.1\r\nHost: x\r\n\r\n",
    "kept alive": "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    "left open": "GET / HTTP/1.0\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("begun", UNFINISHED.values(), ids=UNFINISHED)
def test_fifty_slow_clients_take_no_thread_of_four(patient: int, begun: str):
    with clients(patient, begun, 20 if "/long" in begun else 50) as slow:  # a long answer each on the disk
        if begun not in ("", UNFINISHED["left open"]):
            for client in slow:
                client.sendall(b"1")
        for _time in range(5):
            assert gunicorn.asked(patient, LINE).startswith(b"HTTP/1.1 200")


def test_who_is_too_slow_is_let_go(short: int):
    with ExitStack() as slow:
        found = {kind: slow.enter_context(clients(short, UNFINISHED[kind], 5)) for kind in ("head", "form", "silent")}
        drip(found["head"][0])
        statuses = {kind: {gunicorn.said(client)[9:12] for client in found[kind]} for kind in found}
    assert statuses == {"head": {b"408"}, "form": {b"408"}, "silent": {b""}}


def drip(client: socket.socket) -> None:
    """A byte now and then, until the server says something; it buys no time."""
    for _time in range(200):
        client.send(b"1")
        if select.select([client], [], [], 0.1)[0]:
            return
    pytest.fail("still there after twenty seconds")


def test_who_does_not_read_is_let_go_and_what_the_kernel_has_of_an_answer_arrives(short: int):
    whole = UNFINISHED["left open"].replace("/", "/page", 1)
    with clients(short, whole, 5) as late, clients(short, UNFINISHED["answer"], 5) as slow:
        time.sleep(3)  # the server waits two seconds for who leaves a connection open
        assert all(is_reset(client) for client in slow)
        assert all(len(gunicorn.said(client)) > 100_000 for client in late)


def is_reset(client: socket.socket) -> bool:
    """Whether it comes to that within some seconds, nothing being read."""
    poll = select.poll()
    poll.register(client, select.POLLHUP)
    return bool(poll.poll(20_000))


def test_there_is_room_while_more_clients_hang_than_have_room(short: int):
    with clients(short, UNFINISHED["kept alive"], 36), clients(short, "", 6):
        assert gunicorn.asked(short, LINE).startswith(b"HTTP/1.1 200")


def test_an_upload_in_pieces_arrives(patient: int):
    body = bytes(range(256)) * 1_000
    with socket.create_connection(("127.0.0.1", patient), 10) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body))
        for start in range(0, len(body), 48_000):
            client.sendall(body[start : start + 48_000])
            time.sleep(0.02)
        assert gunicorn.said(client).endswith(hashlib.sha256(body).hexdigest().encode())


@pytest.mark.parametrize(
    ("pieces", "every", "lasts"),
    [([50_000] * 600, 1, 631), ([1] * 600, 1, 31), ([90_000], 1, 32), ([29_000] * 9, 29, 292), ([1_000] * 9, 31, 31)],
    ids=["a slow line", "a byte a second", "silent after a start", "now and then", "too seldom"],
)
def test_how_long_a_client_has(monkeypatch, pieces: list[int], every: int, lasts: int):
    """Seconds until it is let go, by the bounds of .env.example, and what it sends every so many seconds."""
    now = 0
    monkeypatch.setattr("mscsite.operation.wire.time", SimpleNamespace(monotonic=lambda: now))
    here, there = socket.socketpair()
    with there, Wire(here, limits()) as wire:
        wire.expect()
        coming = dict(zip(range(every, 10_000, every), pieces, strict=False))
        while not wire.is_late(now):
            if now in coming:
                there.sendall(b"x" * coming[now])
                while wire.fill():
                    pass
            now += 1
    assert now == lasts


@pytest.mark.parametrize("path", ["/long", "/long?file"])
def test_an_answer_that_is_read_piece_by_piece_is_whole(patient: int, path: str):
    with socket.create_connection(("127.0.0.1", patient), 10) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(0.2)
        head, _, body = client.recv(1_000).partition(b"\r\n\r\n")
        while len(body) < LONG:
            body += client.recv(65536)
        client.sendall(LINE)
        assert (head[9:12], body == b"0123456789" * (LONG // 10)) == (b"200", True)
        assert gunicorn.said(client)[9:12] == b"200"


def test_requests_sent_at_once_are_answered_in_order(patient: int):
    form = b"POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nGET /"
    answers = gunicorn.asked(patient, b"\r\nHEAD /one HTTP/1.1\r\nHost: x\r\n\r\n" + form * 20 + LINE)
    assert answers.count(b"HTTP/1.1 200") == 22
    digest = hashlib.sha256(b"GET /").hexdigest().encode()
    assert re.findall(rb"POST/\w+ \w{64}", answers) == [b"POST/form " + digest] * 20
    assert b"GET/next" in answers
    assert b"HEAD/one" not in answers


def test_a_body_is_asked_for_once(patient: int):
    with socket.create_connection(("127.0.0.1", patient), 10) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"body" + LINE)
        assert re.findall(rb"HTTP/1.1 (\d+)", gunicorn.said(client)) == [b"200", b"200"]


HOSTILE = {
    "long line": (b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"414"),
    "line without end": (b"GET /" + b"x" * 1_000_000, b"414"),
    "thousands of headers": (b"GET / HTTP/1.1\r\n" + b"X-A: 1\r\n" * 5_000 + b"\r\n", b"431"),
    "megabytes of headers": (b"GET / HTTP/1.1\r\n" + b"X-A: 1\r\n" * 500_000 + b"\r\n", b"431"),
    "one long header": (b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"x" * 1_000_000 + b"\r\n\r\n", b"431"),
    "headers longer than a head at once": (
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-A: %s\r\n" % (b"x" * 4_000) * 10 + b"\r\n",
        b"431",
    ),
    "two hosts": (b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", b"400"),
    "long body": (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000001\r\n\r\n", b"413"),
    "endless body": (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\n", b"400"),
    "body without length": (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"411"),
    "two lengths": (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 9\r\n\r\n", b"400"),
    "signed length": (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +0\r\n\r\n", b"400"),
    "bytes": (bytes(range(256)) * 4 + b"\r\n\r\n", b"400"),
    "empty lines": (b"\r\n" * 4, b"400"),
}


@pytest.mark.parametrize(("request_", "status"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_request_is_refused_and_nothing_after_it_answered(patient: int, request_: bytes, status: bytes):
    answer = gunicorn.asked(patient, request_ + LINE)
    assert (answer[9:12], answer.count(b"HTTP/1.1 ")) == (status, 1)


@pytest.mark.parametrize(("reads", "exact"), [([30, 30], True), ([30], False), ([30, 30, 30], False)])
def test_a_request_that_was_not_read_to_its_very_end_is_followed_by_no_other(reads: list[int], exact: bool):
    """gunicorn and we might see its end in different places one day: what follows is then anybody's."""
    (here, there), request_ = socket.socketpair(), b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n"
    with there, Wire(here, limits()) as wire:
        there.sendall(request_ + LINE)
        wire.begin()
        assert (wire.fill(), wire.whole()) == (True, True)
        assert b"".join(wire.recv(size) for size in reads) == request_[: sum(reads)]
        assert (wire.is_read(), wire.has_more()) == (exact, True)


def test_a_worker_that_ends_waits_for_nobody_who_is_silent(tmp_path):
    with gunicorn.running(tmp_path, APPLICATION, *THREADS, **MINUTES) as (port, process):
        gunicorn.asked(port, LINE)  # a worker that was born this moment does not heed signals yet
        with clients(port, ""):
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0


@pytest.mark.parametrize("value", ["", "0", "-1", "soon", "1e9", "nan"])
def test_a_bound_that_is_none_is_named_before_anything_starts(monkeypatch, value: str):
    monkeypatch.setenv("CLIENT_SECONDS", value)
    with pytest.raises(RuntimeError, match=f"^CLIENT_SECONDS is '{value}'; set it to a number above 0.$"):
        Worker.check_config(Config(), logging.getLogger())


def test_where_gunicorn_speaks_more_than_http_1_it_says_that_nothing_is_bounded(caplog):
    config = Config()
    Worker.check_config(config, logging.getLogger())
    assert caplog.messages == []
    config.set("http2_cleartext", "upgrade")
    Worker.check_config(config, logging.getLogger())
    assert [message.split(":")[0] for message in caplog.messages] == ["Slow clients are not bounded"]


def test_gunicorn_believes_no_proxy():
    """Django does, where TRUSTED_PROXIES and BEHIND_TLS_PROXY say so."""
    configuration, config = {}, Config()
    exec((settings.BASE_DIR / "deploy/gunicorn.conf.py").read_text("utf-8"), configuration)
    for name in ("forwarder_headers", "secure_scheme_headers"):
        config.set(name, configuration[name])
    head = b"GET / HTTP/1.1\r\nHost: x\r\nSCRIPT_NAME: /evil\r\nX-Forwarded-Ssl: on\r\nX-Forwarded-Proto: https\r\n\r\n"
    asked = next(RequestParser(config, [head], ("127.0.0.1", 1)))
    environ = wsgi.create(asked, None, asked.peer_addr, ("127.0.0.1", 80), config)[1]
    assert (environ["SCRIPT_NAME"], environ["wsgi.url_scheme"]) == ("", "http")
