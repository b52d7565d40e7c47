"""The cache as a WSGI wrapper. A request that it cannot answer for everybody alike goes to Django untouched.

Kept are answers to GET without a query, for readers without a session: status 200, no cookie set, nothing private, no
nonce, no `Vary` but by coding. `docs/scaling.md` tells what was measured.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from django.http.cookie import parse_cookie
from django.utils import timezone

from mscsite.core import hosts
from mscsite.core.pagecache.clock import INTERVAL, Clock
from mscsite.core.pagecache.middleware import ASKED, FOR_ALL, FOR_ONE, HEADER
from mscsite.core.pagecache.store import Entry, Store

CACHE_CONTROL = f"public, max-age=0, {FOR_ALL}"
# What stands where a page was, or may be soon: caches before us keep it in the page's place, or they would go on
# holding a page that was taken down, and show it again when we do not answer.
_REPLACING = ("301 ", "302 ", "404 ", "410 ")
REPLACED = "public, max-age=0, s-maxage=1"
# nginx counts whole seconds, and would keep a page of `s-maxage=1` for up to two. It heeds this header instead, which
# ends with the second, and passes it on to nobody.
NGINX_EXPIRES = "X-Accel-Expires"
PATIENCE = 15.0  # seconds that a reader waits for the page that another one is having rendered
LARGEST = 4_000_000  # bytes: what is longer is passed on while it is made
TOLD = "X-Page-Cache"
_PERSONAL = ("sessionid", "messages")
_OURS = frozenset({"content-length", "etag", "cache-control", "vary", HEADER.lower()})
# What asks for a part, or for less than the whole: we keep whole pages and answer these ourselves.
_PARTIAL = (
    "HTTP_RANGE HTTP_IF_RANGE HTTP_IF_NONE_MATCH HTTP_IF_MODIFIED_SINCE HTTP_IF_MATCH HTTP_IF_UNMODIFIED_SINCE "
    "HTTP_ACCEPT_ENCODING"
).split()
Environ = dict


class Answer(NamedTuple):
    """What Django answered, as a whole or, where it is too long to keep, as a stream."""

    status: str
    headers: list[tuple[str, str]]
    body: Iterable[bytes]
    is_whole: bool

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")


class _Rendering:
    """A page that one reader has rendered, and that others wait for."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.is_kept = False


class PageCache:
    """Wraps `application`; keeps up to `limit` bytes. `passed` are prefixes of addresses that are never kept."""

    def __init__(
        self,
        application: Callable,
        limit: int,
        passed: Iterable[str] = (),
        personal: Iterable[str] = _PERSONAL,
        interval: float = INTERVAL,
    ) -> None:
        self.application = application
        self.store = Store(limit)
        self.clock = Clock(self.store.keep_only, interval)
        self.counts: Counter[str] = Counter()  # of hit, miss, pass, as X-Page-Cache says; 304 is some of the former two
        self._passed = tuple(passed)
        self._personal = frozenset(personal)
        self._rendering: dict[tuple, _Rendering] = {}
        self._lock = threading.Lock()

    def __call__(self, environ: Environ, start_response: Callable) -> Iterable[bytes]:
        if not self._is_for_everybody(environ):
            self.counts["pass"] += 1
            return self.application(environ, start_response)
        key = _key(environ)
        entry = self._kept(key)
        if entry is not None:
            return self._sent(entry, environ, start_response, "hit")
        return self._made(key, environ, start_response)

    def _is_for_everybody(self, environ: Environ) -> bool:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ.get("QUERY_STRING"):
            return False
        if not hosts.is_ours(environ.get("HTTP_HOST", "")):
            return False  # Django refuses it
        if "HTTP_AUTHORIZATION" in environ or environ.get("PATH_INFO", "").startswith(self._passed):
            return False
        return "HTTP_COOKIE" not in environ or self._personal.isdisjoint(parse_cookie(environ["HTTP_COOKIE"]))

    def _kept(self, key: tuple) -> Entry | None:
        """The page of today's generation; a younger one than the clock knows of is good as well."""
        now = self.clock.now()
        entry = self.store.get(key)
        if entry is None or now is None or entry.generation < now or entry.day != timezone.localdate():
            return None
        return entry

    def _made(self, key: tuple, environ: Environ, start_response: Callable) -> Iterable[bytes]:
        """Have the page rendered, once for all who wait for it."""
        end = time.monotonic() + PATIENCE
        own = _Rendering()
        while (other := self._begun(key, own)) is not own:
            other.over.wait(max(0.0, end - time.monotonic()))
            entry = self._kept(key)
            if entry is not None:
                return self._sent(entry, environ, start_response, "hit")
            if not other.is_kept or time.monotonic() >= end:
                return self._rendered(environ, start_response, key)
            # something changed while it was made: the next one is made by one of those who waited
        try:
            return self._rendered(environ, start_response, key, own)
        finally:
            with self._lock:
                del self._rendering[key]
            own.over.set()

    def _begun(self, key: tuple, own: _Rendering) -> _Rendering:
        """The rendering of the page that goes on already, or `own`, which goes on from now."""
        with self._lock:
            return self._rendering.setdefault(key, own)

    def _rendered(
        self, environ: Environ, start_response: Callable, key: tuple, own: _Rendering | None = None
    ) -> Iterable[bytes]:
        day = timezone.localdate()  # before it is rendered: a status that lapses at midnight must not be kept past it
        answer = _ask(self.application, environ)
        entry = _entry(answer, day)
        if entry is None:
            self.counts["pass"] += 1
            return _forward(answer, environ, start_response)
        is_kept = self.store.put(key, entry)
        if own:
            own.is_kept = is_kept
        return self._sent(entry, environ, start_response, "miss")

    def _sent(self, entry: Entry, environ: Environ, start_response: Callable, told: str) -> list[bytes]:
        """Send what is kept, and count it as the answer's header tells it."""
        self.counts[told] += 1
        is_theirs = _has(environ.get("HTTP_IF_NONE_MATCH", ""), entry.etag)
        if is_theirs:
            self.counts["304"] += 1
        return _send(entry, environ, start_response, told, is_theirs)


