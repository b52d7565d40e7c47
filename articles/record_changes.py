"""When a record changes, the articles that lean on it are listed at once, each with the sentences concerned.

`note` compares a record with what was last seen; signals call it at every save, and `sweep` for what no save tells
(a term that runs out, rows written in bulk). Articles are found by the evidence their revisions are tied to and by the
search index, never by reading all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import overtaking
from articles.models import Article, Overtaken, RecordState, Revision
from articles.overtaking import Change
from mscsite.core import audit, fulltext
from products.models import Product
from references.models import Citation, Trial

WATCHED = (Product, Trial, Citation)
MOST_MENTIONS = 500  # articles that name a product without linking it


@transaction.atomic
def note(record: models.Model) -> list[Overtaken]:
    """Compare a record with what was last seen of it; what was opened for articles that lean on it."""
    now = state_of(record)
    kept, is_new = RecordState.objects.select_for_update().get_or_create(
        record_type=record._meta.model_name, record_id=record.pk, defaults={"state": now}
    )
    if is_new or kept.state == now:
        return []
    changes = list(_changes(record, kept.state, now))
    kept.state = now
    kept.save(update_fields=["state"])
    return [each for change in changes for each in _tell(record, change)]


def sweep() -> list[Overtaken]:
    """Note every watched record: what was written in bulk, and approvals whose term has run out."""
    found: list[Overtaken] = []
    for model in WATCHED:
        known = {row.record_id: row.state for row in RecordState.objects.filter(record_type=model._meta.model_name)}
        rows = model.objects.with_public_events() if model is Product else model.objects.all()
        for record in rows:
            if known.get(record.pk) != state_of(record):
                found += note(record)
    return found


def state_of(record: models.Model) -> dict[str, list[str]]:
    """What an article may rest on: aspect to [status, day since]. A proposal has none: readers know nothing of it."""
    if isinstance(record, Product):
        if not record.is_public:
            return {}
        return {each.jurisdiction: [each.status.value, each.latest.date_iso] for each in record.statuses}
    status = record.overall_status if isinstance(record, Trial) else record.retraction_status
    return {"": [status, ""]} if status else {}


def _changes(record: models.Model, before: dict, now: dict) -> Iterator[Change]:
    for aspect in sorted({*before, *now}):
        was, since = before.get(aspect, ["", ""])[0], now.get(aspect, ["", ""])
        if was != since[0]:
            day = since[1] or timezone.localdate().isoformat()
            yield Change(record._meta.model_name, aspect, was, since[0], day)


def _tell(record: models.Model, change: Change) -> Iterator[Overtaken]:
    """Open a row for every article that leans on the record; one that the change takes back is closed."""
    open_rows = Overtaken.objects.filter(
        record_type=change.record_type, record_id=record.pk, aspect=change.aspect, settled_at=None
    )
    if (taken_back := open_rows.filter(before=change.after)).exists():
        for row in taken_back:
            _settle(row, None, _("记录已经改回。"))
        return
    for article in leaning(record):
        sentences = overtaking.sentences(_read(article), record)
        if not sentences and not _is_tied(article, record):
            continue
        key = {"record_type": change.record_type, "record_id": record.pk, "aspect": change.aspect}
        row = open_for(article).filter(**key).first() or Overtaken(article=article, before=change.before, **key)
        row.record_name, row.after, row.happened_on = str(record)[:300], change.after, change.day
        row.sentences = sentences
        row.tell_readers(article.live_id is not None and overtaking.makes_untrue(change, _read(article), record))
        row.save()
        audit.record(
            action="overtaken", target=article, actor=None, origin="record_changes", record=row.record_name,
            before=change.before, after=change.after, sentences=len(sentences),
        )  # fmt: skip
        yield row


def leaning(record: models.Model) -> list[Article]:
    """Articles tied to the record by a revision, or that name a product: found by index."""
    relation = {"citation": "citations", "product": "products", "trial": "trials"}[record._meta.model_name]
    tied = Article.objects.filter(**{f"revisions__{relation}": record}).values("pk")
    articles = Article.objects.filter(models.Q(pk__in=tied) | models.Q(slug__in=_named(record)))
    return list(articles.select_related("live").order_by("pk"))


def _named(record: models.Model) -> set[str]:
    """Slugs of public articles that name a product or a trial, by the search index."""
    if isinstance(record, Citation):
        return set()
    name = record.latin_name if isinstance(record, Product) else record.registry_id
    asked = fulltext.understood(name)
    if not asked:
        return set()
    return {hit.key for hit in fulltext.hits(asked, "zh-hans", MOST_MENTIONS, ("article",))}


def _read(article: Article) -> Revision | Article:
    """What readers see, or, where they see nothing, the working copy."""
    return article.live or article


def _is_tied(article: Article, record: models.Model) -> bool:
    relation = {"citation": "citations", "product": "products", "trial": "trials"}[record._meta.model_name]
    revision = article.live or article.revisions.first()
    return revision is not None and getattr(revision, relation).filter(pk=record.pk).exists()


def open_for(article: Article) -> models.QuerySet[Overtaken]:
    return article.overtaken.filter(settled_at=None)


@transaction.atomic
def settle(row: Overtaken, *, actor: AbstractBaseUser, reason: str) -> None:
    """An editor has dealt with it: the notice to readers goes."""
    if not reason.strip():
        raise ValueError(_("请写明怎样处理的。"))
    _settle(row, actor, reason.strip())
    audit.record(
        action="overtaken_settled",
        target=row.article,
        actor=actor,
        origin="admin",
        record=row.record_name,
        reason=reason,
    )


def reconsider(article: Article, actor: AbstractBaseUser | None) -> None:
    """After another revision went live: what it says now decides which rows are dealt with."""
    for row in open_for(article).exclude(sentences=[]):
        record = _record(row)
        if record is None:
            _settle(row, actor, _("记录已经删除。"))
            continue
        was = {each["text"] for each in row.sentences}
        row.sentences = overtaking.sentences(article.live, record)
        change = Change(row.record_type, row.aspect, row.before, row.after, row.happened_on)
        untrue = overtaking.makes_untrue(change, article.live, record)
        is_rewritten = {each["text"] for each in row.sentences} != was
        row.tell_readers(untrue)
        row.save(update_fields=["sentences", "told_since"])
        if is_rewritten and not untrue:
            number = article.live.number
            _settle(row, actor, _("第 %(n)s 版已经改写相关的句子。") % {"n": number})


def _record(row: Overtaken) -> models.Model | None:
    model = next(each for each in WATCHED if each._meta.model_name == row.record_type)
    return model.objects.filter(pk=row.record_id).first()


def _settle(row: Overtaken, actor: AbstractBaseUser | None, reason: str) -> None:
    row.settled_at, row.settled_by, row.reason, row.told_since = timezone.now(), actor, reason, None
    row.save(update_fields=["settled_at", "settled_by", "reason", "told_since"])


def counts() -> dict[str, int]:
    """How many articles wait, and how many of them tell their readers so."""
    rows: Iterable = Overtaken.objects.filter(settled_at=None)
    return {"waiting": rows.count(), "for_readers": rows.exclude(told_since=None).count()}
