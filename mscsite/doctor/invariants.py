"""What always holds of the data, whatever was cut off in the middle. Each function yields a sentence for each breach.

`manage.py doctor --data` asks them of a site, the stress tests after each kill. They read everything once and write
nothing; run them while nobody writes, or in one transaction.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Callable, Iterator

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import Count, Max

from articles import revisions
from articles.batches.models import ImportItem, ItemState
from articles.models import Article, Revision, Status, StoredCheck
from articles.watch import Todo
from mscsite.core import derived, fulltext
from mscsite.core.fulltext import writing
from mscsite.core.images import orphans
from mscsite.core.models import AuditEntry, Image, OutgoingMail, SearchEntry, TwoScripts
from products.sheets.models import ImportState, SheetImport

# The status that an article has after the last audited step that sets one.
STATUS_AFTER = {
    "saved": Status.DRAFT,
    "submitted": Status.IN_REVIEW,
    "recalled": Status.DRAFT,
    "returned": Status.DRAFT,
    "scheduled": Status.SCHEDULED,
    "unscheduled": Status.APPROVED,
    "schedule_failed": Status.APPROVED,
    "published": Status.PUBLISHED,
    "archived": Status.ARCHIVED,
    "reopened": Status.DRAFT,
}


def live_revisions() -> Iterator[str]:
    """What readers see is a revision of the article, and the audit log says that it was published."""
    published = _last_published()
    for article in Article.objects.filter(live__isnull=False).select_related("live"):
        if article.live.article_id != article.pk:
            yield f"{article.slug}: its live revision belongs to another article"
        if article.live_in != ",".join(article.live.scripts):
            yield f"{article.slug}: live in {article.live_in!r}, its revision in {article.live.scripts}"
        if published.get(str(article.pk)) != article.live.number:
            yield f"{article.slug}: live is {article.live.number}, the log says {published.get(str(article.pk))}"


def _last_published() -> dict[str, int]:
    entries = AuditEntry.objects.filter(record_type="article", action="published").order_by("id")
    return {entry.record_id: entry.detail["revision"] for entry in entries}


def checks_to_do() -> Iterator[str]:
    """What the checks found is to be done as far as the article stands in somebody's way."""
    for stored in StoredCheck.objects.select_related("article"):
        article = stored.article
        nothing = article.status == Status.ARCHIVED or not (stored.errors or stored.warnings)
        todo = None if nothing else Todo.LIVE if article.live_id else Todo.DRAFT
        if stored.todo != todo:
            yield f"{article.slug}: what was found is to do as {stored.todo}, the article stands as {todo}"


def newest_revisions() -> Iterator[str]:
    """The working copy is its newest revision; revisions count from 1 without a gap, each as its hash says."""
    numbers = defaultdict(set)
    for revision in Revision.objects.iterator():
        numbers[revision.article_id].add(revision.number)
        if revisions.hash_of(revision) != revision.content_hash:
            yield f"{revision}: is not what its hash says"
    for article in Article.objects.prefetch_related("revisions"):
        found = numbers[article.pk]
        if found != set(range(1, len(found) + 1)) or not found:
            yield f"{article.slug}: revisions {sorted(found)}"
            continue
        digest = revisions.content_hash(revisions.content_of(article), revisions.further_reading_of(article))
        if digest != article.revisions.all()[0].content_hash:
            yield f"{article.slug}: the working copy is not its newest revision"
        if article.status == Status.PUBLISHED and article.live_id != article.revisions.all()[0].pk:
            yield f"{article.slug}: is published, but its newest revision is not live"


