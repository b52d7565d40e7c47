"""The page cache around an application of a few lines: what is kept, for whom, and what never is."""

from __future__ import annotations

import gzip
import random
import threading
import time
import tracemalloc
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import brotli
import pytest

from mscsite.core import generation
from mscsite.core.pagecache.middleware import ASKED, FOR_ALL
from mscsite.core.pagecache.wsgi import CACHE_CONTROL, PageCache

PAGE = "<!doctype html><title>页</title>".encode() + b"<p>text</p>" * 50


class Site:
    """An application that counts how often it was asked, and answers as it is told to."""

    def __init__(self) -> None:
        self.asked: list[dict] = []
        self.status, self.headers, self.body = "200 OK", {"Content-Type": "text/html; charset=utf-8"}, PAGE
        self.number: int | None = None
        self.hold: threading.Event | None = None

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        if self.hold is not None:
            self.hold.wait(5)
        headers = dict(self.headers)
        if environ.get(ASKED):
            headers["X-Generation"] = str(self.number if self.number is not None else generation.current())
        start_response(self.status, list(headers.items()))
        return [self.body] if environ["REQUEST_METHOD"] != "HEAD" else []


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def numbers(monkeypatch) -> list[int]:
    """The generation, to be changed by a test."""
    numbers = [7]
    monkeypatch.setattr(generation, "current", lambda using="default": numbers[0])
    monkeypatch.setattr("mscsite.core.pagecache.clock.close_old_connections", lambda: None)
    return numbers


@pytest.fixture
def cache(site, numbers) -> PageCache:
    return PageCache(site, 100_000, passed=("/static/",), interval=0)


def ask(cache, path="/zh-hans/", method="GET", **headers):
    """Status, headers and body; a keyword is a header, or begins with `wsgi_` for anything else."""
    environ = {"PATH_INFO": path, "SCRIPT_NAME": "", "REQUEST_METHOD": method, "HTTP_HOST": "site.example"}
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items() if not name.startswith("wsgi_")}
    environ |= {name.removeprefix("wsgi_"): value for name, value in headers.items() if name.startswith("wsgi_")}
    setup_testing_defaults(environ)
    environ.setdefault("QUERY_STRING", "")
    told: list = []
    body = validator(cache)(environ, lambda status, headers, exc_info=None: told.extend([status, dict(headers)]))
    try:
        return told[0] if told else None, b"".join(body), told[1]
    finally:
        body.close()


def told(cache, *args, **headers) -> str:
    return ask(cache, *args, **headers)[2].get("X-Page-Cache", "")


def test_a_page_is_rendered_once(cache, site):
    first, second = ask(cache), ask(cache)
    assert (first[1], first[2]["X-Page-Cache"], second[2]["X-Page-Cache"]) == (PAGE, "miss", "hit")
    assert second[:2] == ("200 OK", PAGE)
    until = int(second[2].pop("X-Accel-Expires").removeprefix("@"))
    assert abs(until - time.time()) < 60  # seconds of the epoch: the one that is passing
    assert second[2] | {"ETag": ""} == {
        "Content-Type": "text/html; charset=utf-8",
        "Vary": "Accept-Encoding",
        "Cache-Control": CACHE_CONTROL,
        "X-Page-Cache": "hit",
        "Content-Length": str(len(PAGE)),
        "ETag": "",
    }
    assert len(site.asked) == 1
    assert "HTTP_ACCEPT_ENCODING" not in site.asked[0]


@pytest.mark.parametrize(
    ("accepted", "coding", "decode"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("identity", None, bytes),
    ],
)
def test_it_is_sent_as_the_reader_takes_it(cache, accepted, coding, decode):
    _status, body, headers = ask(cache, accept_encoding=accepted)
    assert headers.get("Content-Encoding") == coding
    assert decode(body) == PAGE
    assert headers["Content-Length"] == str(len(body))


def test_the_same_page_again_is_304_and_head_has_no_body(cache, site):
    etag = ask(cache)[2]["ETag"]
    status, body, headers = ask(cache, if_none_match=f'"other", {etag.removeprefix("W/")}')
    assert (status, body, headers["ETag"]) == ("304 Not Modified", b"", etag)
    assert ask(cache, if_none_match='W/"other"')[0] == "200 OK"
    status, body, headers = ask(cache, method="HEAD")
    assert (status, body, headers["Content-Length"]) == ("200 OK", b"", str(len(PAGE)))
    assert ask(cache, wsgi_HTTP_RANGE="bytes=0-10")[:2] == ("200 OK", PAGE)  # a part is refused: the whole comes
    assert len(site.asked) == 1
    assert cache.counts == {"miss": 1, "hit": 4, "304": 1}


