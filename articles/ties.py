"""What hangs on a live revision, told by one statement: which records it leans on, and whether there is more to read.

Most articles have no note on a change and were overtaken by nothing: what is not there is not asked for.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from django.db import connection

from articles.models import Article, ChangeNote, Overtaken, Review, Revision


@dataclass(frozen=True)
class Ties:
    """Keys of products and trials, whether public or not; what else there is to ask for."""

    products: tuple[int, ...]
    trials: tuple[int, ...]
    has_reviews: bool
    has_changes: bool
    is_overtaken: bool


@functools.cache
def _statement() -> str:
    def select(kind: str, column: str, table: str, condition: str) -> str:
        return f'SELECT \'{kind}\', "{column}" FROM "{table}" WHERE {condition}'

    of_revision, of_article = '"revision_id" = %s', '"article_id" = %s'
    parts = [
        select("product", "product_id", Revision.products.through._meta.db_table, of_revision),
        select("trial", "trial_id", Revision.trials.through._meta.db_table, of_revision),
        select("review", "id", Review._meta.db_table, of_revision),
        select("change", "id", ChangeNote._meta.db_table, of_article),
        select("overtaken", "id", Overtaken._meta.db_table, f'{of_article} AND "settled_at" IS NULL'),
    ]
    return " UNION ALL ".join(parts)


def of(article: Article) -> Ties:
    """The ties of `article.live`, a stored revision."""
    revision = [article.live_id] * 3
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [*revision, article.pk, article.pk])
        rows = cursor.fetchall()
    kinds = {kind for kind, _key in rows}
    return Ties(
        tuple(key for kind, key in rows if kind == "product"),
        tuple(key for kind, key in rows if kind == "trial"),
        "review" in kinds,
        "change" in kinds,
        "overtaken" in kinds,
    )