def audit_entries() -> Iterator[str]:
    """Each revision has its entry, and an article stands where the last step has put it."""
    saved, last = defaultdict(set), {}
    for entry in AuditEntry.objects.filter(record_type="article").order_by("id"):
        if entry.action == "saved":
            saved[entry.record_id].add(entry.detail["revision"])
        if entry.action in STATUS_AFTER:
            last[entry.record_id] = entry.action
    for article in Article.objects.annotate(count=Count("revisions")):
        if saved[str(article.pk)] != set(range(1, article.count + 1)):
            yield f"{article.slug}: {article.count} revisions, the log has {sorted(saved[str(article.pk)])}"
        action = last.get(str(article.pk), "saved")
        allowed = {STATUS_AFTER[action]}
        if action == "submitted":
            allowed.add(Status.APPROVED)  # by approvals, of which the last one counts
        if action == "published":
            allowed |= {Status.ARCHIVED, Status.DRAFT}  # by the end of its time
        if article.status not in allowed:
            yield f"{article.slug}: is {article.status}, but was {action} last"


def derived_texts() -> Iterator[str]:
    """Saving again what stands there would change nothing. (After a change of the glossary: run rederive.)"""
    for model in _models(TwoScripts):
        for record in model.objects.iterator():
            again = copy.deepcopy(record)
            derived.derive(again)
            changed = [name for name in model.translated_columns() if getattr(again, name) != getattr(record, name)]
            if changed:
                yield f"{model._meta.label} {record.pk}: {', '.join(changed)} would be derived otherwise"


def search_entries() -> Iterator[str]:
    """Every record is found by what it says, and nothing is found that is not there."""
    held = {(entry.type, entry.key, entry.is_public): entry for entry in SearchEntry.objects.iterator()}
    wanted = {}
    for model in apps.get_models():
        if getattr(model, "search_type", "") and not model._meta.abstract:
            for record in model.objects.iterator():
                wanted |= _entries_of(record)
    for name in sorted(held.keys() ^ wanted.keys()):
        yield f"search entry {name}: {'of no record' if name in held else 'missing'}"
    for name in held.keys() & wanted.keys():
        differing = [field for field, value in wanted[name].items() if getattr(held[name], field) != value]
        if differing:
            yield f"search entry {name}: {', '.join(differing)} of another text"
    if fulltext.is_outdated():
        yield "the index does not fit its entries"


def _entries_of(record) -> dict[tuple, dict]:
    public, working = record.search_texts(), record.working_texts()
    found = {}
    for texts, is_public in ((public, True), (working if working != public else None, False)):
        if texts is not None:
            key = (record.search_type, record.search_key, is_public)
            found[key] = writing._fields(record, texts, is_public=is_public)
    return found


def files() -> Iterator[str]:
    """Each picture has all its files, none of them empty. (Files without a picture are swept, see `images.orphans`.)"""
    for image in Image.objects.iterator():
        for name in orphans.names_of(image):
            path = image.path(name)
            if not default_storage.exists(path) or default_storage.size(path) == 0:
                yield f"picture {image.key}: {name} is missing or empty"


def imports() -> Iterator[str]:
    """What counts as imported has its article or rows; what does not has none."""
    for item in ImportItem.objects.filter(state=ItemState.APPLIED, article=None):
        yield f"import {item.pk}: applied without an article"
    for each in SheetImport.objects.filter(state=ImportState.APPLIED).annotate(count=Count("rows")):
        if each.count == 0:
            yield f"sheet {each.pk}: applied without rows"


def mail() -> Iterator[str]:
    """A mail is sent or waits, and was tried as often as it says."""
    for row in OutgoingMail.objects.filter(sent_at__isnull=False, attempts=0):
        yield f"mail {row.pk}: sent without an attempt"
    oldest = OutgoingMail.objects.aggregate(last=Max("next_try_at"))["last"]
    if oldest is not None and OutgoingMail.objects.filter(recipient="").exists():
        yield "a mail without a recipient"


def _models(base: type) -> Iterator[type]:
    yield from (model for model in apps.get_models() if issubclass(model, base) and not model._meta.proxy)


INVARIANTS: tuple[Callable[[], Iterator[str]], ...] = (
    live_revisions, checks_to_do, newest_revisions, audit_entries, derived_texts, search_entries, files, imports, mail,
)  # fmt: skip


def breaches() -> Iterator[str]:
    """Every sentence of every invariant, with the invariant's name before it."""
    for invariant in INVARIANTS:
        yield from (f"{invariant.__name__}: {sentence}" for sentence in invariant())
