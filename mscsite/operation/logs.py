"""Log lines for people and for machines; both say the request they belong to, and neither names a person."""

from __future__ import annotations

import datetime as dt
import json
import logging

from mscsite.operation.scrubbing import scrub
from mscsite.operation.tracing import current

# What Django and others say of a request quotes its address, its host or its user: said again in our words.
_REQUESTS = ("django.request", "django.security")
_OF_PEOPLE = ("axes",)


def config(level: str, form: str) -> dict:
    """`LOGGING` of Django: everything to standard error, in the `form` "line" or "json"; errors also by `news`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"()": "mscsite.operation.logs.LineFormatter"},
            "json": {"()": "mscsite.operation.logs.JsonFormatter"},
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": form},
            "news": {"class": "mscsite.operation.error_mail.ErrorMailHandler", "level": "ERROR"},
        },
        "root": {"handlers": ["console", "news"], "level": level},
        # Django's own handlers would mail the whole request, cookies and address included.
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": ["console"], "propagate": False},
            "httpx": {"level": "WARNING"},  # it tells every address that it asks
        },
    }


def message_of(record: logging.LogRecord) -> str:
    """What a record says, without what belongs to a person."""
    if record.name.startswith(_REQUESTS):
        return _of_request(record)
    if record.name.split(".")[0] in _OF_PEOPLE:
        return "sign-in throttling: see the audit log"
    text = record.getMessage()
    if record.name == "gunicorn.error" and text.startswith("Invalid request"):
        return "Invalid request"  # what follows is the peer's address and what it sent
    return scrub(text)


def _of_request(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    text = str(record.msg) if record.name == "django.request" else record.name.rpartition(".")[2]
    if text.startswith("%s") and isinstance(record.args, tuple) and record.args:  # "%s: %s": reason and path
        text = str(record.args[0])
    reason = text.partition("%s")[0].partition(" (")[0].strip().rstrip(":")
    status = getattr(record, "status_code", "")
    return " ".join(str(part) for part in (reason, getattr(request, "method", ""), status) if part)


def traceback_of(record: logging.LogRecord) -> str:
    """Empty for what strangers try: the exception quotes what they sent, and a refusal is no failure."""
    if record.name.startswith(_REQUESTS) and (record.levelno < logging.ERROR or record.name != "django.request"):
        return ""
    if record.exc_info and record.exc_info[0] is not None:
        return scrub(logging.Formatter().formatException(record.exc_info))
    return ""


def facts(record: logging.LogRecord) -> dict:
    """A record as plain values: time, level, logger, message, the request it belongs to, the traceback."""
    known = {
        "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": message_of(record),
    }
    if trace := current():
        known |= {"request": trace.id} | ({"route": trace.route} if trace.route else {})
    known |= getattr(record, "fields", {})
    if traceback := traceback_of(record):
        known["traceback"] = traceback
    return known


class JsonFormatter(logging.Formatter):
    """An object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(facts(record), ensure_ascii=False)


class LineFormatter(logging.Formatter):
    """A line to read; the traceback, where there is one, below it."""

    def format(self, record: logging.LogRecord) -> str:
        known = facts(record)
        where = f" [{known['request']} {known.get('route', '-')}]" if "request" in known else ""
        line = f"{known['time']} {known['level']} {known['logger']}{where}: {known['message']}"
        return f"{line}\n{known['traceback']}" if "traceback" in known else line
