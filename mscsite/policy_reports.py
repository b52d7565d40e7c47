"""What browsers tell of our Content-Security-Policy: which directive was broken, on which kind of page, by what.

Counted, and no more: no address, no browser, of a page its pattern and not its address (which may hold a token), of a
foreign source its host. A table of a few hundred rows, whatever is sent.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from django.db import models
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mscsite.core import tally

MOST_ROWS = 500
KEPT = dt.timedelta(days=90)
_MOST_OF_ONE = 20  # reports in one request
_KEYWORDS = {"inline", "eval", "wasm-eval", "data", "blob", "self", "trusted-types-policy", "trusted-types-sink"}
# What people's own extensions put into pages is no fault of ours.
_EXTENSIONS = ("chrome-extension", "moz-extension", "safari-extension", "safari-web-extension", "about", "resource")


class PolicyReport(models.Model):
    directive = models.CharField(_("指令"), max_length=40)
    page = models.CharField(_("页面"), max_length=200)
    blocked = models.CharField(_("被拦下的"), max_length=200)
    times = models.PositiveIntegerField(_("次数"), default=1)
    first_on = models.DateField(_("首次"), default=timezone.localdate)
    last_on = models.DateField(_("最近"), default=timezone.localdate, db_index=True)

    class Meta:
        app_label = "mscsite"
        verbose_name = _("内容安全策略报告")
        verbose_name_plural = _("内容安全策略报告")
        ordering = ["-last_on", "-times"]
        constraints = [
            models.UniqueConstraint(fields=["directive", "page", "blocked"], name="mscsite_policyreport_unique")
        ]

    def __str__(self) -> str:
        return f"{self.directive} {self.page}"


class Broken(NamedTuple):
    directive: str
    page: str
    blocked: str


def read(body: bytes, host: str) -> Iterator[Broken]:
    """The reports in a body of either form (`report-uri`, `report-to`) that speak of pages of `host`.

    What is no report is passed over; a body that is no JSON raises ValueError.
    """
    sent = json.loads(body)
    items = sent if isinstance(sent, list) else [sent]
    for item in items[:_MOST_OF_ONE]:
        if not isinstance(item, dict):
            continue
        told = item.get("csp-report") or (item.get("body") if item.get("type") == "csp-violation" else None)
        if isinstance(told, dict) and (found := _broken(told, host)):
            yield found


def _broken(told: dict, host: str) -> Broken | None:
    def said(*names: str) -> str:
        return next((told[name] for name in names if isinstance(told.get(name), str)), "")

    directive = said("effectiveDirective", "effective-directive", "violated-directive").partition(" ")[0]
    page = urlsplit(said("documentURL", "document-uri"))
    blocked = _source(said("blockedURL", "blocked-uri"), host)
    source = urlsplit(said("sourceFile", "source-file")).scheme
    if page.netloc != host or not directive.replace("-", "").isalpha() or not blocked or source in _EXTENSIONS:
        return None
    return Broken(directive[:40], _pattern(page.path), blocked)


def _pattern(path: str) -> str:
    try:
        return resolve(path).route[:200]
    except Resolver404:
        return "—"


def _source(blocked: str, host: str) -> str:
    """A keyword, or the scheme and host of an address; empty for what nobody here can mend."""
    if blocked in _KEYWORDS:
        return blocked
    try:
        parts = urlsplit(blocked)
    except ValueError:
        return ""
    if parts.scheme in _EXTENSIONS or not (parts.scheme or parts.netloc):
        return ""
    if parts.netloc == host:
        return "self"
    name = parts.hostname or ""
    return f"{parts.scheme}://{name}"[:200] if name else parts.scheme[:40]


def keep(broken: Broken) -> None:
    """One more of it. New kinds are taken in as long as there is room; what nobody has seen for long makes some."""
    tally.note(PolicyReport.objects, MOST_ROWS, KEPT, **broken._asdict())
