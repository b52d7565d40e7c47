"""How often each public page was read on a day, counted from the web server's log. Addresses of readers are not kept.

The server writes the log anyway; nothing is counted in the browser, and no page sets a cookie for it.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

# The combined format of nginx, Apache and gunicorn.
_LINE = re.compile(
    r'\[(?P<day>\d{2})/(?P<month>[A-Z][a-z]{2})/(?P<year>\d{4}):[^\]]*\] "GET (?P<target>\S+) HTTP/[\d.]+"'
    r' (?P<status>\d{3}) \S+(?: "(?:[^"\\]|\\.)*" "(?P<agent>(?:[^"\\]|\\.)*)")?'
)
_OTHER = re.compile(rb'\] "(?!GET )[^"]*" \d{3} ')  # a line all right, of a request that is no reading
_MONTHS = {name: number for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)}
_ROBOT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|scrap|fetch|monitor|probe|preview|headless|lighthouse|curl/|wget|python|java/|"
    r"go-http|okhttp|libwww|httpclient|axios|node|facebookexternalhit|feed|rss|^-?$",
    re.IGNORECASE,
)
_PAGE = re.compile(r"/zh-han[st]/(?:[\w\-./%]*/)?")
_NO_PAGE = re.compile(r"/zh-han[st]/(?:feed|search|previews?|feedback|categories/[\w-]+/feed)/")
_OK = ("200", "304")  # a browser that asks whether its copy is still right shows the page to its reader


class DailyViews(models.Model):
    """How often one address was read on one day, as the days of the log are."""

    on = models.DateField(_("日期"))
    path = models.CharField(_("页面"), max_length=300)
    views = models.PositiveIntegerField(_("阅读次数"), default=0)

    class Meta:
        app_label = "mscsite"
        verbose_name = _("阅读量")
        verbose_name_plural = _("阅读量")
        ordering = ["-on", "-views", "path"]
        constraints = [models.UniqueConstraint(fields=["on", "path"], name="mscsite_dailyviews_unique")]

    def __str__(self) -> str:
        return f"{self.path} {self.on}"


class LogPosition(models.Model):
    """How far a log has been counted. The log is known by its first line, so also after it was renamed or packed."""

    fingerprint = models.CharField(max_length=64, unique=True)
    offset = models.PositiveBigIntegerField(default=0, help_text="Bytes of the unpacked log.")
    counted_at = models.DateTimeField(auto_now=True)

    class Meta:
        app_label = "mscsite"

    def __str__(self) -> str:
        return self.fingerprint[:12]


@dataclass
class Counted:
    """What one log brought: lines read, those that are no line of a log, and readings by day and address."""

    lines: int = 0
    unreadable: int = 0
    views: Counter[tuple[dt.date, str]] = field(default_factory=Counter)


def read(lines: Iterable[bytes]) -> Counted:
    """Count the readings in lines of the combined log format; robots and what is no page are left out. Pure."""
    counted = Counted()
    for raw in lines:
        counted.lines += 1
        found = _LINE.search(raw.decode("utf-8", "replace"))
        day = _day(found) if found else None
        if day is None:
            counted.unreadable += not _OTHER.search(raw)
            continue
        path = found["target"].partition("?")[0].partition("#")[0]
        if found["status"] in _OK and _is_page(path) and not _ROBOT.search(found["agent"] or ""):
            counted.views[day, path[:300]] += 1
    return counted


def _day(line: re.Match) -> dt.date | None:
    try:
        return dt.date(int(line["year"]), _MONTHS[line["month"]], int(line["day"]))
    except (KeyError, ValueError):
        return None


def _is_page(path: str) -> bool:
    return bool(_PAGE.fullmatch(path)) and not _NO_PAGE.match(path)


def count(path: Path) -> Counted:
    """Count what was added to the log at `path` since the last time, in one transaction.

    A line that is still being written waits for the next time. Raises OSError where the file cannot be read.
    """
    with _opened(path) as log:
        first = log.readline()
        if not first.endswith(b"\n"):
            return Counted()
        with transaction.atomic():
            position, _created = LogPosition.objects.select_for_update().get_or_create(fingerprint=_fingerprint(first))
            log.seek(position.offset)
            counted = read(_whole_lines(log, position))
            _add(counted.views)
            position.save()
    return counted


def _opened(path: Path) -> BinaryIO:
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")


def _whole_lines(log: BinaryIO, position: LogPosition) -> Iterator[bytes]:
    """The lines from here on; `position` goes along."""
    for line in log:
        if not line.endswith(b"\n"):
            return
        position.offset += len(line)
        yield line


def _fingerprint(first: bytes) -> str:
    """The first line tells one log from another; keyed, so that no address can be found out from it."""
    return hmac.new(settings.SECRET_KEY.encode(), first, hashlib.sha256).hexdigest()


def _add(views: Counter[tuple[dt.date, str]]) -> None:
    for (day, path), number in views.items():
        row, _created = DailyViews.objects.get_or_create(on=day, path=path)
        DailyViews.objects.filter(pk=row.pk).update(views=F("views") + number)
