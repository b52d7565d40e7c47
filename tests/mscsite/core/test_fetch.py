"""`mscsite.core.fetch`: against servers that behave, and servers that do not."""

from __future__ import annotations

import gzip
import socket
from email.utils import parsedate_to_datetime

import pytest
from django.utils import timezone

from mscsite.core import fetch, outgoing
from mscsite.core.fetch import FetchError, Kind
from tests.loopback import Reply

HTML = Reply("<!DOCTYPE html><title>Sign in</title>", type="text/html; charset=utf-8")


def failure(call, *arguments, **options) -> FetchError:
    with pytest.raises(FetchError) as caught:
        call(*arguments, **options)
    return caught.value


def test_an_answer_and_who_asked(loopback, settings):
    settings.FETCH_CONTACT = "web@example.org"
    loopback.answers["/a"] = Reply({"x": 1}, type="application/vnd.citationstyles.csl+json; charset=utf-8")
    assert fetch.get_json(f"{loopback.url}a", accept="application/x+json") == {"x": 1}
    ((method, _path, headers),) = loopback.asked
    assert method == "GET"
    assert headers["User-Agent"] == "mscsite/0.1 (mailto:web@example.org)"
    assert headers["Accept"] == "application/x+json"


def test_a_good_answer_is_kept_and_a_missing_record_remembered(loopback):
    loopback.answers["/a"] = Reply([1])
    assert [fetch.get_json(f"{loopback.url}a", cache_for=60) for _time in range(3)] == [[1]] * 3
    kinds = [failure(fetch.get_json, f"{loopback.url}none", cache_for=60).kind for _time in range(2)]
    assert kinds == [Kind.NOT_FOUND] * 2
    assert loopback.paths == ["/a", "/none"]


def test_half_an_answer_is_not_kept(loopback):
    loopback.answers["/a"] = [Reply('{"title": "Mul'), Reply({"title": "Multi"})]
    assert failure(fetch.get_json, f"{loopback.url}a", cache_for=60).kind is Kind.UNREADABLE
    assert fetch.get_json(f"{loopback.url}a", cache_for=60) == {"title": "Multi"}


@pytest.mark.parametrize(
    ("reply", "kind", "requests"),
    [
        (HTML, Kind.WRONG_TYPE, 1),
        (Reply("<html>", type="application/json"), Kind.UNREADABLE, 1),
        (Reply("[" * 100_000), Kind.UNREADABLE, 1),
        (Reply(b"\xff\xfe{", type="application/json"), Kind.UNREADABLE, 1),
        (Reply("{}", type=""), Kind.WRONG_TYPE, 1),
        (Reply({}, 404), Kind.NOT_FOUND, 1),
        (Reply({}, 403), Kind.UNREADABLE, 1),
        (Reply({}, 500), Kind.SERVER, 3),
        (Reply({}, 503), Kind.BUSY, 3),
        (Reply({}, 429), Kind.BUSY, 3),
        (Reply({}, 429, headers={"Retry-After": "3600"}), Kind.BUSY, 1),
        (Reply(b" " * (fetch.MAX_BYTES + 1)), Kind.TOO_LARGE, 1),
        (
            Reply(gzip.compress(b" " * (fetch.MAX_BYTES + 1)), headers={"Content-Encoding": "gzip"}),
            Kind.TOO_LARGE,
            1,
        ),
        (Reply(b"no gzip", headers={"Content-Encoding": "gzip"}), Kind.UNREADABLE, 1),
    ],
)
def test_servers_that_misbehave(loopback, reply, kind, requests):
    loopback.answers["/a"] = reply
    error = failure(fetch.get_json, f"{loopback.url}a")
    assert (error.kind, len(loopback.asked)) == (kind, requests)
    assert error.is_passing == (kind in fetch.PASSING)
    assert loopback.host.partition(":")[0] in str(error)


def test_a_server_that_recovers_is_asked_again_as_it_wishes(loopback):
    loopback.answers["/a"] = [Reply({}, 429, headers={"Retry-After": "2"}), Reply({}, 502), Reply({"x": 1})]
    assert fetch.get_json(f"{loopback.url}a") == {"x": 1}
    assert loopback.slept[0] == 2.0 or 2.0 in loopback.slept
    assert len(loopback.asked) == 3


def test_a_date_to_come_back_at():
    assert fetch._retry_after("Wed, 21 Oct 2099 07:28:00 GMT") > 3600
    assert [fetch._retry_after(text) for text in ("", "soon", "Wed, 21 Oct 1999 07:28:00 GMT")] == [0.0, 0.0, 0.0]


def test_packed_answers_are_unpacked(loopback):
    loopback.answers["/a"] = Reply(gzip.compress(b'{"x": 1}'), headers={"Content-Encoding": "gzip"})
    assert fetch.get_json(f"{loopback.url}a") == {"x": 1}


def test_a_server_that_hangs(loopback, settings):
    settings.FETCH_SECONDS = 0.2
    loopback.answers["/a"] = Reply(send=lambda handler: loopback.released.wait(20))
    assert failure(fetch.get_json, f"{loopback.url}a").kind is Kind.TOO_SLOW


