"""Errors by mail to those who run the site (`ERROR_MAIL`): what failed and where, never the request itself."""

from __future__ import annotations

import logging
import threading
import time

from django.conf import settings
from django.core.mail import mail_admins

from mscsite.operation import logs

QUIET = 600.0  # seconds in which the same error is counted, not mailed again
MOST_KINDS = 200
_sending = threading.local()


class ErrorMailHandler(logging.Handler):
    """One mail for an error, then a count with the next one. A mail that cannot be sent is no further error."""

    def __init__(self, level: int = logging.ERROR) -> None:
        super().__init__(level)
        self._last: dict[tuple, float] = {}
        self._held_back: dict[tuple, int] = {}

    def emit(self, record: logging.LogRecord) -> None:
        if not settings.ADMINS or getattr(_sending, "now", False) or not self._is_news(record):
            return
        _sending.now = True
        try:
            mail_admins(f"{record.levelname} {record.name}", self._text(record), fail_silently=True)
        except Exception:  # a template, a setting: whatever it is, the log has the error itself
            self.handleError(record)
        finally:
            _sending.now = False

    def _is_news(self, record: logging.LogRecord) -> bool:
        if record.name == "django.security.DisallowedHost":  # robots try names all day
            return False
        key, now = _kind(record), time.monotonic()
        if now - self._last.get(key, float("-inf")) < QUIET:
            self._held_back[key] = self._held_back.get(key, 0) + 1
            return False
        if len(self._last) >= MOST_KINDS:
            self._last.clear()
        self._last[key] = now
        return True

    def _text(self, record: logging.LogRecord) -> str:
        known = logs.facts(record)
        again = self._held_back.pop(_kind(record), 0)
        lines = [f"{name}: {value}" for name, value in known.items() if name != "traceback"]
        lines += [f"since the last mail about it: {again} more"] if again else []
        return "\n".join([*lines, "", known.get("traceback", "")])


def _kind(record: logging.LogRecord) -> tuple:
    """Errors are the same where they come from the same line."""
    trace = record.exc_info[2] if record.exc_info else None
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = (trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace else (record.pathname, record.lineno)
    return record.name, *place
