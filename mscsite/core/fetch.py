"""The one way out: every request that the site makes to another machine goes through here.

What holds for all of them: http and https only; no address of this machine or of a private network, whatever the DNS
says and wherever a redirect leads (`FETCH_PRIVATE` names exceptions); a limit for the whole call, not only for each
read; answers of bounded size; a few tries with growing pauses, and the server's own `Retry-After` where it is short;
at most three requests a second to one host; a user agent that says who asks.
"""

from __future__ import annotations

import hashlib
import json
import random
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

# httpx is imported where something is asked: it takes 20 MB, and most processes never ask.
if TYPE_CHECKING:
    import httpx

MAX_BYTES = 5 * 1024 * 1024
MOST_CACHED = 512 * 1024
TRIES = 3
MOST_REDIRECTS = 5
PAUSE = 0.34  # seconds between two requests to a host: PubMed asks for no more than three a second
NOT_FOUND_FOR = 3600  # seconds that a missing record is remembered
JSON = ("application/json", "text/json", "+json")
_AGAIN = (429, 500, 502, 503, 504)
_MISSING = (404, 410)
_KNOW_NO_HEAD = (400, 403, 404, 405, 406, 501)
_last_asked: dict[str, float] = {}
_lock = threading.Lock()
_deadline: ContextVar[float] = ContextVar("deadline", default=float("inf"))


class Kind(StrEnum):
    """Why a request gave nothing."""

    OFF = "off"
    UNREACHABLE = "unreachable"
    TOO_SLOW = "too_slow"
    BUSY = "busy"
    SERVER = "server"
    NOT_FOUND = "not_found"
    NOT_ALLOWED = "not_allowed"
    WRONG_TYPE = "wrong_type"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"


PASSING = (Kind.OFF, Kind.UNREACHABLE, Kind.TOO_SLOW, Kind.BUSY, Kind.SERVER)
_WORTH_ANOTHER = (Kind.UNREACHABLE, Kind.BUSY, Kind.SERVER)


class FetchError(Exception):
    """A request that gave nothing usable. The message says what to do; `retry_after` (seconds) when to ask again."""

    def __init__(self, kind: Kind, message: str, *, status: int = 0, retry_after: float = 0) -> None:
        super().__init__(message)
        self.kind, self.status, self.retry_after = kind, status, retry_after

    @property
    def is_passing(self) -> bool:
        """Whether the same request may go well later."""
        return self.kind in PASSING


