"""Two people press the same button at the same moment: one does it, the other is told why not."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection

from articles import workflow
from articles.models import Article, Review, Status
from articles.workflow import Origin, Refused
from mscsite.core.models import AuditEntry
from tests import factories

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor == 'sqlite'", reason="one connection in memory: nothing happens at once"),
]


def people(permission: str) -> list[Origin]:
    found = []
    for name in ("first", "second"):
        user = User.objects.create_user(name)
        user.user_permissions.set(Permission.objects.filter(codename=permission))
        found.append(Origin(User.objects.get(pk=user.pk), "tests"))
    return found


def at_once(step: Callable, article: Article, origins: list[Origin]) -> list[str]:
    """What each was told, '' where it was done: all start together, each with a connection and a copy of their own."""
    told: list[str] = []
    start = threading.Barrier(len(origins))

    def press(origin: Origin) -> None:
        try:
            copy = Article.objects.get(pk=article.pk)
            start.wait(10)
            step(copy, origin=origin)
            told.append("")
        except Refused as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(origin,)) for origin in origins]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(told)


def test_two_publishers():
    article = factories.approved_article()
    assert at_once(workflow.publish, article, people("publish_article")) == ["", "这一版还没有通过医学审核。"]
    assert AuditEntry.objects.filter(action="published").count() == 1
    assert Article.objects.get().status == Status.PUBLISHED


def test_two_reviewers_where_one_is_enough():
    article = factories.ready_article()
    writer = Origin(User.objects.create_superuser("writer"), "tests")
    workflow.submit(article, origin=writer)
    assert at_once(workflow.approve, article, people("review_article")) == ["", "这一版已经核准。"]
    assert Review.objects.filter(verdict="approved").count() == 1


def test_two_writers_submit():
    article = factories.ready_article()
    assert at_once(workflow.submit, article, people("change_article")) == ["", "只有草稿可以送审。"]
    assert Review.objects.count() == 1
