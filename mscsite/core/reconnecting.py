"""A database that went away: told from other errors, and a page whose connection broke is asked for once more."""

from __future__ import annotations

import errno
from collections.abc import Callable

from django.db import InterfaceError, InternalError, OperationalError, connections
from django.http import HttpRequest, HttpResponse

_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
AWAY = "is_database_away"  # an attribute of the response that says so


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


def once_more(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A page is rendered again, whole, where its connection broke in the middle (the replica was killed or restarted)
    or the replica cancelled its query. The new connection takes the next host of DATABASE_URL. Forms are never sent
    twice, and where no host answers nobody waits a second time."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(response, AWAY, False) and request.method in ("GET", "HEAD") and _close_broken():
            return get_response(request)
        return response

    return middleware


def _close_broken() -> bool:
    """Close every open connection of this thread; False where there was none to close, or it is in a transaction."""
    opened = [each for each in connections.all(initialized_only=True) if each.connection is not None]
    if not opened or any(each.in_atomic_block for each in opened):
        return False
    for each in opened:
        each.close()
    return True