@dataclass(frozen=True)
class Answer:
    """What a server said: the address that answered at last, status, media type without parameters, and the bytes.

    `date` is the server's own clock, as its header says it."""

    url: str
    status: int
    type: str
    body: bytes
    date: str = ""

    def json(self) -> object:
        """The JSON of the answer; raises FetchError where it is none, or half of one."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            words = {"host": _host(self.url)}
            raise FetchError(Kind.UNREADABLE, _("%(host)s 的答复不是完整的 JSON，请稍后再试。") % words) from error


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """All requests of the block together take no longer than so many seconds: for what somebody waits for."""
    token = _deadline.set(min(_deadline.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _deadline.reset(token)


def get(url: str, *, accept: str = "*/*", types: tuple[str, ...] = (), max_bytes: int = MAX_BYTES) -> Answer:
    """The answer to a GET, of one of the media `types` where some are named (`+json`: any that ends so).

    Raises FetchError.
    """
    answer = _patiently("GET", url, accept, max_bytes)
    if not types or any(answer.type == kind or (kind[0] == "+" and answer.type.endswith(kind)) for kind in types):
        return answer
    words = {"host": _host(answer.url), "type": answer.type or _("没有说明的内容")}
    raise FetchError(Kind.WRONG_TYPE, _("%(host)s 返回的是 %(type)s，不是所要的数据，请稍后再试。") % words)


def get_json(url: str, *, accept: str = "application/json", cache_for: int = 0) -> object:
    """The JSON at an address; raises FetchError. `cache_for` are the seconds that a good answer is kept."""
    name = "fetch:" + hashlib.sha256(f"{url}\n{accept}".encode()).hexdigest()
    known = cache.get(name) if cache_for else None
    if isinstance(known, str):
        raise FetchError(Kind.NOT_FOUND, known, status=404)
    if isinstance(known, bytes):
        return json.loads(known)
    try:
        answer = get(url, accept=accept, types=JSON)
    except FetchError as error:
        if cache_for and error.kind is Kind.NOT_FOUND:
            cache.set(name, str(error), NOT_FOUND_FOR)
        raise
    found = answer.json()
    if cache_for and len(answer.body) <= MOST_CACHED:
        cache.set(name, answer.body, cache_for)
    return found


def status_of(url: str) -> int:
    """The HTTP status with which an address answers in the end; its content is not read. Raises FetchError."""
    status = _patiently("HEAD", url, "*/*", 0, any_status=True).status
    return _patiently("GET", url, "*/*", 0, any_status=True).status if status in _KNOW_NO_HEAD else status


def date_of(url: str) -> str:
    """The time of day by the clock of a server, as it writes it (RFC 9110, 5.6.7). Raises FetchError."""
    return _patiently("HEAD", url, "*/*", 0, any_status=True).date


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _patiently(method: str, url: str, accept: str, max_bytes: int, *, any_status: bool = False) -> Answer:
    """The answer, after several tries where the failure may pass and the time allows."""
    if not settings.FETCH:
        raise FetchError(Kind.OFF, _("本站设置为不联网（FETCH=0），请手工填写，或导入文件。"))
    _refuse_odd(url)
    until = min(time.monotonic() + settings.FETCH_SECONDS, _deadline.get())
    for attempt in range(1, TRIES + 1):
        try:
            return _once(method, url, accept, max_bytes, until, any_status=any_status)
        except FetchError as error:
            pause = error.retry_after or 0.5 * 2**attempt * random.uniform(0.75, 1.25)
            hopeless = error.kind not in _WORTH_ANOTHER or has_no_host(error)
            if attempt == TRIES or hopeless or time.monotonic() + pause >= until:
                raise
            time.sleep(pause)
    raise AssertionError("the last try returns or raises")


def has_no_host(error: FetchError) -> bool:
    """Whether a request failed because nothing has that name."""
    from mscsite.core.outgoing import NoSuchHost

    return isinstance(error.__cause__, NoSuchHost)


def _refuse_odd(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise FetchError(
            Kind.NOT_ALLOWED, _("只能访问 http:// 或 https:// 开头、不带用户名的网址：%(url)s") % {"url": url}
        )


def _once(method: str, url: str, accept: str, max_bytes: int, until: float, *, any_status: bool) -> Answer:
    import httpx

    from mscsite.core.outgoing import NotAllowed

    _pace(_host(url))
    words = {"host": _host(url)}
    try:
        with _client(until - time.monotonic()) as client, client.stream(method, url, headers={"Accept": accept}) as got:
            if not any_status or got.status_code in _AGAIN:
                _raise_for(got)
            body = b"" if any_status else _body(got, max_bytes)
            kind = got.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            return Answer(str(got.url), got.status_code, kind, body, got.headers.get("Date", ""))
    except NotAllowed as error:
        message = _("%(address)s 是本机或内部网络的地址，本站不访问。") % {"address": error}
        raise FetchError(Kind.NOT_ALLOWED, message) from error
    except httpx.TimeoutException as error:
        message = _("%(host)s 没有及时答复，请稍后再试。") % words
        raise FetchError(Kind.TOO_SLOW, message) from error
    except httpx.TooManyRedirects as error:
        raise FetchError(Kind.UNREADABLE, _("%(host)s 一再转到别处，没有答复。") % words) from error
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise FetchError(Kind.NOT_ALLOWED, _("%(host)s 转到了无法访问的网址。") % words) from error
    except httpx.HTTPError as error:
        message = _("连不上 %(host)s：请检查网络，或稍后再试。") % words
        raise FetchError(Kind.UNREACHABLE, message) from error


def _client(seconds: float) -> httpx.Client:
    import httpx

    from mscsite.core.outgoing import GuardedTransport

    contact = settings.FETCH_CONTACT
    agent = f"mscsite/0.1 (mailto:{contact})" if contact else "mscsite/0.1"
    # Compressed answers could swell beyond any limit: none are asked for, and `_body` bounds those that come.
    return httpx.Client(
        transport=GuardedTransport(max(seconds, 0.001)),
        headers={"User-Agent": agent, "Accept-Encoding": "identity"},
        follow_redirects=True,
        max_redirects=MOST_REDIRECTS,
        timeout=None,
        trust_env=False,
    )


def _raise_for(response: httpx.Response) -> None:
    status, words = response.status_code, {"host": _host(str(response.url)), "status": response.status_code}
    if status < 300:
        return
    if status in _MISSING:
        raise FetchError(Kind.NOT_FOUND, _("%(host)s 没有这条记录，请核对编号。") % words, status=status)
    after = _retry_after(response.headers.get("Retry-After", ""))
    if status in (429, 503):
        message = _("%(host)s 暂时不接受更多查询，请稍后再试。") % words
        raise FetchError(Kind.BUSY, message, status=status, retry_after=after)
    message = _("%(host)s 出错了（%(status)s），请稍后再试。") % words
    raise FetchError(Kind.SERVER if status in _AGAIN else Kind.UNREADABLE, message, status=status, retry_after=after)


def _retry_after(text: str) -> float:
    """Seconds, from a number of them or a date; 0 where nothing readable is said."""
    if text.strip().isdecimal():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - timezone.now()).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def _body(response: httpx.Response, max_bytes: int) -> bytes:
    """The bytes of an answer, unpacked; raises FetchError where they are more than agreed."""
    data = bytearray()
    for chunk in response.iter_raw():
        data += chunk
        if len(data) > max_bytes:
            raise _too_large(response, max_bytes)
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in ("", "identity"):
        return bytes(data)
    unpacker = zlib.decompressobj(wbits=47)  # gzip or zlib, whichever it is
    try:
        unpacked = unpacker.decompress(bytes(data), max_bytes + 1)
    except zlib.error as error:
        words = {"host": _host(str(response.url))}
        raise FetchError(Kind.UNREADABLE, _("%(host)s 的答复无法解压，请稍后再试。") % words) from error
    if len(unpacked) > max_bytes:
        raise _too_large(response, max_bytes)
    return unpacked


def _too_large(response: httpx.Response, max_bytes: int) -> FetchError:
    words = {"host": _host(str(response.url)), "size": max_bytes // 1024 // 1024}
    return FetchError(Kind.TOO_LARGE, _("%(host)s 的答复超过 %(size)s MB，未读取。") % words)


def _pace(host: str) -> None:
    """Waits until the last request to the host is long enough ago."""
    with _lock:
        now = time.monotonic()
        turn = max(now, _last_asked.get(host, 0.0) + PAUSE)
        _last_asked[host] = turn
    if turn > now:
        time.sleep(turn - now)
