"""Which bodies are prepared: those of live revisions, in the scripts in which they are public (`articles.prepared`)."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator

from django.db import Error, transaction

from articles import reading, rendering
from articles.models import Article
from articles.prepared import PreparedBody
from mscsite.core import generation, memo

logger = logging.getLogger(__name__)
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
    last: int | None = 0
    while last is not None:
        found, last = _outdated_after(last)
        yield from found


def _outdated_after(last: int) -> tuple[list[Article], int | None]:
    """Those of the `BATCH` live articles behind the key `last`, and the key to go on from; None at the end."""
    live = Article.objects.public_in_any().filter(pk__gt=last).order_by("pk")
    batch = list(live.prefetch_related("live__prepared")[:BATCH])
    with memo.asking():
        return list(filter(_is_outdated, batch)), batch[-1].pk if len(batch) == BATCH else None


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


class Rounds:
    """Bodies kept up to date by a process that stays: after each change of anything public it goes through all live
    articles once, a batch at a time. So readers' processes seldom make a body, and need not what that takes."""

    def __init__(self) -> None:
        self._generation: int | None = None  # that the round began with
        self._last: int | None = None  # key of the last article that was looked at; None between rounds

    def some(self, seconds: float) -> int:
        """Go on for so long and a batch; how many articles were prepared. Nothing is asked while nothing changes."""
        until, count = time.monotonic() + seconds, 0
        if self._last is None and (number := generation.current()) != self._generation:
            self._generation, self._last = number, 0
        while self._last is not None:
            found, self._last = _outdated_after(self._last)
            count += sum(map(_tried, found))
            if time.monotonic() >= until:
                break
        return count


def _tried(article: Article) -> bool:
    """Prepare it; one that cannot be made is told of and left, or none behind it would have its turn."""
    try:
        with transaction.atomic():
            prepare(article)
    except (Error, OSError):
        raise
    except Exception:
        logger.exception("the body of the article %s cannot be prepared", article.slug)
        return False
    return True
