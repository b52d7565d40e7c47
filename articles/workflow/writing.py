"""Saving the working copy: whatever changes it begins a new draft."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from articles import addresses, revisions
from articles.models import Article, Revision, Status
from articles.workflow.steps import Origin, drop_schedule, finish, lock, note
from mscsite.core import fulltext


@transaction.atomic
def save(article: Article, *, origin: Origin, save_related: Callable[[], None] | None = None) -> Revision | None:
    """Save the working copy; a new revision, back in draft, where its content changed.

    `save_related` writes what hangs on the article (further reading) inside the same transaction. An edit ends a
    schedule as it ends an approval. A changed address leaves a permanent redirect.
    """
    if not article._state.adding:
        lock(article)
    moved_from = addresses.settle(article)
    article.save()
    if save_related is not None:
        save_related()
    if moved_from:
        note("moved", article, origin, before=moved_from, after=article.slug)
    revision = revisions.revise(article, actor=origin.actor)
    if revision is not None:
        was, planned = article.status, drop_schedule(article)
        finish("saved", article, origin, status=Status.DRAFT, revision=revision.number, status_before=was, **planned)
    if revision is not None or moved_from:
        fulltext.update(article)
    return revision
