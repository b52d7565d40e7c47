"""What gunicorn writes about requests that it refuses."""

from __future__ import annotations

import json
import logging

import pytest
from gunicorn.config import Config

from mscsite.operation.gunicorn_logs import Logger


@pytest.fixture
def written(monkeypatch, capsys):
    """A logger as a master makes it, and what it wrote."""
    monkeypatch.setattr(logging.getLogger("gunicorn.error"), "handlers", [])
    monkeypatch.setattr(logging.getLogger("gunicorn.access"), "handlers", [])
    return lambda: capsys.readouterr().err


def test_who_sent_it_and_what_it_said_stay_out(written):
    logger = Logger(Config())
    logger.warning("Invalid request from ip=203.0.113.9: Invalid Request Line 'GET /?q=肝癌 HTTP'")
    logger.error("Error handling request GET /zh-hans/search/?q=肝癌")
    assert [line.split("Z")[0].partition(" ")[2] for line in written().splitlines()] == [
        "WARNING gunicorn.error: Invalid request",
        "ERROR gunicorn.error: Error handling request GET /zh-hans/search/?…",
    ]


def test_machines_get_an_object_a_line(written, monkeypatch):
    monkeypatch.setenv("LOG_FORMAT", "json")
    Logger(Config()).warning("Worker (pid:%s) was sent SIGKILL!", 12)
    (line,) = written().splitlines()
    assert json.loads(line)["message"] == "Worker (pid:12) was sent SIGKILL!"
