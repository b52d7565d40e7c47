"""Figures for Prometheus: what was asked and how long it took, over all workers; what waits, from the database.

Each worker counts into files of its own in METRICS_DIR (prometheus-client's way for several processes), which
`deploy/gunicorn.conf.py` empties at the start. Nothing in the figures tells one reader from another.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

if TYPE_CHECKING:
    from prometheus_client.core import Metric

    from mscsite.operation.tracing import Trace

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_AREAS = ("admin", "api", "static", "media", "healthz", "readyz", "metrics")
_METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")
_counters: list = []


def start() -> None:
    """Make the counters of this process; before anything else imports prometheus_client."""
    if _counters:
        return
    Path(settings.METRICS_DIR).mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(settings.METRICS_DIR)
    from prometheus_client import CollectorRegistry, Counter, Histogram

    own = CollectorRegistry()
    labels = ["area", "method", "status", "cache"]
    _counters[:] = [
        Counter("mscsite_requests", "Requests answered", labels, registry=own),
        Histogram("mscsite_request_seconds", "Until the answer begins", ["area"], registry=own, buckets=BUCKETS),
    ]


def answered(environ: dict, status: str, headers: list[tuple[str, str]], trace: Trace) -> None:
    """Count one answer; a listener of `tracing.trace`."""
    area = area_of(environ.get("PATH_INFO", ""))
    method = environ["REQUEST_METHOD"] if environ["REQUEST_METHOD"] in _METHODS else "other"
    kept = next((value for name, value in headers if name == "X-Page-Cache"), "")
    requests, seconds = _counters
    requests.labels(area, method, status[:3], kept).inc()
    seconds.labels(area).observe(trace.seconds)


def area_of(path: str) -> str:
    """The part of the site that an address belongs to: few of them, so that the figures stay few."""
    first = path.strip("/").partition("/")[0]
    if first in _AREAS:
        return first
    return "search" if path.endswith("/search/") else "pages"


def text() -> bytes:
    """All figures in Prometheus' text format."""
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(_Waiting())
    return generate_latest(registry)


class _Waiting:
    """What waits, as the database says now; where it does not answer, that is the figure."""

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily

        try:
            figures = _figures()
        except DatabaseError:
            figures = {}
        yield GaugeMetricFamily("mscsite_database_up", "Whether the database answers", value=float(bool(figures)))
        for name, (explained, value) in figures.items():
            yield GaugeMetricFamily(f"mscsite_{name}", explained, value=value)


def _figures() -> dict[str, tuple[str, float]]:
    from articles.models import Article, Status
    from mscsite.core import generation
    from mscsite.core.last_runs import LastRun
    from mscsite.core.models import OutgoingMail

    overdue = Article.objects.filter(status=Status.SCHEDULED, scheduled_at__lte=timezone.now())
    figures = {
        "articles_public": ("Articles that readers see", Article.objects.filter(live__isnull=False).count()),
        "articles_overdue": ("Scheduled articles whose time has come", overdue.count()),
        "mail_waiting": ("Mails not sent yet", OutgoingMail.objects.waiting().count()),
        "mail_failing": ("Mails that a server has refused at least once", OutgoingMail.objects.failing().count()),
        "generation": ("Moves with everything public", generation.current()),
    }
    for run in LastRun.objects.all():
        age = (timezone.now() - run.at).total_seconds()
        figures[f"last_{run.name}_seconds"] = (f"Seconds since {run.name} last ran", age)
    return figures
