"""From uploaded files to drafts: read, looked at, decided on, and written, one transaction a file."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone

from articles import workflow
from articles.batches import preview
from articles.batches.models import DECIDABLE, ImportBatch, ImportItem, ItemState
from articles.batches.pictures import beside, keep, keep_another, path_of
from articles.batches.undo import UndoRefused, stamp, undo
from articles.importing.archives import unpack_folder
from articles.importing.beside import noting
from articles.importing.decoding import ImportRefused
from articles.importing.docx_package import MAX_BYTES
from articles.intake.decisions import Decisions
from articles.intake.folders import PACKED, Found, parted
from articles.intake.importer import import_data
from articles.intake.outcome import Options, Outcome
from articles.models import Article
from articles.workflow import Origin
from mscsite.core import audit

SECONDS = 1.5  # of work in one request: a batch goes on in the next one


class Outdated(Exception):
    """What was previewed is no longer what would be done; nothing was written, and the preview is new."""


def open_batch(*, actor: AbstractBaseUser | None, origin: str) -> ImportBatch:
    return ImportBatch.objects.create(actor=actor, origin=origin)


def add(batch: ImportBatch, data: bytes, path: str, *, origin: Origin) -> ImportItem:
    """Keep a file with what importing it would do; one that cannot be read is kept with the reason, and empty.

    The pictures beside it come first, so that it finds them.
    """
    folder, _slash, name = path.rpartition("/")
    item = ImportItem(batch=batch, name=name[-255:], folder=folder[-500:], data=data[: MAX_BYTES + 1])
    preview.look_at(item, origin=origin)
    if item.state == ItemState.FAILED:
        item.data = b""
    item.save()
    return item


def take(batch: ImportBatch, files: list[tuple[str, bytes]], *, origin: Origin) -> None:
    """Keep what was uploaded together, by paths: packed folders unpacked, pictures first, then the articles."""
    loose: list[tuple[str, bytes]] = []
    for path, data in files:
        if not path.lower().endswith(PACKED):
            loose.append((path, data))
            continue
        try:
            loose += [(f"{path}/{inner}", content) for inner, content in unpack_folder(data, path)]
        except ImportRefused as refusal:
            _add_refused(batch, path, refusal)
    articles, pictures = parted(loose)
    for path, data in pictures.items():
        keep_another(batch, path, data)
    for path, data in articles:
        add(batch, data, path, origin=origin)


def _add_refused(batch: ImportBatch, path: str, refusal: ImportRefused) -> None:
    ImportItem.objects.create(batch=batch, name=path[-255:], data=b"", state=ItemState.FAILED, reason=str(refusal))


def decide(item: ImportItem, decisions: Decisions, *, origin: Origin) -> None:
    """Keep what somebody decided on an item that waits, and look at it again."""
    with transaction.atomic():
        item = _locked(item.pk)
        if item.is_decidable:
            item.decisions = decisions.as_dict()
            preview.look_at(item, origin=origin)
            item.save()


def apply(item: ImportItem, *, origin: Origin) -> ImportItem:
    """Write the draft and the records of an item as previewed and decided: all of it or nothing.

    Outdated where the database has changed so that something else would come of it.
    """
    with transaction.atomic():
        item = _locked(item.pk)
        if not item.is_decidable:
            return item
        is_same = _write(item, origin)
    if not is_same:
        with transaction.atomic():
            preview.look_at(item, origin=origin)
            item.state = ItemState.CHANGED if item.state == ItemState.READY else item.state
            item.save()
        raise Outdated
    return item


def _write(item: ImportItem, origin: Origin) -> bool:
    """Import an item; False, with nothing written, where that is not what its preview says."""
    options, decisions = Options(takes_aliases=True), Decisions.from_dict(item.decisions)
    with transaction.atomic():
        outcome = import_data(
            bytes(item.data), item.name, options=options, origin=origin, decisions=decisions, find=beside(item)
        )
        is_same = outcome.status != "failed" and preview.fingerprint(outcome) == item.fingerprint
        if not is_same:
            transaction.set_rollback(True)
            return False
        _note_applied(item, outcome)
        _note_decisions(item, origin)
    return True


def _note_applied(item: ImportItem, outcome: Outcome) -> None:
    """Save what an import wrote, for the way back."""
    item.article = Article.objects.get(pk=outcome.article_id)
    item.title = outcome.parsed.title
    item.state = ItemState.SKIPPED if outcome.status == "skipped" else ItemState.APPLIED
    item.created = [[*_named(record), stamp(record)] for record in outcome.evidence.created]
    item.aliases = [[slug, name] for name, slug in outcome.evidence.added_aliases.items()]
    item.before = outcome.before
    item.content_hash = workflow.newest(item.article).content_hash
    item.applied_at = timezone.now()
    item.save()


def import_now(batch: ImportBatch | None, found: Found, *, options: Options, origin: Origin) -> Outcome:
    """Import a file in one step, as commands do, and keep it in `batch` (unless None) so that it can be taken back."""
    try:
        data = found.load()
    except ImportRefused as refusal:
        return Outcome(file=found.file, status="failed", reason=str(refusal))
    used: dict[str, bytes] = {}
    with transaction.atomic():
        find = noting(found.find, used)
        outcome = import_data(data, found.name, options=options, origin=origin, find=find, file=found.file)
        if batch is not None and outcome.status in ("created", "updated") and not options.dry_run:
            for address, picture in used.items():
                keep(batch, path_of(address, found.folder), picture)
            item = ImportItem(batch=batch, name=found.name[-255:], folder=found.folder[-500:], data=data)
            _note_applied(item, outcome)
    return outcome


def _named(record: models.Model) -> tuple[str, int]:
    return record._meta.label, record.pk


def _note_decisions(item: ImportItem, origin: Origin) -> None:
    """Who agreed to what, beside the audit entry of the saving itself."""
    detail = {"file": item.name, "import": item.pk, **item.decisions}
    audit.record(action="imported", target=item.article, actor=origin.actor, origin=origin.place, **detail)


def work(batch: ImportBatch, action: str, *, origin: Origin, seconds: float = SECONDS) -> tuple[int, list[str]]:
    """Go on with `apply` or `undo` of a batch for some time: how many items are still to be done, and complaints."""
    step, states = _ACTIONS[action]
    until = time.monotonic() + seconds
    complaints: list[str] = []
    keys = list(batch.items.filter(state__in=states).order_by(*_ORDER[action]).values_list("pk", flat=True))
    done = 0
    for key in keys:
        try:
            step(ImportItem.objects.get(pk=key), origin=origin)
        except Outdated:
            pass  # it waits with its new preview
        except UndoRefused as refusal:
            complaints.append(str(refusal))
        done += 1
        if time.monotonic() > until:
            break
    return (0 if complaints else len(keys) - done), complaints


# What was imported last goes first: a record that two files share was made by the earlier one.
_ORDER = {"apply": ("id",), "undo": ("-id",)}
_ACTIONS: dict[str, tuple[Callable, tuple[str, ...]]] = {
    "apply": (apply, (ItemState.READY,)),
    "undo": (lambda item, *, origin: undo(item.pk, origin=origin), (ItemState.APPLIED,)),
}


def discard(batch: ImportBatch, items: models.QuerySet) -> int:
    """Forget items of a batch that were not imported, and the batch if nothing is left in it; how many."""
    waiting = items.filter(state__in=[*DECIDABLE, ItemState.FAILED, ItemState.SKIPPED, ItemState.UNDONE])
    count = waiting.delete()[1].get("batches.ImportItem", 0)
    if not batch.items.exists():
        batch.delete()
    return count


def look_once_more(item: ImportItem, *, origin: Origin) -> None:
    """Preview an item that waits anew, because there are pictures now that were not."""
    decide(item, Decisions.from_dict(item.decisions), origin=origin)


def look_again(item: ImportItem, *, origin: Origin) -> None:
    """Bring an undone import back to its preview, with what was decided then."""
    with transaction.atomic():
        item = _locked(item.pk)
        if item.state == ItemState.UNDONE:
            preview.look_at(item, origin=origin)
            item.save()


def _locked(key: int) -> ImportItem:
    return ImportItem.objects.select_for_update(of=("self",)).select_related("article").get(pk=key)