def test_head_first_keeps_the_page(cache, site):
    assert ask(cache, method="HEAD")[1] == b""
    assert ask(cache)[1] == PAGE
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "request_",
    [
        {"method": "POST"},
        {"wsgi_QUERY_STRING": "q=1"},
        {"cookie": "a=b; sessionid=xyz"},
        {"cookie": "messages=1"},
        {"cookie": 'sessionid=xyz; odd"{cookie'},
        {"cookie": '{"a": 1}; sessionid=xyz'},  # by others' scripts, and read by Django all the same
        {"cookie": "a b=1; name; sessionid=xyz"},
        {"cookie": "a=é; sessionid=xyz"},
        {"authorization": "Basic eA=="},
        {"path": "/static/a.css"},
    ],
)
def test_what_is_for_one_reader_goes_past_it_untouched(cache, site, request_):
    ask(cache)
    ask(cache, **request_)
    ask(cache, **request_)
    assert len(site.asked) == 3
    assert ASKED not in site.asked[-1]
    assert cache.counts == {"miss": 1, "pass": 2}


def test_cookies_of_others_change_nothing(cache, site):
    ask(cache)
    assert told(cache, cookie="_ga=1; csrftoken=x") == "hit"


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("404 Not Found", {}),
        ("500 Internal Server Error", {}),
        ("302 Found", {"Location": "/x"}),
        ("200 OK", {"Set-Cookie": "a=b"}),
        ("200 OK", {"Cache-Control": "private, max-age=9"}),
        ("200 OK", {"Cache-Control": "no-store"}),
        ("200 OK", {"Vary": "Accept-Language"}),
        ("200 OK", {"Vary": "Cookie, Accept-Encoding"}),
        ("200 OK", {"Content-Security-Policy": "script-src 'self' 'nonce-abc'"}),
        ("200 OK", {"Content-Encoding": "gzip"}),
    ],
)
def test_answers_that_are_never_kept(cache, site, status, headers):
    site.status, site.headers = status, site.headers | headers
    assert [told(cache), told(cache)] == ["pass", "pass"]
    assert len(site.asked) == 2
    answer = ask(cache)
    assert (answer[0], answer[1]) == (status, PAGE)
    assert "X-Generation" not in answer[2]
    assert {name: answer[2][name] for name in headers} == headers


@pytest.mark.parametrize("status", ["301 Moved Permanently", "302 Found", "404 Not Found", "410 Gone"])
def test_what_stands_where_a_page_was_takes_its_place_in_the_caches_before_us(cache, site, status):
    site.status = status
    headers = ask(cache)[2]
    assert headers["Cache-Control"] == "public, max-age=0, s-maxage=1"
    assert 0 <= time.time() - int(headers["X-Accel-Expires"].removeprefix("@")) < 5


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("404 Not Found", {"Set-Cookie": "a=b"}),
        ("302 Found", {"Vary": "Cookie"}),
        ("429 Too Many Requests", {}),
        ("403 Forbidden", {}),
        ("500 Internal Server Error", {}),
        ("200 OK", {"Vary": "Accept-Language"}),
    ],
)
def test_what_is_for_one_reader_is_kept_by_nobody_before_us(cache, site, status, headers):
    site.status, site.headers = status, site.headers | headers
    told = ask(cache)[2]
    assert (told["Cache-Control"], "X-Accel-Expires" in told) == ("private, max-age=0", False)


def test_a_change_of_the_generation_drops_everything(cache, site, numbers):
    ask(cache)
    ask(cache, "/zh-hant/")
    assert len(cache.store) == 2
    numbers[0] = 8
    assert told(cache) == "miss"
    assert len(cache.store) == 1
    numbers[0] = 3  # a database that was restored counts from elsewhere
    assert told(cache) == "miss"


def test_a_page_rendered_while_something_changed_is_not_kept_for_long(cache, site, numbers):
    ask(cache)
    numbers[0] = 9
    site.number = 8  # the render began before the change
    assert [told(cache), told(cache)] == ["miss", "miss"]
    site.number = None
    assert [told(cache), told(cache)] == ["miss", "hit"]


def test_a_page_from_a_replica_that_lags_is_not_kept_as_a_new_one(cache, site, numbers):
    site.number = 6  # what it was rendered with has not heard of 7 yet, which the clock has from another host
    assert [told(cache), told(cache)] == ["miss", "miss"]
    site.number = 7
    assert [told(cache), told(cache)] == ["miss", "hit"]


def test_the_clock_may_fall_back_to_a_host_that_lags(cache, site, numbers):
    assert [told(cache), told(cache)] == ["miss", "hit"]
    for number in (6, 7):  # the host that was ahead is gone; the other one catches up
        numbers[0] = site.number = number
        assert [told(cache), told(cache)] == ["miss", "hit"]


def test_a_page_is_kept_for_its_day(cache, monkeypatch):
    ask(cache)
    assert told(cache) == "hit"
    import datetime as dt

    from mscsite.core.pagecache import wsgi

    monkeypatch.setattr(wsgi.timezone, "localdate", lambda: dt.date(2100, 1, 1))
    assert told(cache) == "miss"


