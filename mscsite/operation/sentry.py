"""Errors to a Sentry server (`SENTRY_DSN`), stripped of everything that belongs to a person.

The package is not among the requirements: `pip install -r requirements-sentry.txt`.
"""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from mscsite.operation import logs
from mscsite.operation.scrubbing import scrub
from mscsite.operation.tracing import current

RELEASE = "mscsite@0.1.0"
_KEPT = ("event_id", "timestamp", "level", "logger", "platform", "environment", "release", "exception", "sdk")


def start(dsn: str, environment: str) -> None:
    """Send errors to `dsn` from now on; ImproperlyConfigured where the package is not there."""
    try:
        import sentry_sdk
    except ImportError as error:
        raise ImproperlyConfigured(
            "SENTRY_DSN is set, but sentry-sdk is not installed. Run: pip install -r requirements-sentry.txt"
        ) from error
    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        release=RELEASE,
        before_send=before_send,
        before_send_transaction=lambda event, hint: None,
        include_local_variables=False,
        include_source_context=False,
        max_breadcrumbs=0,
        max_request_body_size="never",
        auto_session_tracking=False,
        server_name="",
        default_integrations=True,
        auto_enabling_integrations=False,
    )


def before_send(event: dict, hint: dict) -> dict:
    """The event with what is named in `_KEPT` alone, every text of it scrubbed, and the number of its request."""
    kept = {name: event[name] for name in _KEPT if name in event}
    if record := hint.get("log_record"):
        kept["logentry"] = {"formatted": logs.message_of(record)}
    for exception in kept.get("exception", {}).get("values", []):
        exception["value"] = scrub(str(exception.get("value", "")))
        exception.pop("mechanism", None)
    if trace := current():
        kept["tags"] = {"request": trace.id, "route": trace.route or "-"}
    return kept
