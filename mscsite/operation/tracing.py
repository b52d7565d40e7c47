"""A number for every request: taken from the proxy or made here, said in the answer and in every log line of it."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[0-9A-Za-z-]{8,64}")
logger = logging.getLogger("mscsite.requests")


@dataclass
class Trace:
    """One request: its number, and the name of the address that answers it, once it is known."""

    id: str
    route: str = ""
    started: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self.started


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)
Answered = Callable[[dict, str, list[tuple[str, str]], Trace], None]


def current() -> Trace | None:
    """The request that this thread works on, or worked on last; None in commands."""
    return _current.get()


def id_of(given: str) -> str:
    """`given` where it is 8 to 64 letters, digits and dashes; else a new number. No log line is made by a stranger."""
    return given if _WELL_FORMED.fullmatch(given) else uuid.uuid4().hex


def trace(application: Callable, *, log_all: bool = False, answered: Iterable[Answered] = ()) -> Callable:
    """`application` (WSGI) with a number for each request; each of `answered` is told what became of it.

    It stands outside of the page cache, so that a page that is kept has the number of who asks for it now. The time is
    that until the answer begins; files are then sent by the server itself.
    """
    listeners = (*answered, _log) if log_all else tuple(answered)

    def traced(environ: dict, start_response: Callable) -> Iterable[bytes]:
        now = Trace(id_of(environ.get("HTTP_X_REQUEST_ID", "")))
        _current.set(now)

        def start(status: str, headers: list[tuple[str, str]], exc_info=None) -> Callable:
            for listener in listeners:
                listener(environ, status, headers, now)
            return start_response(status, [*headers, (HEADER, now.id)], exc_info)

        return application(environ, start)

    return traced


def note_route(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the trace learns the name of the address, which says what was asked without saying by whom."""

    class Middleware:
        def __call__(self, request: HttpRequest) -> HttpResponse:
            return get_response(request)

        def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
            if now := _current.get():
                now.route = request.resolver_match.view_name or ""

    return Middleware()


def _log(environ: dict, status: str, headers: list[tuple[str, str]], now: Trace) -> None:
    known = {"method": environ["REQUEST_METHOD"], "status": int(status[:3]), "ms": round(now.seconds * 1000, 1)}
    logger.info("%(method)s %(status)s in %(ms)s ms", known, extra={"fields": known})
