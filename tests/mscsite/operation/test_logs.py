"""What a day of the site leaves in its logs: nothing of those who read it or work on it."""

from __future__ import annotations

import io
import json
import logging
import logging.config

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError
from django.test import Client

from mscsite.core import outbox
from mscsite.operation import logs

PERSONAL = (
    "203.0.113.9",
    "xiaoming",
    "王小明",
    "肝癌晚期",
    "reader@example.org",
    "geheimes-kennwort",
    "13812345678",
    "Firefox/99",
)


@pytest.fixture
def written(monkeypatch):
    """Everything that the configuration of production writes in JSON while the test runs."""
    out, before = io.StringIO(), (logging.root.handlers[:], logging.root.level)
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.JsonFormatter())
    logging.root.handlers, logging.root.level = [handler], logging.DEBUG
    levels = {name: logging.getLogger(name).level for name in ("django.db.backends", "asyncio")}
    for name in levels:
        logging.getLogger(name).setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    logging.root.handlers, logging.root.level = before[0], before[1]


@pytest.fixture
def reader() -> Client:
    return Client(REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="Firefox/99", raise_request_exception=False)


@pytest.mark.django_db
def test_nothing_personal(written, reader, monkeypatch, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    get_user_model().objects.create_user("xiaoming", "reader@example.org", "geheimes-kennwort-1", last_name="王小明")
    words = {"username": "xiaoming", "password": "geheimes-kennwort"}
    reader.post("/admin/login/", words)
    reader.get("/zh-hans/search/", {"q": "肝癌晚期 13812345678"})
    reader.get("/zh-hans/articles/王小明/", {"from": "reader@example.org"})
    reader.get("/zh-hans/drafts/geheimes-kennwort/")
    reader.get("/zh-hans/", HTTP_HOST="xiaoming.example")
    reader.post("/zh-hans/feedback/report/", {"words": "王小明 13812345678 reader@example.org"})
    strict = Client(enforce_csrf_checks=True, REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="Firefox/99")
    strict.post("/admin/login/", words)

    def broken(*args, **kwargs):
        raise DatabaseError("duplicate key\nDETAIL:  Key (name)=(王小明) already exists from reader@example.org.")

    monkeypatch.setattr("mscsite.search.find", broken, raising=False)
    monkeypatch.setattr("mscsite.views.search.page", broken)
    assert reader.get("/zh-hans/search/", {"q": "肝癌晚期"}).status_code in (500, 503)
    lines = written()
    assert {"django.request"} <= {line["logger"] for line in lines}
    found = [(word, line) for line in lines for word in PERSONAL if word in json.dumps(line, ensure_ascii=False)]
    assert found == []


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_quotes_the_mailbox(written, settings, monkeypatch):
    import smtplib

    from django.core.mail.backends.locmem import EmailBackend

    def refuse(self, messages):
        raise smtplib.SMTPRecipientsRefused({"reader@example.org": (550, b"no such user xiaoming@example.org")})

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    outbox.put(["reader@example.org"], "subject", "text")
    (line,) = [line for line in written() if line["logger"].startswith("mscsite.core.outbox")]
    assert "SMTPRecipientsRefused" in line["message"]
    assert [word for word in PERSONAL if word in json.dumps(line)] == []


def test_the_configuration_is_one_that_python_takes():
    for form in ("line", "json"):
        logging.config.DictConfigurator(logs.config("INFO", form))
    assert logs.config("INFO", "json")["handlers"]["console"]["formatter"] == "json"


def test_a_request_that_failed_is_named_by_its_route_alone():
    record = logging.LogRecord("django.request", 40, __file__, 1, "%s: %s", ("Not Found", "/王小明/"), None)
    record.status_code = 404
    assert logs.message_of(record) == "Not Found 404"
    other = logging.LogRecord("django.request", 40, __file__, 1, "Internal Server Error: %s", ("/a/",), None)
    other.status_code = 500
    assert logs.message_of(other) == "Internal Server Error 500"