def test_all_requests_of_a_block_share_one_limit(loopback):
    loopback.answers["/hang"] = Reply(send=lambda _handler: loopback.released.wait(5))
    with fetch.within(0.3):
        for _again in range(2):  # the second one has no time left at all
            with pytest.raises(FetchError) as caught:
                fetch.get(f"{loopback.url}hang")
            assert caught.value.kind is Kind.TOO_SLOW
    loopback.answers["/hang"] = Reply("x")
    assert fetch.get(f"{loopback.url}hang").body == b"x"


def test_a_server_that_sends_a_byte_now_and_then(loopback, settings):
    settings.FETCH_SECONDS = 0.3

    def drip(handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
        while not loopback.released.wait(0.02):
            try:
                handler.wfile.write(b" ")
                handler.wfile.flush()
            except OSError:
                return

    loopback.answers["/a"] = Reply(send=drip)
    assert failure(fetch.get_json, f"{loopback.url}a").kind is Kind.TOO_SLOW


def test_a_server_that_hangs_up(loopback):
    loopback.answers["/a"] = Reply(send=lambda handler: handler.connection.close())
    assert failure(fetch.get_json, f"{loopback.url}a").kind is Kind.UNREACHABLE


def test_no_network_at_all(settings, monkeypatch):
    def no_name(*arguments, **options):
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", no_name)
    settings.FETCH = True
    error = failure(fetch.get_json, "https://doi.org/10.1/x")
    assert error.kind is Kind.UNREACHABLE
    assert str(error) == "连不上 doi.org：请检查网络，或稍后再试。"


def test_turned_off(settings):
    settings.FETCH = False
    assert failure(fetch.get, "https://doi.org/").kind is Kind.OFF


@pytest.mark.parametrize("url", ["ftp://example.org/", "file:///etc/passwd", "//x", "http://user:pw@example.org/", ""])
def test_addresses_that_are_none(url, settings):
    settings.FETCH = True
    assert failure(fetch.get, url).kind is Kind.NOT_ALLOWED


def test_our_own_machine_is_refused(loopback, settings):
    settings.FETCH_PRIVATE = []
    error = failure(fetch.get, f"{loopback.url}a")
    assert error.kind is Kind.NOT_ALLOWED
    assert loopback.host in str(error)
    assert loopback.asked == []


def test_a_redirect_into_our_own_network_is_refused(loopback):
    inside = "http://127.0.0.1:9/admin"  # allowed is the one port of the test's server
    loopback.answers["/a"] = Reply(status=302, headers={"Location": inside})
    assert failure(fetch.get, f"{loopback.url}a").kind is Kind.NOT_ALLOWED


def test_a_public_name_with_a_private_address_is_refused(settings, monkeypatch):
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **options: answer)
    settings.FETCH = True
    assert failure(fetch.get, "http://metadata.example.org/").kind is Kind.NOT_ALLOWED


@pytest.mark.parametrize("target", ["/b", "file:///etc/passwd", "gopher://x/"])
def test_redirects(loopback, target):
    loopback.answers["/a"] = Reply(status=301, headers={"Location": target})
    loopback.answers["/b"] = Reply({"x": 1})
    if target == "/b":
        assert fetch.get_json(f"{loopback.url}a") == {"x": 1}
    else:
        assert failure(fetch.get_json, f"{loopback.url}a").kind is Kind.NOT_ALLOWED


def test_a_circle_of_redirects(loopback):
    loopback.answers["/a"] = Reply(status=302, headers={"Location": "/a"})
    assert failure(fetch.get_json, f"{loopback.url}a").kind is Kind.UNREADABLE


def test_whether_an_address_is_alive(loopback):
    loopback.answers |= {"/a": Reply("x", type="text/html"), "/no-head": [Reply(status=405), Reply("x")]}
    found = [fetch.status_of(f"{loopback.url}{path}") for path in ("a", "no-head", "gone")]
    assert found == [200, 200, 404]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("localhost", False),
    ],
)
def test_which_addresses_belong_to_the_open_internet(address, public):
    assert outgoing.is_public(address) == public


def test_requests_to_one_host_keep_their_distance(loopback):
    loopback.answers["/a"] = Reply({})
    for _time in range(3):
        fetch.get_json(f"{loopback.url}a")
    assert loopback.slept[-1] > fetch.PAUSE  # the clock of the test does not move while it sleeps


def test_the_clock_of_a_server(loopback):
    loopback.answers["/a"] = Reply(b"")
    said = fetch.date_of(f"{loopback.url}a")
    assert abs((parsedate_to_datetime(said) - timezone.now()).total_seconds()) < 60


def test_a_name_is_asked_once_and_what_was_checked_is_dialled(settings, monkeypatch):
    """A name that answers with a public address first and a private one after gains nothing."""
    settings.FETCH = True
    answers = iter(["203.0.113.9", "127.0.0.1", "127.0.0.1"])
    dialled: list[str] = []

    def resolve(host, port, *args, **kwargs):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(outgoing, "is_public", lambda address: not address.startswith("127."))

    def dial(self, host, *args, **kwargs):
        dialled.append(host)
        raise outgoing.httpcore.ConnectError("nobody there")

    monkeypatch.setattr(outgoing.httpcore.SyncBackend, "connect_tcp", dial)
    monkeypatch.setattr(fetch.time, "sleep", lambda seconds: None)
    failure(fetch.get, "http://rebinding.example/")
    assert set(dialled) == {"203.0.113.9"}
