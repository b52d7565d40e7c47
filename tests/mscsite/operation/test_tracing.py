"""A number for each request, in the answer and in its log lines."""

from __future__ import annotations

import json
import logging
import re

import pytest

from mscsite.operation import logs, tracing


def ask(application, **environ) -> dict[str, str]:
    told: list = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/"} | environ
    list(application(environ, lambda status, headers, exc_info=None: told.append(dict(headers))))
    return told[0]


def answering(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"ok"]


def test_the_proxys_number_is_taken_and_said():
    headers = ask(tracing.trace(answering), HTTP_X_REQUEST_ID="0123456789abcdef0123456789abcdef")
    assert headers == {"Content-Type": "text/plain", "X-Request-ID": "0123456789abcdef0123456789abcdef"}


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "with space 12345", "a\nb\nc\nd\ne", "编号编号编号编号", "<script>alert"]
)
def test_what_is_not_well_formed_is_not_taken(given):
    assert re.fullmatch(r"[0-9a-f]{32}", ask(tracing.trace(answering), HTTP_X_REQUEST_ID=given)["X-Request-ID"])


def test_every_request_has_another_one():
    application = tracing.trace(answering)
    assert len({ask(application)["X-Request-ID"] for _ in range(10)}) == 10


def test_log_lines_of_the_request_have_its_number():
    def application(environ, start_response):
        tracing.current().route = "article"
        record = logging.LogRecord("articles", logging.WARNING, __file__, 1, "something", (), None)
        said.append(json.loads(logs.JsonFormatter().format(record)))
        said.append(logs.LineFormatter().format(record))
        return answering(environ, start_response)

    said: list = []
    number = ask(tracing.trace(application))["X-Request-ID"]
    assert {key: said[0][key] for key in ("level", "logger", "message", "request", "route")} == {
        "level": "WARNING", "logger": "articles", "message": "something", "request": number, "route": "article",
    }  # fmt: skip
    assert said[1].endswith(f"WARNING articles [{number} article]: something")


def test_requests_are_logged_where_it_is_asked_for(caplog):
    with caplog.at_level(logging.INFO, "mscsite.requests"):
        ask(tracing.trace(answering), PATH_INFO="/zh-hans/search/", QUERY_STRING="q=secret")
        assert caplog.records == []
        ask(tracing.trace(answering, log_all=True), PATH_INFO="/zh-hans/search/", QUERY_STRING="q=secret")
    (record,) = caplog.records
    known = json.loads(logs.JsonFormatter().format(record))
    assert (known["method"], known["status"], "secret" in str(known), "/zh-hans" in str(known)) == (
        "GET", 200, False, False,
    )  # fmt: skip


@pytest.mark.django_db
def test_the_route_is_noted(client):
    token = tracing._current.set(tracing.Trace("0123456789"))
    client.get("/zh-hans/search/", {"q": "软骨"})
    assert tracing.current().route == "search"
    tracing._current.reset(token)
