"""Taking an import back, as long as nobody has worked on what it made."""

from __future__ import annotations

from django.apps import apps
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import revisions, workflow
from articles.batches.models import ImportItem, ItemState
from articles.models import Article, FurtherReading
from articles.workflow import Origin
from mscsite.core import audit
from products.models import Product
from references.models import Citation


class UndoRefused(Exception):
    """Why an import cannot be taken back."""


@transaction.atomic
def undo(key: int, *, origin: Origin) -> ImportItem:
    """Delete the draft that an import made, or put the article back that it changed, with the records it proposed.

    All or nothing, audited. UndoRefused names what was edited, published or taken further since. Records that other
    articles use by now stay.
    """
    item = ImportItem.objects.select_for_update(of=("self",)).select_related("article").get(pk=key)
    if item.state != ItemState.APPLIED:
        raise UndoRefused(_("“%(name)s”没有可撤销的导入。") % {"name": item.name})
    records = _records(item)
    _refuse_worked_on(item, records)
    audit.record(action="undone", target=item.article, actor=origin.actor, origin=origin.place, file=item.name)
    if item.before:
        _restore(item.article, item.before, origin)
    else:
        item.article.delete()
        item.article = None
    kept = _delete(records, origin)
    _without_aliases(item.aliases)
    item.state, item.undone_at = ItemState.UNDONE, timezone.now()
    names = "、".join(kept)
    item.reason = _("这些记录已有别处使用，保留为提案：%(names)s。") % {"names": names} if kept else ""
    item.created, item.aliases, item.before, item.content_hash = [], [], {}, ""
    item.save()
    return item


def stamp(record: models.Model) -> str:
    """What changes with every save of a record."""
    changed = getattr(record, "updated_at", None)
    return changed.isoformat() if changed else ""


def _records(item: ImportItem) -> list[tuple[models.Model, str]]:
    """The records that the import made and that are still there, with their stamps of then."""
    found = []
    for label, key, then in item.created:
        record = apps.get_model(label)._base_manager.filter(pk=key).first()
        if record is not None:
            found.append((record, then))
    return found


def _refuse_worked_on(item: ImportItem, records: list[tuple[models.Model, str]]) -> None:
    article = item.article
    if article is None:
        raise UndoRefused(_("“%(name)s”的文章已被删除。") % {"name": item.name})
    if article.live_id is not None:
        raise UndoRefused(_("“%(title)s”已经发布，请先下线。") % {"title": article.title})
    newest = workflow.newest(article)
    if newest.content_hash != item.content_hash:
        raise UndoRefused(_("“%(title)s”导入之后又被编辑过，不能撤销。") % {"title": article.title})
    if newest.reviews.exists():
        raise UndoRefused(_("“%(title)s”已经送审，不能撤销。") % {"title": article.title})
    if article.comments.exists():
        raise UndoRefused(_("“%(title)s”已经有人提了意见，不能撤销。") % {"title": article.title})
    edited = [str(record) for record, then in records if stamp(record) != then or getattr(record, "is_public", False)]
    if edited:
        raise UndoRefused(
            _("这些记录在导入之后被编辑或公开过，不能撤销：%(names)s。") % {"names": "、".join(edited[:5])}
        )


def _restore(article: Article, before: dict, origin: Origin) -> None:
    """The article as it was in an earlier revision."""
    revision = article.revisions.get(number=before["revision"])
    for name, value in revisions.content_of(revision).items():
        setattr(article, name, value)
    article.source_script = revision.source_script
    for name in ("import_name", "import_digest", "import_report"):
        setattr(article, name, before[name])
    article.loaded_text = {name: getattr(article, name) for name in article.translated_columns()}

    def list_further_reading() -> None:
        article.furtherreading_set.all().delete()
        citations = {c.key: c for c in Citation.objects.filter(key__in=revision.further_reading)}
        FurtherReading.objects.bulk_create(
            FurtherReading(article=article, citation=citations[key], position=position)
            for position, key in enumerate(revision.further_reading)
            if key in citations
        )

    workflow.save(article, origin=origin, save_related=list_further_reading)


def _delete(records: list[tuple[models.Model, str]], origin: Origin) -> list[str]:
    """Delete the records that nothing else uses; the names of the others."""
    kept = []
    for record, _then in reversed(records):
        if _is_used(record):
            kept.append(str(record))
            continue
        try:
            with transaction.atomic():
                audit.record(action="deleted", target=record, actor=origin.actor, origin=origin.place, name=str(record))
                record.delete()
        except ProtectedError:
            kept.append(str(record))
    return kept


def _is_used(record: models.Model) -> bool:
    """Whether any other row points at a record: an article's revision, a product, an event."""
    for relation in record._meta.related_objects:
        others = relation.related_model._base_manager.filter(**{relation.field.name: record})
        if others.exists():
            return True
    return False


def _without_aliases(aliases: list) -> None:
    for slug, name in aliases:
        product = Product.objects.filter(slug=slug).first()
        if product is not None and name in product.aliases:
            product.aliases = [alias for alias in product.aliases if alias != name]
            product.save()