def _key(environ: Environ) -> tuple:
    """What the answer depends on: pages hold absolute addresses, so host and scheme are in it. What a stranger writes
    as scheme is one of two, and not one of as many as they like."""
    is_secure = environ.get("HTTP_X_FORWARDED_PROTO", "").partition(",")[0].strip() == "https"
    parts = ("wsgi.url_scheme", "HTTP_HOST", "SERVER_PORT", "SCRIPT_NAME", "PATH_INFO")
    return (is_secure, *(environ.get(part, "") for part in parts))


def _ask(application: Callable, environ: Environ) -> Answer:
    """Django's answer to the whole page, uncompressed."""
    asked = {name: value for name, value in environ.items() if name not in _PARTIAL}
    asked |= {"REQUEST_METHOD": "GET", ASKED: "1"}
    told: list = []

    def note(status: str, headers: list[tuple[str, str]], exc_info=None) -> Callable[[bytes], object]:
        told[:] = [status, headers]
        return pieces.append

    pieces: list[bytes] = []
    body = application(asked, note)
    rest, length = iter(body), 0
    for piece in rest:
        pieces.append(piece)
        length += len(piece)
        if length > LARGEST:
            return Answer(*told, _stream(pieces, rest, body), is_whole=False)
    _close(body)
    return Answer(*told, [b"".join(pieces)], is_whole=True)


def _stream(pieces: list[bytes], rest: Iterator[bytes], body: Iterable[bytes]) -> Iterator[bytes]:
    try:
        yield from pieces
        yield from rest
    finally:
        _close(body)


def _close(body: Iterable[bytes]) -> None:
    if hasattr(body, "close"):
        body.close()


def _is_public(answer: Answer) -> bool:
    """Whether everybody may be shown it, whatever they are and speak."""
    control = answer.header("cache-control").lower()
    vary = {part.strip().lower() for part in answer.header("vary").split(",")} - {"", "accept-encoding"}
    return not (
        vary
        or any(word in control for word in ("private", "no-store", "no-cache"))
        or answer.header("set-cookie")
        or "'nonce-" in answer.header("content-security-policy")
    )


def _entry(answer: Answer, day) -> Entry | None:
    """The answer as it is kept; None where it is not for everybody, or was not told its generation."""
    if (
        not answer.status.startswith("200 ")
        or not answer.is_whole
        or not _is_public(answer)
        or answer.header("content-encoding")
        or not answer.header(HEADER.lower())
    ):
        return None
    headers = [(name, value) for name, value in answer.headers if name.lower() not in _OURS]
    headers += [("Vary", "Accept-Encoding"), ("Cache-Control", answer.header("cache-control") or CACHE_CONTROL)]
    return Entry.of(tuple(headers), b"".join(answer.body), int(answer.header(HEADER.lower())), day)


def _forward(answer: Answer, environ: Environ, start_response: Callable) -> Iterable[bytes]:
    """An answer that is not kept, as Django gave it, with how long others may keep it where Django does not say."""
    headers = [(name, value) for name, value in answer.headers if name.lower() != HEADER.lower()]
    if not answer.header("cache-control"):
        if answer.status.startswith(_REPLACING) and _is_public(answer):
            headers += [("Cache-Control", REPLACED), (NGINX_EXPIRES, _end_of_this_second())]
        else:
            headers.append(("Cache-Control", FOR_ONE))
    headers += _for_nginx(answer.headers)  # of what is too long for us to keep
    start_response(answer.status, [*headers, (TOLD, "pass")])
    if environ["REQUEST_METHOD"] != "HEAD":
        return answer.body
    _close(answer.body)
    return []


def _send(entry: Entry, environ: Environ, start_response: Callable, told: str, is_theirs: bool) -> list[bytes]:
    """The page, or 304 where it `is_theirs` already."""
    headers = [*entry.headers, ("ETag", entry.etag), (TOLD, told)]
    headers += _for_nginx(entry.headers)
    if is_theirs:
        start_response("304 Not Modified", [header for header in headers if header[0].lower() != "content-type"])
        return []
    coding = _coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    body = entry.body(coding)
    if coding:
        headers.append(("Content-Encoding", coding))
    headers.append(("Content-Length", str(len(body))))
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _for_nginx(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """How long nginx keeps what says that all caches may keep it for a second."""
    is_for_all = any(name.lower() == "cache-control" and value.endswith(FOR_ALL) for name, value in headers)
    return [(NGINX_EXPIRES, _end_of_this_second())] if is_for_all else []


def _end_of_this_second() -> str:
    return f"@{int(time.time())}"


def _has(asked: str, etag: str) -> bool:
    """Whether one of the tags of If-None-Match is ours, compared weakly (RFC 9110, 13.1.2)."""
    return asked.strip() == "*" or etag.removeprefix("W/") in {
        tag.strip().removeprefix("W/") for tag in asked.split(",")
    }


def _coding(accepted: str) -> str:
    """The coding to send: Brotli before gzip, unless the reader refuses it (`;q=0`)."""
    if not accepted:
        return ""
    wanted = {}
    for part in accepted.lower().split(","):
        name, _, quality = part.strip().partition(";")
        wanted[name.strip()] = quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return next((name for name in ("br", "gzip") if wanted.get(name)), "")
