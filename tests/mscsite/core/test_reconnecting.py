"""A page whose connection broke is asked for once more, a form never, and nobody waits twice for what is not there."""

from __future__ import annotations

import queue
import threading

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


class Broken(Exception):
    """As psycopg's errors: with the code of the server, or none where it said nothing any more."""

    def __init__(self, sqlstate: str | None = None) -> None:
        self.sqlstate = sqlstate


def of_server(sqlstate: str | None) -> OperationalError:
    error = OperationalError()
    error.__cause__ = Broken(sqlstate)
    return error


def asked(request, *, failing: int = 1, error=None) -> tuple[list[int], HttpResponse]:
    """How often a view is asked that fails `failing` times, and the answer in the end."""
    times: list[int] = []

    def view(request):
        times.append(len(times))
        if len(times) > failing:
            return HttpResponse()
        response = HttpResponse(status=503)
        reconnecting.mark(response, error or OperationalError())
        return response

    response = reconnecting.once_more(view)(request)
    return times, response


@pytest.fixture
def pauses(monkeypatch) -> list[float]:
    """The clock of this module, which goes on by pauses alone."""
    made: list[float] = []
    monkeypatch.setattr(reconnecting.time, "sleep", made.append)
    monkeypatch.setattr(reconnecting.time, "monotonic", lambda: sum(made))
    return made


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


def test_a_server_that_restarts_is_waited_for(rf, connection, pauses):
    times, response = asked(rf.get("/"), failing=5, error=of_server("57P03"))
    assert (len(times), response.status_code) == (6, 200)  # the first, one at once on a new connection, and four
    assert pauses == [0.1, 0.2, 0.4, 0.8]


def test_waiting_has_an_end(rf, connection, pauses, settings):
    settings.DATABASE_WAIT = 4
    times, response = asked(rf.get("/"), failing=99, error=of_server(None))
    assert (response.status_code, pauses, len(times)) == (503, [0.1, 0.2, 0.4, 0.8, 1.0, 1.0], 8)


def test_a_setting_waits_never(rf, connection, pauses, settings):
    settings.DATABASE_WAIT = 0
    assert (len(asked(rf.get("/"), failing=99, error=of_server(None))[0]), pauses) == (2, [])


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_form_waits_for_nothing(rf, connection, pauses, method):
    assert (len(asked(rf.generic(method, "/"), error=of_server("57P03"))[0]), pauses) == (1, [])


def test_all_threads_but_one_wait(rf, connection, monkeypatch, settings):
    settings.WEB_THREADS, settings.DATABASE_WAIT = 4, 0.2
    response, answered, goes_on = HttpResponse(status=503), queue.Queue(), threading.Event()
    reconnecting.mark(response, of_server("57P03"))
    monkeypatch.setattr(reconnecting.time, "sleep", lambda seconds: goes_on.wait(10))
    ask = reconnecting.once_more(lambda request: response)
    threads = [threading.Thread(target=lambda: answered.put(ask(rf.get("/")).status_code)) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert answered.get(timeout=10) == 503
    assert answered.empty()  # the other three hold the three places
    goes_on.set()
    for thread in threads:
        thread.join(10)
    assert answered.qsize() == 3


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


def test_what_is_worth_waiting_for():
    codes = (None, "57P01", "57P02", "57P03", "08006", "57014", "40001", "53100", "25006")
    assert [reconnecting.comes_back(of_server(code)) for code in codes] == [True] * 5 + [False] * 4
    of_sqlite = OperationalError("database is locked")
    of_sqlite.__cause__ = ValueError()
    assert [reconnecting.comes_back(error) for error in (of_sqlite, ValueError(), None)] == [False] * 3
