"""The one writer of status: each step, who may take it, and what it leaves behind."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.db import IntegrityError

from articles import workflow
from articles.models import Article, Review, Status
from articles.workflow import Origin, Refused
from mscsite.core.models import AuditEntry, SearchEntry
from tests import factories

pytestmark = pytest.mark.django_db


def user(name: str, *permissions: str) -> User:
    person = User.objects.create_user(name)
    person.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return User.objects.get(pk=person.pk)


@pytest.fixture
def writer() -> Origin:
    return Origin(user("writer", "change_article", "review_article"), "admin")


@pytest.fixture
def reviewer() -> Origin:
    return Origin(user("reviewer", "review_article"), "admin")


@pytest.fixture
def publisher() -> Origin:
    return Origin(user("publisher", "publish_article"), "admin")


@pytest.fixture
def article(writer: Origin) -> Article:
    article = Article(title="题目", body="<p>正文</p>")
    workflow.save(article, origin=writer)
    return article


def test_the_whole_way(article, writer, reviewer, publisher):
    workflow.submit(article, origin=writer)
    workflow.approve(article, origin=reviewer, reason="好")
    revision = workflow.publish(article, origin=publisher)
    article = Article.objects.get()
    assert (article.status, article.live, article.live_at) == (Status.PUBLISHED, revision, article.first_published_at)
    review = Review.objects.get()
    assert (review.revision, review.reviewer, review.verdict, review.reason) == (
        revision,
        reviewer.actor,
        "approved",
        "好",
    )
    actions = AuditEntry.objects.order_by("id").values_list("action", "actor__username", "origin")
    assert list(actions) == [
        ("saved", "writer", "admin"),
        ("submitted", "writer", "admin"),
        ("approved", "reviewer", "admin"),
        ("published", "publisher", "admin"),
    ]


def test_a_reviewer_is_never_the_writer(article, writer):
    workflow.submit(article, origin=writer)
    with pytest.raises(Refused, match="这一版是您自己写的"):
        workflow.approve(article, origin=writer)
    assert Article.objects.get().status == Status.IN_REVIEW


def test_an_approval_dies_with_any_later_edit(article, writer, reviewer, publisher):
    workflow.submit(article, origin=writer)
    workflow.approve(article, origin=reviewer)
    article.body_zh_hant = "<p>改了一個字</p>"
    workflow.save(article, origin=writer)
    assert Article.objects.get().status == Status.DRAFT
    with pytest.raises(Refused, match="还没有通过医学审核"):
        workflow.publish(article, origin=publisher)


def test_saving_without_a_change_makes_no_revision(article, writer):
    assert workflow.save(Article.objects.get(), origin=writer) is None
    assert article.revisions.count() == 1


def test_readers_keep_the_live_revision_while_the_next_is_written(article, writer):
    first = workflow.publish(article, origin=Origin(None, "tests"), override=True)
    article.title_zh_hans = "新题目"
    workflow.save(article, origin=writer)
    public = Article.objects.public("zh-hans").get()
    assert (public.live, public.live.title, public.status) == (first, "题目", Status.DRAFT)


def test_sending_back_needs_a_reason_and_leads_to_draft(article, writer, reviewer):
    workflow.submit(article, origin=writer)
    with pytest.raises(Refused, match="请写明理由"):
        workflow.send_back(article, origin=reviewer, reason=" ")
    workflow.send_back(article, origin=reviewer, reason="缺来源")
    assert (Article.objects.get().status, Review.objects.get().verdict) == (Status.DRAFT, "returned")


@pytest.mark.parametrize(("archive", "status"), [(False, Status.DRAFT), (True, Status.ARCHIVED)])
def test_taking_an_article_from_the_public(article, publisher, archive, status):
    workflow.publish(article, origin=Origin(None, "tests"), override=True)
    assert SearchEntry.objects.count() == 1
    workflow.unpublish(article, origin=publisher, reason="过时", archive=archive)
    article = Article.objects.get()
    assert (article.status, article.live, article.first_published_at is None) == (status, None, False)
    assert not SearchEntry.objects.exists()


@pytest.mark.parametrize("step", ["submit", "approve", "send_back", "publish", "unpublish"])
def test_no_step_without_its_permission(article, step):
    assert workflow.why_not(article, step, user("guest")) == "您的账号没有这项权限。"
    assert workflow.why_not(article, step, None) == "您的账号没有这项权限。"


def test_steps_out_of_order_say_why(article, writer, reviewer, publisher):
    assert workflow.why_not(article, "approve", reviewer.actor) == "这一版还没有送审。"
    assert workflow.why_not(article, "publish", publisher.actor) == "这一版还没有通过医学审核。"
    assert workflow.why_not(article, "unpublish", publisher.actor) == "这篇文章没有公开版本。"
    workflow.submit(article, origin=writer)
    assert workflow.why_not(article, "submit", writer.actor) == "只有草稿可以送审。"


def test_a_step_that_fails_leaves_nothing(article, writer, monkeypatch):
    def fail(**kwargs):
        raise RuntimeError

    monkeypatch.setattr("articles.workflow.audit.record", fail)
    with pytest.raises(RuntimeError):
        workflow.submit(article, origin=writer)
    assert (Article.objects.get().status, Review.objects.count()) == (Status.DRAFT, 0)


def test_a_stale_form_decides_nothing(article, writer):
    stale = Article.objects.get()
    workflow.submit(article, origin=writer)
    with pytest.raises(Refused, match="只有草稿可以送审"):
        workflow.submit(stale, origin=writer)
    assert Review.objects.count() == 1


@pytest.mark.parametrize("fields", [{"verdict": "approved"}, {"decided_at": "2026-01-01T00:00Z"}])
def test_who_when_and_what_of_a_review_are_set_together(article, fields):
    with pytest.raises(IntegrityError, match="articles_review_who_when_what"):
        Review.objects.create(revision=workflow.newest(article), **fields)


def test_a_revision_knows_its_evidence(writer):
    cited, listed = factories.public_citation("cited2001"), factories.public_citation("listed2001")
    product, trial = factories.public_product("Ryoncil"), factories.public_trial("NCT04491240")
    body = (
        '<p>甲<cite data-citation="cited2001"></cite><a data-record="product:ryoncil">乙</a>'
        '<a data-record="trial:NCT04491240">丙</a><cite data-citation="unknown"></cite></p>'
    )
    revision = workflow.newest(factories.draft_article(body=body, further_reading=[listed]))
    assert set(revision.citations.all()) == {cited, listed}
    assert (list(revision.products.all()), list(revision.trials.all())) == ([product], [trial])
    assert revision.further_reading == ["listed2001"]


def test_a_published_article_is_not_public_in_a_script_without_a_title(article):
    workflow.publish(article, origin=Origin(None, "tests"), override=True)
    type(article.live).objects.update(title_zh_hant="")
    assert Article.objects.public("zh-hans").count() == 1
    assert Article.objects.public("zh-hant").count() == 0
