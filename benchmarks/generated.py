"""Many records, made quickly: articles, products and citations that lean on one another as those of editors do.

The same ones at every run. Whatever the number, the pages that are measured show as much: the first articles, products
and papers are tied to one another alike at every size.
"""

from __future__ import annotations

import datetime as dt
import random

from benchmarks import lists, sample

SHELVES = 12
CITED, LINKED = 3, 2  # a paper or product an article
SMALL_SHELF = 20  # articles of the shelf that few stand in
BATCH = 2_000
BODY = "<h2>为测量写的一节</h2>" + "".join(f"<p>{n}. {sample._TEXT}</p>" for n in range(1, 6))


def fill(articles: int, products: int, citations: int) -> None:
    """Public ones, with an event or more a product; articles are live, each in both scripts."""
    lists.fill(products)
    _citations(citations)
    _articles(articles)


def settle() -> None:
    """Tell the database how much there is, as it finds out by itself in time."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _citations(count: int) -> None:
    from django.utils import timezone

    from mscsite.core import bulk
    from references import doubles
    from references.models import Citation

    now = timezone.now()
    for start in range(0, count, BATCH):
        bulk.insert(
            Citation(
                key=f"paper{n}", title=_title(n), year=1990 + n % 35, volume="1",
                authors=[{"family": f"Example{n % 997}", "given": "A. B."}], container_title=f"Journal {n % 50}",
                page="1-9", doi=f"10.5555/generated.{n}", published_at=now,
            )
            for n in range(start, min(start + BATCH, count))
        )  # fmt: skip
    doubles.fill()


def _title(number: int) -> str:
    """Titles begin differently, as those of papers do."""
    chance = random.Random(number)
    words = ("".join(chance.choices("aeiou" + "bcdfglmnprst", k=chance.randint(4, 9))) for _word in range(5))
    return f"{' '.join(words).capitalize()}: a paper that was never written, {number}"


def _articles(count: int) -> None:
    from articles.models import Category, Person

    shelves = [Category(slug=f"shelf-{n}", name_zh_hans=f"分类{n}", name_zh_hant=f"分類{n}") for n in range(SHELVES)]
    people = [Person(name_zh_hans=f"作者{n}", name_zh_hant=f"作者{n}") for n in range(20)]
    for each in (*shelves, *people):
        each.save()
    for start in range(0, count, BATCH):
        _batch(range(start, min(start + BATCH, count)), shelves, people)


def _batch(numbers: range, shelves: list, people: list) -> None:
    from django.db import connection

    from articles.models import Article, Revision
    from mscsite.core import bulk

    first = dt.datetime(2010, 1, 1, tzinfo=dt.UTC)
    shared = {"body_zh_hans": BODY, "body_zh_hant": BODY, "summary_zh_hans": "一句话。", "summary_zh_hant": "一句話。"}
    articles, revisions = [], []
    for n in numbers:
        said = {"title_zh_hans": f"为测量写的第{n}篇", "title_zh_hant": f"為測量寫的第{n}篇", **shared}
        said |= {
            "category": shelves[0] if n < SMALL_SHELF else shelves[1 + n % (SHELVES - 1)],
            "author": people[n % 20],
        }
        article = Article(slug=f"article-{n}", status="published", **said)
        article.first_published_at = first + dt.timedelta(minutes=n)
        articles.append(article)
        revisions.append(Revision(article=article, number=1, source_script="zh-hans", content_hash=f"{n:064}", **said))
    bulk.insert(articles)
    for revision, article in zip(revisions, articles, strict=True):
        revision.article = article
    bulk.insert(revisions)
    _tie(numbers, revisions)
    table = Article._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET live_id = %s, live_at = %s, live_category_id = %s, live_in = 'zh-hans,zh-hant'"
            " WHERE id = %s",
            [(r.pk, a.first_published_at, r.category_id, a.pk) for r, a in zip(revisions, articles, strict=True)],
        )


def _tie(numbers: range, revisions: list) -> None:
    from articles.models import Revision
    from products.models import Product
    from references.models import Citation

    for relation, model, most in (("citations", Citation, CITED), ("products", Product, LINKED)):
        keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
        through = getattr(Revision, relation).through
        field = Revision._meta.get_field(relation).m2m_reverse_field_name()
        rows = []
        for n, revision in zip(numbers, revisions, strict=True):
            chance = random.Random(n)
            # The first are tied to the first, at every size; the others to any but those.
            chosen = range(most) if n < SMALL_SHELF else chance.sample(range(most, len(keys)), most)
            rows += [through(revision_id=revision.pk, **{f"{field}_id": keys[at]}) for at in chosen]
        through.objects.bulk_create(rows, batch_size=5000)
