"""Signals: a record that was saved or deleted is held against what was last seen of it, after the commit."""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models.signals import post_delete, post_save

logger = logging.getLogger(__name__)


def connect() -> None:
    from articles.models import Decision, Revision
    from products.models import Product, RegulatoryEvent
    from references.models import Citation, Trial
    from references.unmerging import parted

    for model in (Product, RegulatoryEvent, Trial, Citation):
        post_save.connect(_changed, sender=model, dispatch_uid=f"freshness-{model.__name__}")
    for signal in (post_save, post_delete):
        signal.connect(_decided, sender=Decision, dispatch_uid="checks-Decision")
    post_save.connect(_revised, sender=Revision, dispatch_uid="checks-Revision")
    post_delete.connect(_changed, sender=RegulatoryEvent, dispatch_uid="freshness-event-deleted")
    parted.connect(_parted, dispatch_uid="revisions-parted")


def _changed(sender: type, instance, created: bool = False, **kwargs) -> None:
    """Look again after the commit: the statuses of a product are worked out from all its events.

    No article leans yet on a proposal that is only being made, of which an import makes many.
    """
    from products.models import Product, RegulatoryEvent

    model, pk = (Product, instance.product_id) if sender is RegulatoryEvent else (sender, instance.pk)
    is_new = created and sender is not RegulatoryEvent and not instance.is_public
    transaction.on_commit(lambda: _note(model, pk, is_new=is_new), robust=True)


def _revised(sender: type, instance, created: bool, **kwargs) -> None:
    """Keep what the checks find in a new revision, for the lists."""
    from articles import rechecking

    if created:
        transaction.on_commit(lambda: rechecking.store(instance.article), robust=True)


def _decided(sender: type, instance, **kwargs) -> None:
    """A warning that was decided on waits no longer, and does again when the decision is taken back."""
    from articles import rechecking
    from articles.models import Article

    def store() -> None:
        article = Article.objects.filter(pk=instance.article_id).first()
        if article is not None:  # decisions go with an article that is deleted
            rechecking.store(article)

    transaction.on_commit(store, robust=True)


def _parted(sender: type, merge, **kwargs) -> None:
    """Revisions that were written between a merge and its undo lean on the record that their text names."""
    from articles import marks, revisions
    from articles.models import Revision

    for revision in Revision.objects.filter(citations=merge.citation, created_at__gte=merge.merged_at):
        revisions.tie_citations(revision, marks.find(revision.body_zh_hans, revision.body_zh_hant))


def _note(model: type, pk: int, *, is_new: bool) -> None:
    from articles import rechecking, record_changes

    record = model.objects.filter(pk=pk).first()
    if record is not None:
        record_changes.note(record)
    if record is not None and not is_new:
        rechecking.forget(record_changes.leaning(record))
