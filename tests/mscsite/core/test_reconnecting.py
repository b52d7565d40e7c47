"""A page whose connection broke is asked for once more, a form never, and nobody waits twice for what is not there."""

from __future__ import annotations

import pytest
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpResponse

from mscsite.core import reconnecting


class Connection:
    """As Django's: open or not, in a transaction or not."""

    def __init__(self, is_open: bool = True, in_atomic_block: bool = False) -> None:
        self.connection = object() if is_open else None
        self.in_atomic_block = in_atomic_block
        self.closed = 0

    def close(self) -> None:
        self.connection = None
        self.closed += 1


@pytest.fixture
def connection(monkeypatch) -> Connection:
    one = Connection()
    monkeypatch.setattr(reconnecting.connections, "all", lambda initialized_only: [one])
    return one


def asked(request, *, failing: int = 1) -> tuple[list[int], HttpResponse]:
    """How often a view is asked that fails `failing` times, and the answer in the end."""
    times: list[int] = []

    def view(request):
        times.append(len(times))
        response = HttpResponse(status=503 if len(times) <= failing else 200)
        setattr(response, reconnecting.AWAY, response.status_code == 503)
        return response

    response = reconnecting.once_more(view)(request)
    return times, response


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_page_is_asked_for_once_more_on_a_new_connection(rf, connection, method):
    times, response = asked(rf.generic(method, "/"))
    assert (len(times), response.status_code, connection.closed) == (2, 200, 1)


def test_twice_is_the_most(rf, connection):
    times, response = asked(rf.get("/"), failing=5)
    assert (len(times), response.status_code) == (2, 503)


@pytest.mark.parametrize("failing", [0, 1])
def test_a_form_is_sent_once(rf, connection, failing):
    assert len(asked(rf.post("/"), failing=failing)[0]) == 1


def test_where_no_host_answered_nobody_waits_a_second_time(rf, connection):
    connection.connection = None
    assert len(asked(rf.get("/"))[0]) == 1


def test_a_transaction_is_not_torn(rf, connection):
    connection.in_atomic_block = True
    assert (len(asked(rf.get("/"))[0]), connection.closed) == (1, 0)


def test_other_answers_are_left_alone(rf, connection):
    assert len(asked(rf.get("/"), failing=0)[0]) == 1


class ReadOnlySqlTransaction(Exception):
    """By the name that psycopg gives it."""


def test_what_passes_by_itself_is_told_from_what_is_broken():
    read_only, other = InternalError(), InternalError()
    read_only.__cause__ = ReadOnlySqlTransaction()
    errors = [OperationalError(), InterfaceError(), read_only, other, ValueError(), None]
    assert [reconnecting.is_away(error) for error in errors] == [True, True, True, False, False, False]
