"""The configuration of `deploy/`, in a real nginx before an application of a few lines."""

from __future__ import annotations

import http.client
import io
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.core.management import call_command

from mscsite import reading_figures
from mscsite.core.pagecache.wsgi import CACHE_CONTROL, NGINX_EXPIRES, REPLACED
from tests.deploy import nginx

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(nginx.PROGRAM is None, reason="no nginx on this machine"),
]


class Application(ThreadingHTTPServer):
    """Answers with a number that goes up, so that an answer out of the cache can be told; notes what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[str, dict]] = []
        self.wait = 0.0
        self.gone = False  # every page
        self.control = CACHE_CONTROL
        self.kept = 0  # seconds that nginx keeps a page beyond the one that is passing
        self.dying = 0  # over so many requests
        self._open: list[socket.socket] = []
        threading.Thread(target=self.serve_forever, args=[0.02], daemon=True).start()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def process_request(self, request, client_address) -> None:
        self._open.append(request)
        super().process_request(request, client_address)

    def stop(self) -> None:
        """As a process that was killed: no new connections, and those that are kept alive break off."""
        self.shutdown()
        self.server_close()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server = self.server
        server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        if len(server.asked) <= server.dying:
            self.close_connection = True  # as a worker that is killed before it has answered
            return
        body = f"{len(server.asked)}".encode()
        time.sleep(server.wait)
        self.send_response(403 if "none" in self.path else 410 if server.gone else 200)
        self.send_header("Content-Length", str(len(body)))
        if "none" not in self.path and not self.path.startswith("/admin/"):
            self.send_header("Vary", "Accept-Encoding")
            self.send_header("X-Odd", "a" * 2000)  # the policies of a page are as long
            self.send_header("Cache-Control", REPLACED if server.gone else server.control)
            self.send_header(NGINX_EXPIRES, f"@{int(time.time()) + server.kept}")
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_HEAD = do_GET

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def application() -> Iterator[Application]:
    server = Application()
    yield server
    server.stop()


@pytest.fixture
def port(application, tmp_path: Path) -> Iterator[int]:
    static = tmp_path / "var" / "static"
    static.mkdir(parents=True)
    (static / "a.css").write_text("a{}")
    (static / "a.css.gz").write_bytes(b"packed")
    with nginx.running(tmp_path, application.port) as port:
        yield port


def ask(
    port: int, path: str = "/zh-hans/", method: str = "GET", *, host: str = nginx.HOST, **headers
) -> tuple[int, dict, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers={"Host": host} | names)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_a_page_reaches_the_application_once_a_second_at_most(port, application):
    bodies = {ask(port)[2] for _time in range(50)}
    assert bodies <= {b"1", b"2"}


def test_nobody_gets_a_page_that_is_older_than_a_second(port, application):
    answers = []
    for pause in (0, 1.05, 1.05):  # seconds
        time.sleep(pause)
        status, headers, body = ask(port)
        answers.append((status, body, NGINX_EXPIRES.lower() in headers))
    assert answers == [(200, b"1", False), (200, b"2", False), (200, b"3", False)]


def test_a_page_that_is_held_open_gives_way_to_the_new_one_in_both_processes(port, application):
    """nginx holds the files of its pages open (open_file_cache), and must see at once that another took its place."""
    ask(port)
    bodies = []
    for _round in range(3):
        time.sleep(1.1 - time.time() % 1)  # a page is kept until its second ends, so early in the next one
        ask(port)
        bodies.append({ask(port)[2] for _reader in range(8)})
    assert bodies == [{b"2"}, {b"3"}, {b"4"}]


def test_only_what_somebody_was_asked_for_has_a_number(port, application):
    application.kept = 60
    first, again = ask(port)[1], ask(port)[1]
    assert (first["x-cache"], again["x-cache"], "x-request-id" in again) == ("MISS", "HIT", False)
    assert application.asked[0][1]["x-request-id"] == first["x-request-id"]


def test_what_has_a_query_is_asked_for_each_time(port, application):
    application.kept = 60
    assert [ask(port, f"/zh-hans/{query}")[2] for query in ("?a=1", "?a=1", "", "", "?")] == [
        b"1",
        b"2",
        b"3",
        b"3",
        b"4",
    ]


def test_only_who_asks_while_a_new_page_is_made_gets_the_old_one(port, application):
    ask(port)
    time.sleep(1.05)
    application.wait = 0.5
    answers: list[bytes] = []
    threads = [threading.Thread(target=lambda: answers.append(ask(port)[2])) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [*[b"1"] * 9, b"2"]


def test_a_page_of_long_ago_is_shown_to_nobody(port, application):
    """It may have been taken down since; how long ago a page may be is what the application tells caches."""
    application.control = CACHE_CONTROL.replace("stale-while-revalidate=60", "stale-while-revalidate=1")
    ask(port)
    time.sleep(3.05)
    application.wait, application.gone = 0.5, True
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(ask(port)[0])) for _ in range(5)]
    for thread in threads:
        thread.start()
        time.sleep(0.05)
    for thread in threads:
        thread.join()
    assert answers == [410] * 5


def test_many_readers_at_once_are_one_question(port, application):
    application.wait, application.kept = 0.3, 60
    answers: list[bytes] = []
    threads = [threading.Thread(target=lambda: answers.append(ask(port)[2])) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [b"1"] * 20


def test_readers_are_served_while_the_application_is_down(port, application):
    assert ask(port)[2] == b"1"
    application.stop()
    time.sleep(2.2)
    status, headers, body = ask(port)
    assert (status, body, headers["x-cache"] in ("STALE", "UPDATING")) == (200, b"1", True)


def test_what_was_never_asked_is_answered_by_our_own_page_while_the_application_is_down(port, application, tmp_path):
    call_command("write_error_pages", str(tmp_path / "var" / "errors"), stdout=io.StringIO())
    application.stop()
    for path in ("/zh-hans/never-asked/", "/admin/"):
        status, headers, body = ask(port, path)
        assert (status, headers["retry-after"], headers["cache-control"]) == (503, "60", "no-store")
        assert [word in body.decode() for word in ("网站正在维护", "網站正在維護")] == [True, True]
    assert ask(port, "/503.html")[0] == 404  # no address of its own


def test_a_page_whose_worker_died_over_it_is_asked_for_again_and_a_form_is_not(port, application, tmp_path):
    call_command("write_error_pages", str(tmp_path / "var" / "errors"), stdout=io.StringIO())
    for path in ("/zh-hans/never-asked/", "/zh-hans/search/?q=1", "/admin/"):
        application.dying = len(application.asked) + 1
        begun = len(application.asked)
        assert (path, ask(port, path)[0], len(application.asked) - begun) == (path, 200, 2)
    application.dying, begun = len(application.asked) + 1, len(application.asked)
    assert (ask(port, "/admin/", "POST")[0], len(application.asked) - begun) == (503, 1)


@pytest.mark.django_db
def test_the_log_counts_readings_without_addresses_or_queries(port, tmp_path):
    for path in ("/zh-hans/?from=friend", "/zh-hans/", "/admin/", "/static/a.css", "/zh-hans/search/?q=secret"):
        ask(port, path, User_Agent="Mozilla/5.0 (Linux; Android 14)")
    log = tmp_path / "mscsite-readings.log"
    until = time.monotonic() + 20  # each process of nginx writes what it has gathered once a second
    while log.read_text("utf-8").count("\n") < 2 and time.monotonic() < until:
        time.sleep(0.05)
    lines = log.read_text("utf-8").splitlines()
    assert [re.sub(r"\[[^]]+\]", "[]", line) for line in lines] == [
        '- - - [] "GET /zh-hans/ HTTP/1.1" 200 1 "-" "Mozilla/5.0 (Linux; Android 14)"'
    ] * 2
    assert sum(reading_figures.count(log).views.values()) == 2


def test_who_writes_goes_to_the_servers_on_the_primary(application, tmp_path):
    """Split as docs/scaling.md says: readers' processes on a replica, editors' on the primary."""
    editors = Application()

    def split(text: str) -> str:
        here, there = f"127.0.0.1:{application.port}", f"127.0.0.1:{editors.port}"
        blocks = r"(?ms)^ +upstream (?:editors|pages_for_editors) {.*?}"
        return re.sub(blocks, lambda found: found[0].replace(here, there), text)

    with nginx.running(tmp_path, application.port, split) as port:
        for path in ("/zh-hans/", "/zh-hant/search/?q=1", "/api/v1/products", "/sitemap.xml", "/healthz"):
            ask(port, path)
        mine = ["/admin/", "/admin/login/", "/zh-hans/drafts/x/", "/zh-hant/previews/1/", "/zh-hans/wechat/1/"]
        mine += ["/zh-hans/feedback/vote/"]
        for path in mine:
            ask(port, path)
        ask(port, "/zh-hans/articles/", Cookie="sessionid=x")
    assert [path for path, _headers in editors.asked] == [*mine, "/zh-hans/articles/"]
    assert len(application.asked) == 5
    editors.stop()


def test_editors_read_from_the_application(port, application):
    application.kept = 60
    ask(port)
    assert [ask(port, Cookie="a=b; sessionid=x")[2] for _ in range(2)] == [b"2", b"3"]
    assert ask(port)[2] == b"1"  # and what they were shown is not kept for others
    assert [ask(port, "/admin/")[2] for _ in range(2)] == [b"4", b"5"]


def test_codings_are_three_and_nothing_else_splits_the_cache(port, application):
    application.kept = 60
    taken = ("gzip, deflate, br", "br;q=1.0", "gzip", "gzip;q=0.8, identity", "", "x-odd", "br;q=0, gzip ; q=0.0")
    for accepted in taken:
        ask(port, Accept_Encoding=accepted, User_Agent=accepted or "none", Accept_Language="zh-TW")
    assert [headers.get("accept-encoding", "") for _path, headers in application.asked] == ["br", "gzip", ""]


def test_what_a_reader_forges_does_not_reach_the_application(port, application):
    ask(port, X_Forwarded_Host="evil.example", X_Forwarded_Proto="ftp", X_Forwarded_For="1.2.3.4")
    headers = application.asked[0][1]
    assert headers["host"] == nginx.HOST
    assert (headers["x-forwarded-proto"], headers["x-forwarded-for"]) == ("http", "127.0.0.1")
    assert "x-forwarded-host" not in headers


def test_a_host_of_nobody_gets_no_answer(port, application):
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        ask(port, host="evil.example")
    assert application.asked == []


def test_errors_are_not_kept(port, application):
    assert [ask(port, "/none/")[::2] for _ in range(2)] == [(403, b"1"), (403, b"2")]


def test_a_page_that_was_taken_down_does_not_come_back(port, application):
    """Not for who asks while another one does, and not while the application is down."""
    ask(port)
    application.gone = True
    time.sleep(1.05)
    assert ask(port)[0] == 410
    time.sleep(1.05)
    application.wait = 0.5
    threading.Thread(target=ask, args=[port]).start()
    time.sleep(0.2)
    assert ask(port)[0] == 410
    application.stop()
    time.sleep(1.05)
    assert ask(port)[0] == 410


def test_an_address_may_be_as_long_as_the_application_takes_it(port, application):
    """4,094 bytes a line; nginx keeps the key of the cache and the head of the answer in one buffer."""
    lengths = range(1000, 4001, 250)
    assert [ask(port, "/zh-hans/?" + "a" * length)[0] for length in lengths] == [200] * len(lengths)


def test_no_address_is_taken_for_another_one_in_another_coding(port, application):
    application.kept = 60
    assert ask(port, "/zh-hans/br", Accept_Encoding="")[2] == b"1"
    assert ask(port, "/zh-hans/", Accept_Encoding="br")[2] == b"2"


def test_static_files_do_not_reach_the_application(port, application):
    status, headers, body = ask(port, "/static/a.css")
    assert (status, body, headers["cache-control"]) == (200, b"a{}", "public, max-age=31536000, immutable")
    assert headers["content-type"] == "text/css; charset=utf-8"
    assert ask(port, "/static/a.css", Accept_Encoding="gzip")[2] == b"packed"
    assert application.asked == []
    assert b"worker_processes" not in ask(port, "/static/../../nginx.conf")[2]


def test_what_nginx_sends_itself_has_the_headers_of_the_application(port, application, tmp_path):
    call_command("write_error_pages", str(tmp_path / "var" / "errors"), stdout=io.StringIO())
    application.stop()
    expected = {"x-content-type-options": "nosniff", "referrer-policy": "strict-origin-when-cross-origin"}
    for path in ("/static/a.css", "/static/missing.css", "/media/missing.jpg", "/zh-hans/never-asked/"):
        headers = ask(port, path)[1]
        assert (path, {name: headers.get(name) for name in expected}) == (path, expected)
        assert headers["strict-transport-security"].startswith("max-age=31536000"), path
        assert headers["content-security-policy"].startswith("default-src 'none'"), path
        assert headers["cross-origin-resource-policy"] == ("cross-origin" if "media" in path else "same-origin"), path


def test_who_asks_too_often_is_told_when_by_a_page_of_ours(port, application, tmp_path):
    call_command("write_error_pages", str(tmp_path / "var" / "errors"), stdout=io.StringIO())
    refused = [answer for answer in (ask(port, "/admin/login/") for _time in range(20)) if answer[0] == 429]
    assert refused[0][1]["retry-after"] == "10"
    assert "请过十秒左右再试" in refused[0][2].decode()


def test_searching_and_signing_in_have_limits(port, application, tmp_path):
    call_command("write_error_pages", str(tmp_path / "var" / "errors"), stdout=io.StringIO())
    answers = [ask(port, f"/zh-hans/search/?q={n}")[0] for n in range(60)]
    assert (answers[0], 429 in answers) == (200, True)
    assert 429 in [ask(port, "/admin/login/")[0] for _ in range(40)]


def test_forged_hosts_floods_and_slow_clients_reach_nobody_else(port, application):
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        ask(port, "http://evil.example/zh-hans/")  # the host of the line, not of the header, counts
    assert ask(port, f"http://{nginx.HOST}/zh-hans/")[0] == 200
    assert ask(port, "/zh-hans/port/", host=f"{nginx.HOST}:666")[0] == 200
    assert {headers["host"] for _path, headers in application.asked} == {nginx.HOST}
    flood = {f"X_{number}": "x" * 4_000 for number in range(20)}
    assert ask(port, "/zh-hans/flood/", **flood)[0] == 400
    assert ask(port, "/zh-hans/" + "x" * 9_000)[0] == 414
    slow = [socket.create_connection(("127.0.0.1", port)) for _number in range(200)]
    try:
        for each in slow:
            each.sendall(b"GET /zh-hans/ HTTP/1.1\r\nHost: ")  # and never an end
        begun = len(application.asked)
        assert [ask(port, f"/zh-hans/quick-{number}/")[0] for number in range(5)] == [200] * 5
        assert len(application.asked) == begun + 5
    finally:
        for each in slow:
            each.close()
