"""Asking after citations one by one, those first that have waited longest.

Every answer is stored at once, so a run that was stopped goes on where it was. A citation may be asked after in two
ways, by its numbers and by its address; what one of them brought stays where the other one failed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from mscsite.core import audit
from mscsite.core.fetch import FetchError
from references.alive import links, notices
from references.choices import LinkStatus, RetractionStatus, gravest
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
    error: FetchError | None = field(default=None, repr=False)

    def as_dict(self) -> dict:
        return {name: getattr(self, name) for name in ("key", "status", "changes", "reason")}


@dataclass(frozen=True)
class Questions:
    """What is asked, and in whose name the answers are stored."""

    retractions: bool = True
    addresses: bool = True
    actor: AbstractBaseUser | None = None
    origin: str = ORIGIN


EVERYTHING = Questions()


class Stopped(Exception):
    """The run ends early, since nobody answers; what was asked until then is stored. The message says why."""


def due(keys: Iterable[str], older_than: dt.timedelta, asked: Questions = EVERYTHING) -> list[int]:
    """Primary keys of the citations that are to be asked after, the longest waiting first.

    Named ones are asked after whenever it was done last.
    """
    nothing = Q(pk__in=[])
    numbered = ~Q(doi="") | ~Q(pmid="") if asked.retractions else nothing
    addressed = ~Q(url="") if asked.addresses else nothing
    rows = Citation.objects.filter(numbered | addressed)
    if keys:
        rows = rows.filter(pk__in=[citation.pk for citation in Citation.objects.by_key(keys).values()])
    else:
        since = timezone.now() - older_than
        waiting = Q(retraction_checked_at__isnull=True) | Q(retraction_checked_at__lt=since)
        silent = Q(link_checked_at__isnull=True) | Q(link_checked_at__lt=since)
        rows = rows.filter(numbered & waiting | addressed & silent)
    first = (F("retraction_checked_at").asc(nulls_first=True), F("link_checked_at").asc(nulls_first=True), "pk")
    return list(rows.order_by(*first).values_list("pk", flat=True))


def run(pks: Iterable[int], asked: Questions = EVERYTHING) -> Iterator[Outcome]:
    """An outcome for each citation; raises Stopped after PATIENCE passing failures in a row."""
    in_a_row = 0
    for pk in pks:
        citation = Citation.objects.filter(pk=pk).first()
        if citation is None:
            continue  # merged or deleted since
        outcome = check(citation, asked)
        yield outcome
        error = outcome.error
        in_a_row = in_a_row + 1 if error and error.is_passing else 0
        if error and (in_a_row == PATIENCE or error.retry_after > 60):
            raise Stopped(str(error)) from error


def check(citation: Citation, asked: Questions = EVERYTHING) -> Outcome:
    """Asks after one citation and stores what is new. Where a question got no answer the outcome has failed."""
    outcome = Outcome(citation.key)
    questions = [_ask_notices] if asked.retractions and (citation.doi or citation.pmid) else []
    questions += [_ask_address] if asked.addresses and citation.url else []
    for ask in questions:
        try:
            ask(citation, outcome, asked)
        except FetchError as error:
            outcome.error, outcome.reason = error, " ".join(filter(None, [outcome.reason, str(error)]))
    outcome.status = "failed" if outcome.error else "changed" if outcome.changes else "checked"
    return outcome


def _ask_notices(citation: Citation, outcome: Outcome, asked: Questions) -> None:
    """The graver of what was found and what stands there: what somebody entered by hand is never taken back."""
    found = notices.ask(citation.doi, citation.pmid)
    told = [notice.as_dict() for notice in found]
    status = gravest([citation.retraction_status, *(notice.type for notice in found)])
    changes = []
    if status != citation.retraction_status:
        changes.append(f"{_label(citation.retraction_status)} → {_label(status)}")
    elif any(notice not in citation.notices for notice in told):
        changes.append("有新的通知：" + "、".join(_label(notice.type) for notice in found))
    fields = {"retraction_status": status, "notices": told or citation.notices}
    _store(citation, fields, "retraction_checked_at", changes, asked)
    outcome.changes += changes


def _ask_address(citation: Citation, outcome: Outcome, asked: Questions) -> None:
    """Whether the address answers; a copy of a dead one is proposed, never given to readers by itself."""
    status, found = links.look(citation.url)
    copy = _to_decide(citation, status, found)
    changes = []
    if status != citation.link_status:
        changes.append(f"网址 {citation.url}：{LinkStatus(citation.link_status).label} → {status.label}")
    if copy != citation.proposed_copy:
        changes.append(f"存档副本待编辑确认：{copy}" if copy else "存档副本不再需要确认")
    _store(citation, {"link_status": str(status), "proposed_copy": copy}, "link_checked_at", changes, asked)
    outcome.changes += changes


def _to_decide(citation: Citation, status: LinkStatus, found: str) -> str:
    """The copy that an editor has to decide on after this look; '' where there is none."""
    if status != LinkStatus.GONE or citation.archived_url:
        return ""
    return citation.proposed_copy if found in ("", citation.refused_copy) else found


def _store(citation: Citation, fields: dict, moment: str, changes: list[str], asked: Questions) -> None:
    """A save with history and audit where something changed; else the moment alone, which makes no version."""
    now = timezone.now()
    if not changes:
        Citation.objects.filter(pk=citation.pk).update(**{moment: now})
        return
    with transaction.atomic():
        row = Citation.objects.select_for_update().get(pk=citation.pk)
        for name, value in {**fields, moment: now}.items():
            setattr(row, name, value)
        row.save()
        audit.record(action="checked", target=row, actor=asked.actor, origin=asked.origin, changes=changes)


def _label(status: str) -> str:
    return str(RetractionStatus(status).label)
