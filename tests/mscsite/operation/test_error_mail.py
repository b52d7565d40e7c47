"""Errors by mail: once each, with what is needed to mend them and nothing of who met them."""

from __future__ import annotations

import logging

import pytest
from django.core import mail

from mscsite.operation import error_mail
from mscsite.operation.error_mail import ErrorMailHandler


@pytest.fixture
def handler(settings):
    settings.ADMINS = [("", "ops@example.org")]
    return ErrorMailHandler()


def fail(handler: ErrorMailHandler, text: str, line: int = 1, name: str = "articles") -> None:
    record = logging.LogRecord(name, logging.ERROR, __file__, line, text, (), None)
    handler.handle(record)


def test_an_error_is_mailed_without_persons(handler):
    try:
        raise ValueError("reader@example.org from 203.0.113.9")
    except ValueError as error:
        record = logging.LogRecord(
            "articles", logging.ERROR, __file__, 1, "it failed", (), (type(error), error, error.__traceback__)
        )
    handler.handle(record)
    (sent,) = mail.outbox
    assert sent.to == ["ops@example.org"]
    assert ("it failed" in sent.body, "ValueError" in sent.body, "test_error_mail.py" in sent.body) == (
        True,
        True,
        True,
    )
    assert [secret for secret in ("reader@example.org", "203.0.113.9") if secret in sent.body] == []


def test_the_same_error_again_is_counted_and_another_one_mailed(handler, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(error_mail.time, "monotonic", lambda: now[0])
    for _ in range(5):
        fail(handler, "it failed")
    fail(handler, "another", line=2)
    assert len(mail.outbox) == 2
    now[0] += error_mail.QUIET + 1
    fail(handler, "it failed")
    assert "since the last mail about it: 4 more" in mail.outbox[2].body


def test_robots_that_try_hosts_are_no_news(handler):
    fail(handler, "Invalid HTTP_HOST header", name="django.security.DisallowedHost")
    assert mail.outbox == []


def test_nobody_is_asked_where_no_address_is_set(handler, settings):
    settings.ADMINS = []
    fail(handler, "it failed")
    assert mail.outbox == []


def test_a_mail_server_that_is_down_is_no_further_error(handler, monkeypatch):
    def refuse(*args, **kwargs):
        logging.getLogger("mail").error("down")
        raise OSError("down")

    monkeypatch.setattr("mscsite.operation.error_mail.mail_admins", refuse)
    monkeypatch.setattr(logging, "raiseExceptions", False)
    fail(handler, "it failed")
