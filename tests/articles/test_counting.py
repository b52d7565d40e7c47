"""The number of public articles that a process keeps is that of a count from nothing, whatever was written and how."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from articles import counting, workflow
from articles.models import Article, LivePart, Revision
from mscsite.core import generation, memo, parts, triggers
from tests import factories
from tests.factories import ORIGIN

pytestmark = pytest.mark.django_db(transaction=True)

CODES = ("zh-hans", "zh-hant")
SCRIPTS = ("", "zh-hans", "zh-hant", "zh-hans,zh-hant")
STATE = ("live", "live_at", "live_in", "first_published_at")
KEYS = (1, parts.SIZE - 1, parts.SIZE, 2 * parts.SIZE, 5_000_000)  # a new row comes to one of these parts


def kept() -> tuple[int, ...]:
    """As requests of their own are told, by a process that has seen all that went before."""
    with memo.asking():
        return tuple(counting.public(code) for code in CODES)


def counted() -> tuple[int, ...]:
    return tuple(Article.objects.filter(live__isnull=False, live_in__contains=code).count() for code in CODES)


def raw(statement: str, *arguments: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)


class Writer:
    """Every way of writing, at random, over some articles of many parts."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.revisions: list[Revision] = [*Revision.objects.all()]

    def some(self):
        keys = sorted(Article.objects.exclude(slug="own").values_list("pk", flat=True))
        return Article.objects.filter(pk__in=self.chance.sample(keys, min(len(keys), self.chance.randrange(1, 5))))

    def row(self, key: int) -> Article:
        live = self.chance.choice([None, *self.revisions])
        scripts = self.chance.choice(SCRIPTS) if live else ""
        at = timezone.now() if live else None
        state = {"live": live, "live_at": at, "live_in": scripts, "first_published_at": timezone.now()}
        return Article(pk=key, slug=f"article-{key}", title_zh_hans="甲", **state)

    def free(self) -> list[int]:
        taken = {*Article.objects.values_list("pk", flat=True)}
        return [key for key in (start + self.chance.randrange(400) for start in KEYS) if key not in taken]

    def saves(self) -> None:
        for article in self.some():
            made = self.row(article.pk)
            for name in STATE:
                setattr(article, name, getattr(made, name))
            article.save()

    def updates(self) -> None:
        made = self.row(1)
        self.some().update(**{name: getattr(made, name) for name in STATE})

    def updates_many(self) -> None:
        articles = [*self.some()]
        for article in articles:
            article.live_in = self.chance.choice(SCRIPTS)
        Article.objects.bulk_update(articles, ["live_in"])

    def creates(self) -> None:
        for key in self.free()[:1]:
            self.row(key).save(force_insert=True)

    def creates_many(self) -> None:
        Article.objects.bulk_create(map(self.row, self.free()))

    def puts_over(self) -> None:
        """Rows that are there are written over by an INSERT."""
        there = [article.pk for article in self.some()]
        rows = map(self.row, there)
        Article.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=STATE)

    def deletes(self) -> None:
        self.some().delete()

    def writes_sql(self) -> None:
        statements = (
            "UPDATE articles_article SET live_id = NULL, live_at = NULL WHERE id %% 2 = %s",
            "UPDATE articles_article SET live_in = 'zh-hant' WHERE id %% 2 = %s",
            "DELETE FROM articles_article WHERE id %% 7 = %s AND slug <> 'own'",
        )
        raw(self.chance.choice(statements), self.chance.randrange(2))

    def publishes(self) -> None:
        workflow.publish(Article.objects.get(slug="own"), origin=ORIGIN, override=True)

    def takes_down(self) -> None:
        if (article := Article.objects.get(slug="own")).live_id:
            workflow.expire(article)

    def regrets(self) -> None:
        """What is taken back was never there."""
        with transaction.atomic():
            self.updates()
            transaction.set_rollback(True)

    def writes_together(self) -> None:
        with transaction.atomic():
            self.creates_many()
            self.deletes()
            self.updates()

    def ways(self) -> list[Callable[[], None]]:
        own = {"some", "row", "free", "ways"}
        return [getattr(self, name) for name in dir(self) if name[0] != "_" and name not in {*own, *vars(self)}]


