"""Which bodies are prepared: those of live revisions, in the scripts in which they are public (`articles.prepared`)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from articles import reading, rendering
from articles.models import Article
from articles.prepared import PreparedBody
from mscsite.core import memo

BATCH = 100


def prepare(article: Article) -> None:
    """Prepare what readers of `article` see from now on; what was prepared of earlier revisions goes."""
    PreparedBody.objects.filter(revision__article=article).exclude(revision=article.live_id).delete()
    if article.live is not None:
        made = [rendering.prepared(article.live, code) for code in reading.languages(article.live)]
        unique, rest = ("revision", "language"), ("facts", "html", "parts")
        PreparedBody.objects.bulk_create(made, update_conflicts=True, unique_fields=unique, update_fields=rest)


def outdated() -> Iterator[Article]:
    """Live articles without a prepared body, or with one made from what has changed since; in order of their keys."""
    last = 0
    while True:
        found = Article.objects.public_in_any().filter(pk__gt=last).order_by("pk")
        batch = list(found.prefetch_related("live__prepared")[:BATCH])
        if not batch:
            return
        last = batch[-1].pk
        with memo.asking():
            yield from filter(_is_outdated, batch)


def _is_outdated(article: Article) -> bool:
    kept = {each.language: each for each in article.live.prepared.all()}
    wanted = set(reading.languages(article.live))
    return wanted != kept.keys() or not all(map(rendering.is_prepared, kept.values()))


def prepare_outdated() -> int:
    """Prepare what is outdated, an article a transaction; how many there were. It may run anywhere, twice, beside
    anything: each row stands for what was true when it was made, and readers ask whether it still is."""
    count = 0
    for article in outdated():
        with transaction.atomic():
            prepare(article)
        count += 1
    return count
