"""Asking after citations one by one, those first that have waited longest.

Every answer is stored at once, so a run that was stopped goes on where it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from mscsite.core import audit
from mscsite.core.fetch import FetchError
from references.alive import links, notices
from references.choices import LinkStatus, RetractionStatus
from references.models import Citation

ORIGIN = "check_references"
PATIENCE = 3  # failures in a row of which each may pass: then the network or the service is down


@dataclass
class Outcome:
    """What became of one citation. `status` is checked, changed or failed; `changes` are sentences."""

    key: str
    status: str = "checked"
    changes: list[str] = field(default_factory=list)
    reason: str = ""

    def as_dict(self) -> dict:
        return asdict(self)


class Stopped(Exception):
    """The run ends early, since nobody answers; what was asked until then is stored. The message says why."""


def due(
    keys: Iterable[str], older_than: dt.timedelta, *, retractions: bool = True, addresses: bool = True
) -> list[int]:
    """Primary keys of the citations that are to be asked after, the longest waiting first.

    Named ones are asked after whenever it was done last.
    """
    numbered, addressed = ~Q(doi="") | ~Q(pmid=""), ~Q(url="") & Q(doi="", pmid="")
    kinds = (numbered if retractions else Q(pk__in=[])) | (addressed if addresses else Q(pk__in=[]))
    rows = Citation.objects.filter(kinds)
    if keys:
        rows = rows.filter(pk__in=[citation.pk for citation in Citation.objects.by_key(keys).values()])
    else:
        since = timezone.now() - older_than
        waiting = Q(retraction_checked_at__isnull=True) | Q(retraction_checked_at__lt=since)
        silent = Q(link_checked_at__isnull=True) | Q(link_checked_at__lt=since)
        rows = rows.filter(numbered & waiting | addressed & silent)
    first = (F("retraction_checked_at").asc(nulls_first=True), F("link_checked_at").asc(nulls_first=True), "pk")
    return list(rows.order_by(*first).values_list("pk", flat=True))


def run(pks: Iterable[int], told: Callable[[int], None] = lambda _done: None) -> Iterator[Outcome]:
    """An outcome for each citation; raises Stopped after PATIENCE passing failures in a row."""
    in_a_row = 0
    for done, pk in enumerate(pks, start=1):
        citation = Citation.objects.filter(pk=pk).first()
        if citation is None:
            continue  # merged or deleted since
        try:
            yield check(citation)
            in_a_row = 0
        except FetchError as error:
            yield Outcome(citation.key, "failed", reason=str(error))
            in_a_row = in_a_row + 1 if error.is_passing else 0
            if in_a_row == PATIENCE or error.retry_after > 60:
                raise Stopped(str(error)) from error
        told(done)


def check(citation: Citation) -> Outcome:
    """Asks after one citation and stores what is new; raises FetchError, with nothing stored."""
    outcome = Outcome(citation.key)
    if citation.doi or citation.pmid:
        found = notices.ask(citation.doi, citation.pmid)
        _store_notices(citation, found, outcome)
    elif citation.url:
        status = links.status(citation.url)
        copy = "" if status == LinkStatus.ALIVE or citation.archived_url else links.archived(citation.url)
        _store_link(citation, status, copy, outcome)
    outcome.status = "changed" if outcome.changes else "checked"
    return outcome


def _store_notices(citation: Citation, found: list[notices.Notice], outcome: Outcome) -> None:
    """The graver of what was found and what stands there: what somebody entered by hand is never taken back."""
    told = [notice.as_dict() for notice in found]
    status = notices.gravest([citation.retraction_status, *(notice.type for notice in found)])
    if status != citation.retraction_status:
        outcome.changes.append(f"{_label(citation.retraction_status)} → {_label(status)}")
    elif any(notice not in citation.notices for notice in told):
        outcome.changes.append("有新的通知：" + "、".join(_label(notice.type) for notice in found))
    fields = {"retraction_status": status, "notices": told or citation.notices}
    _store(citation, fields, "retraction_checked_at", outcome)


def _store_link(citation: Citation, status: LinkStatus, copy: str, outcome: Outcome) -> None:
    if status != citation.link_status:
        before = LinkStatus(citation.link_status).label
        outcome.changes.append(f"网址 {citation.url}：{before} → {status.label}")
    if copy:
        outcome.changes.append(f"存档副本（请核对）：{copy}")
    fields = {"link_status": str(status), "archived_url": citation.archived_url or copy}
    _store(citation, fields, "link_checked_at", outcome)


def _store(citation: Citation, fields: dict, moment: str, outcome: Outcome) -> None:
    """A save with history and audit where something changed; else the moment alone, which makes no version."""
    now = timezone.now()
    if not outcome.changes:
        Citation.objects.filter(pk=citation.pk).update(**{moment: now})
        return
    with transaction.atomic():
        row = Citation.objects.select_for_update().get(pk=citation.pk)
        for name, value in {**fields, moment: now}.items():
            setattr(row, name, value)
        row.save()
        audit.record(action="checked", target=row, actor=None, origin=ORIGIN, changes=outcome.changes)


def _label(status: str) -> str:
    return str(RetractionStatus(status).label)