@pytest.mark.parametrize("seed", range(4))
def test_after_every_way_of_writing_it_is_what_a_count_gives(seed):
    own = factories.public_article(slug="own")
    assert own.live_in == SCRIPTS[-1]
    writer, seen = Writer(seed), set()
    ways = writer.ways()
    for way in [*ways, *writer.chance.choices(ways, k=60)]:
        way()
        assert kept() == counted(), way.__name__
        seen.add(counted())
    assert len(seen) > 10


def test_what_replaces_a_row_without_a_word_of_its_going_is_counted():
    """SQLite calls no trigger for the row that a REPLACE takes away; whoever adds up would count it twice."""
    if connection.vendor != "sqlite":
        pytest.skip("REPLACE is SQLite's")
    article = factories.public_article()
    assert kept() == (1, 1)
    columns = ", ".join(f'"{field.column}"' for field in Article._meta.local_concrete_fields)
    raw(f"REPLACE INTO articles_article ({columns}) SELECT {columns} FROM articles_article WHERE id = %s", article.pk)
    assert kept() == counted() == (1, 1)


def test_a_table_that_is_emptied_at_once_is_counted():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no TRUNCATE")
    factories.public_article()
    LivePart.objects.all().delete()  # as after the upgrade: no part has been told of yet
    counting.clear()
    assert kept() == (1, 1)
    raw("TRUNCATE articles_article CASCADE")
    assert kept() == counted() == (0, 0)


def test_only_parts_that_have_changed_are_counted_again(django_assert_num_queries):
    revision = factories.public_article().live
    fields = dict.fromkeys(STATE, timezone.now()) | {"live": revision, "live_in": SCRIPTS[1]}
    Article.objects.bulk_create(Article(pk=n * parts.SIZE, slug=f"a{n}", **fields) for n in range(1, 80))
    assert kept() == (80, 1)
    Article.objects.filter(pk=parts.SIZE).update(live_in=SCRIPTS[2])
    # Past the triggers: what a process keeps of other parts is not looked at.
    triggers.remove(connection, counting.PREFIX)
    Article.objects.filter(pk=2 * parts.SIZE).update(live_in=SCRIPTS[2])
    counting.install(connection)
    with django_assert_num_queries(4):  # the generation, the numbers of tables and of parts, and one part
        assert kept() == (79, 2)
    generation.raise_now()  # after a restore nobody knows what has changed
    assert kept() == counted() == (78, 3)


def test_texts_that_change_leave_the_parts_where_they_are():
    article = factories.public_article()
    before = dict(LivePart.objects.values_list("part", "number"))
    assert article.pk // parts.SIZE in before
    article.body_zh_hans = "<p>改过。</p>"
    workflow.save(article, origin=ORIGIN)
    workflow.publish(article, origin=ORIGIN, override=True)
    assert dict(LivePart.objects.values_list("part", "number")) == before


def test_inside_a_transaction_it_is_counted_and_not_kept():
    factories.public_article()
    first = kept()
    with memo.asking(), transaction.atomic():
        Article.objects.update(live=None, live_at=None, live_in="")
        assert counting.public("zh-hans") == 0
        transaction.set_rollback(True)
    assert kept() == first == (1, 1)


def test_triggers_go_with_a_migration_and_come_back():
    article = factories.public_article()
    assert kept() == (1, 1)
    assert (
        len(triggers.installed(connection, counting.PREFIX))
        == counting.expected()
        == {"sqlite": 3, "postgresql": 4}[connection.vendor]
    )
    triggers.remove(connection, counting.PREFIX)
    generation.remove(connection)
    assert triggers.installed(connection, counting.PREFIX) == []
    Article.objects.filter(pk=article.pk).update(live=None, live_at=None, live_in="")  # as a migration may
    call_command("migrate", verbosity=0)
    assert len(triggers.installed(connection, counting.PREFIX)) == counting.expected()
    assert kept() == (0, 0)


@pytest.mark.parametrize("which", [counting.EVERY, "VALUES (1), (2)"])
def test_indexes_alone_are_asked(which):
    explain = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}[connection.vendor]
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a small table is read faster than any index
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"{explain} {counting.question(which)}", SCRIPTS[1:])
        plan = [str(row[-1]) for row in cursor.fetchall()]
    asked = [line for line in plan if re.search("USING|Scan", line) and "articles_" in line]
    assert len(asked) >= 3
    assert all("articles_by_script" in line or "articles_by_part" in line for line in asked), plan
