"""A database that went away: told from other errors, waited for a little, and a page asked for again, whole."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, InternalError, OperationalError, connections
from django.http import HttpRequest, HttpResponse

_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
_GOING = ("57P01", "57P02", "57P03", "08")  # of PostgreSQL: shut down, crashed, not ready yet; connections of all kinds
AWAY = "is_database_away"  # attributes of the response that say so
COMES_BACK = "is_database_coming_back"
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 1.0  # seconds between two attempts; each is twice the one before

View = Callable[[HttpRequest], HttpResponse]


def is_away(error: BaseException | None) -> bool:
    """Whether the database does not answer, or takes no writes (a replica, a full disk): not the request's fault.

    A storage of pictures on a disk that is full or cannot be written is the same to who sent something.
    """
    if isinstance(error, OperationalError | InterfaceError):
        return True
    if isinstance(error, OSError) and error.errno in _DISK:
        return True
    cause = error.__cause__ if isinstance(error, InternalError) else None
    return type(cause).__name__ == "ReadOnlySqlTransaction"  # of psycopg, which is not there on SQLite


def comes_back(error: BaseException | None) -> bool:
    """Whether the connection broke or none was to be had, as when a server restarts or recovers: worth waiting for.

    Not what a server that is well has answered (a lock, a time limit, a full disk), and nothing of SQLite, whose own
    time limit has passed by then. A connection that breaks, or is refused, has no code, or one of its own kind.
    """
    if not isinstance(error, OperationalError | InterfaceError) or not hasattr(error.__cause__, "sqlstate"):
        return False
    code = error.__cause__.sqlstate
    return not code or code.startswith(_GOING)


def mark(response: HttpResponse, error: BaseException | None) -> None:
    """Note on an answer of 503 what `once_more` goes by."""
    setattr(response, AWAY, is_away(error))
    setattr(response, COMES_BACK, comes_back(error))


def once_more(get_response: View) -> View:
    """A page is rendered again, whole, where its connection broke in the middle (the replica was killed or restarted)
    or the replica cancelled its query. The new connection takes the next host of DATABASE_URL.

    Where no host answers, it is tried again with growing pauses until DATABASE_WAIT seconds are over. One thread
    of a worker never waits so, and goes on serving kept pages, a millisecond each. Forms are never sent twice.
    """
    waiting = threading.Semaphore(settings.WEB_THREADS - 1)

    def middleware(request: HttpRequest) -> HttpResponse:
        end = time.monotonic() + settings.DATABASE_WAIT
        response = get_response(request)
        if request.method not in ("GET", "HEAD"):
            return response
        if getattr(response, AWAY, False) and _close_broken():
            response = get_response(request)
        if getattr(response, COMES_BACK, False) and waiting.acquire(blocking=False):
            try:
                return _patiently(get_response, request, response, end)
            finally:
                waiting.release()
        return response

    return middleware


def _patiently(get_response: View, request: HttpRequest, response: HttpResponse, end: float) -> HttpResponse:
    pause = FIRST_PAUSE
    while getattr(response, COMES_BACK, False) and time.monotonic() + pause < end:
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
        _close_broken()
        response = get_response(request)
    return response


def _close_broken() -> bool:
    """Close every open connection of this thread; False where there was none to close, or it is in a transaction."""
    opened = [each for each in connections.all(initialized_only=True) if each.connection is not None]
    if not opened or any(each.in_atomic_block for each in opened):
        return False
    for each in opened:
        each.close()
    return True