@pytest.mark.parametrize(
    "other",
    [
        {"host": "other.example"},
        {"x_forwarded_proto": "https"},
        {"wsgi_SERVER_PORT": "8443"},
        {"path": "/zh-hans"},
        {"path": "/zh-hans//"},
    ],
)
def test_one_host_or_scheme_is_never_answered_with_the_page_of_another(cache, site, other):
    ask(cache)
    assert told(cache, **other) == "miss"
    assert len(site.asked) == 2


def test_memory_is_bounded_whatever_is_asked_for(cache, site):
    noise = random.Random(1).randbytes  # nothing that a coding makes shorter
    site.body = noise(1_000)
    for number in range(500):
        ask(cache, f"/zh-hans/{number}/")
    assert cache.store.size <= 100_000
    assert 10 < len(cache.store) < 60
    site.body = noise(15_000)
    ask(cache, "/large/")
    assert told(cache, "/large/") == "miss"  # more than a quarter of all


def test_ten_thousand_addresses_leave_as_much_behind_as_a_hundred(cache, site):
    """Pages, pages that are not there, long addresses, forged schemes and hosts: what is kept of them is bounded."""
    site.body = b"x" * 200
    tracemalloc.start()
    try:
        for number in range(10_000):
            kind = number % 100
            site.status = "200 OK" if kind < 2 else "404 Not Found"
            _fast(
                cache, f"/{number}/{'x' * 3_000 if kind == 1 else ''}", f"h{number}.example" if kind == 0 else "h", kind
            )
        held, _peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 3 * cache.store.limit
    assert cache.store.size <= cache.store.limit
    assert (len(cache._rendering), set(cache.counts)) == (0, {"miss", "pass"})


def _fast(cache, path: str, host: str, kind: int) -> None:
    """A request without the checks of `ask`, of which ten thousand would take minutes."""
    environ = {"PATH_INFO": path, "HTTP_HOST": host, "REQUEST_METHOD": "GET", "QUERY_STRING": ""}
    cache.application.asked.clear()
    b"".join(cache(environ | {"HTTP_X_FORWARDED_PROTO": f"odd-{kind}"}, lambda *told: None))


def test_a_forged_scheme_does_not_split_the_cache(cache):
    assert [told(cache, x_forwarded_proto=proto) for proto in ("", "ftp", "gopher")] == ["miss", "hit", "hit"]
    assert [told(cache, x_forwarded_proto=proto) for proto in ("https", "https, http")] == ["miss", "hit"]


def test_one_reader_has_it_rendered_and_the_others_wait(cache, site):
    site.hold = threading.Event()
    answers: list = []
    threads = [threading.Thread(target=lambda: answers.append(ask(cache)[1])) for _ in range(8)]
    for thread in threads:
        thread.start()
    site.hold.set()
    for thread in threads:
        thread.join()
    assert answers == [PAGE] * 8
    assert len(site.asked) == 1


def test_one_renders_at_a_time_also_where_everything_changes_meanwhile(cache, numbers):
    """The page that seven wait for is stale when it is there: one of them has it rendered, and not all."""
    site, lock, together = Site(), threading.Lock(), []
    running, everybody_waits = [0], threading.Event()

    def busy(environ, start_response):
        with lock:
            running[0] += 1
            together.append(running[0])
        site.number = numbers[0]
        answer = site(environ, start_response)
        if len(together) == 1:
            everybody_waits.wait(5)
            numbers[0] += 1
        time.sleep(0.05)
        with lock:
            running[0] -= 1
        return answer

    cache.application = busy
    answers: list = []
    threads = [threading.Thread(target=lambda: answers.append(ask(cache)[1])) for _ in range(8)]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    everybody_waits.set()
    for thread in threads:
        thread.join()
    assert (answers, together) == ([PAGE] * 8, [1, 1])


def test_an_application_that_fails_lets_the_next_one_try(cache, site):
    class Broken(Exception):
        pass

    def broken(environ, start_response):
        raise Broken

    cache.application = broken
    with pytest.raises(Broken):
        ask(cache)
    cache.application = site
    assert told(cache) == "miss"


def test_a_long_answer_is_passed_on_while_it_is_made(cache, site):
    site.body = b"z" * 4_000_001
    assert ask(cache)[1] == site.body
    assert told(cache) == "pass"


def test_nginx_keeps_a_long_answer_for_everybody_until_its_second_ends_as_it_does_a_short_one(cache, site):
    site.headers |= {"Cache-Control": f"public, max-age=300, {FOR_ALL}"}
    short = ask(cache, "/short/")[2]
    site.body = b"z" * 4_000_001
    long = ask(cache, "/long/")[2]
    assert [headers["X-Page-Cache"] for headers in (short, long)] == ["miss", "pass"]
    for headers in (short, long):
        assert headers["Cache-Control"] == f"public, max-age=300, {FOR_ALL}"
        assert 0 <= time.time() - int(headers["X-Accel-Expires"].removeprefix("@")) < 5


def test_readers_are_served_while_the_database_is_away(cache, monkeypatch):
    from django.db import OperationalError

    ask(cache)

    def away(using="default"):
        raise OperationalError("gone")

    monkeypatch.setattr(generation, "current", away)
    assert told(cache) == "hit"
