"""The one writer of status: each step, who may take it, and what it leaves behind."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import Permission, User
from django.db import IntegrityError
from django.utils import timezone

from articles import obstacles, policy, revisions, workflow
from articles.models import Article, Review, Revision, Status
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
    page = {"source_name": "本站", "audience": "读者", "summary": "摘要。", "disclaimer": "科普。"}
    article = Article(title="题目", body="<p>正文</p>", author=factories.person(), **page)
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
    assert SearchEntry.objects.filter(is_public=True).count() == 1
    workflow.unpublish(article, origin=publisher, reason="过时", archive=archive)
    article = Article.objects.get()
    assert (article.status, article.live, article.first_published_at is None) == (status, None, False)
    assert not SearchEntry.objects.filter(is_public=True).exists()


@pytest.mark.parametrize("step", list(obstacles.STEPS))
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

    monkeypatch.setattr("mscsite.core.audit.record", fail)
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
    revision = workflow.newest(factories.ready_article(body=body, further_reading=[listed]))
    assert set(revision.citations.all()) == {cited, listed}
    assert (list(revision.products.all()), list(revision.trials.all())) == ([product], [trial])
    assert revision.further_reading == ["listed2001"]


def test_a_published_article_is_not_public_in_a_script_without_a_title(article):
    workflow.publish(article, origin=Origin(None, "tests"), override=True)
    Revision.objects.update(title_zh_hant="")
    assert Article.objects.public("zh-hans").count() == 1
    assert Article.objects.public("zh-hant").count() == 0


def approved(article: Article, writer: Origin, reviewer: Origin) -> Article:
    workflow.submit(article, origin=writer)
    workflow.approve(article, origin=reviewer)
    return Article.objects.get(pk=article.pk)


def test_who_wrote_any_part_of_the_draft_does_not_approve_it(article, writer, reviewer, publisher):
    """A comma put in by a colleague makes nobody the reviewer of their own text."""
    second = Origin(user("second", "change_article", "review_article"), "admin")
    article.summary_zh_hans = "补一句"
    workflow.save(article, origin=second)
    workflow.submit(article, origin=writer)
    assert workflow.why_not(article, "approve", writer.actor) == "这一稿里有您写的内容，请由另一位审核。"
    assert workflow.why_not(article, "approve", second.actor) == "这一版是您自己写的，请由另一位审核。"
    workflow.approve(article, origin=reviewer)
    workflow.publish(article, origin=publisher)
    article.title_zh_hans = "再改"
    workflow.save(article, origin=second)
    workflow.submit(article, origin=second)
    assert workflow.why_not(Article.objects.get(), "approve", writer.actor) == ""  # what readers see is judged already


def test_an_approval_is_bound_to_what_was_read(article, writer, reviewer, publisher):
    article = approved(article, writer, reviewer)
    review = Review.objects.get()
    assert review.content_hash == workflow.newest(article).content_hash == revisions.hash_of(workflow.newest(article))
    Revision.objects.update(body_zh_hant="<p>有人直接改了資料庫</p>")
    assert workflow.why_not(article, "publish", publisher.actor) == "核准之后内容有变（校验值不符），请退回后重新送审。"
    with pytest.raises(workflow.Refused, match="校验值不符"):
        workflow.publish(article, origin=publisher)


def test_a_record_that_changes_later_voids_nothing(writer, reviewer, publisher):
    citation = factories.public_citation("cited2001")
    article = factories.ready_article(body='<p>甲<cite data-citation="cited2001"></cite></p>')
    article = approved(article, writer, reviewer)
    citation.title = "New title"
    citation.save()
    assert workflow.why_not(article, "publish", publisher.actor) == ""


@pytest.fixture
def two_needed(monkeypatch):
    monkeypatch.setattr(policy, "_approvals_needed", lambda: 2)


def test_a_site_may_ask_for_two_reviewers(two_needed, article, writer, reviewer, publisher):
    second = Origin(user("second reviewer", "review_article"), "admin")
    workflow.submit(article, origin=writer)
    workflow.approve(article, origin=reviewer)
    article = Article.objects.get()
    assert article.status == Status.IN_REVIEW
    assert workflow.why_not(article, "approve", reviewer.actor) == "您已经核准过这一版，还需要另一位审核人。"
    workflow.approve(article, origin=second)
    workflow.publish(article, origin=publisher)
    assert Article.objects.get().status == Status.PUBLISHED


def test_the_second_one_may_be_asked_for_after_the_first(article, writer, reviewer, publisher, monkeypatch):
    article = approved(article, writer, reviewer)
    monkeypatch.setattr(policy, "_approvals_needed", lambda: 2)
    assert workflow.why_not(article, "publish", publisher.actor) == "还需要另外 1 位审核人核准。"
    workflow.approve(article, origin=Origin(user("second reviewer", "review_article"), "admin"))
    assert workflow.why_not(article, "publish", publisher.actor) == ""


def test_sending_back_what_was_approved_voids_the_approval(article, writer, reviewer, publisher):
    article = approved(article, writer, reviewer)
    workflow.send_back(article, origin=publisher, reason="配图未授权")
    assert Article.objects.get().status == Status.DRAFT
    workflow.submit(article, origin=writer)
    Article.objects.update(status=Status.APPROVED)  # whatever a row says, the old approval does not count again
    assert workflow.why_not(Article.objects.get(), "publish", publisher.actor) == "这一版还没有通过医学审核。"


def test_a_writer_takes_the_request_back(article, writer, reviewer):
    workflow.submit(article, origin=writer)
    workflow.recall(article, origin=writer, reason="还要补")
    assert (Article.objects.get().status, Review.objects.get().verdict) == (Status.DRAFT, "withdrawn")
    assert workflow.why_not(article, "approve", reviewer.actor) == "这一版还没有送审。"


def test_the_next_review_is_set_with_the_approval(article, writer, reviewer):
    workflow.submit(article, origin=writer)
    with pytest.raises(Refused, match="要在今天以后"):
        workflow.approve(article, origin=reviewer, next_review=timezone.localdate())
    day = timezone.localdate() + dt.timedelta(days=100)
    assert workflow.approve(article, origin=reviewer, next_review=day).next_review == day


def test_a_schedule_needs_a_time_to_come(article, writer, reviewer, publisher):
    article = approved(article, writer, reviewer)
    now = timezone.now()
    with pytest.raises(Refused, match="已经过了"):
        workflow.schedule(article, origin=publisher, at=now)
    with pytest.raises(Refused, match="在发布时间之后"):
        workflow.schedule(article, origin=publisher, at=now + dt.timedelta(hours=2), expires_at=now)
    workflow.schedule(article, origin=publisher, at=now + dt.timedelta(hours=2))
    article = Article.objects.get()
    assert (article.status, article.live) == (Status.SCHEDULED, None)
    workflow.unschedule(article, origin=publisher)
    article = Article.objects.get()
    assert (article.status, article.scheduled_at) == (Status.APPROVED, None)


def test_an_edit_ends_a_schedule_and_says_so(article, writer, reviewer, publisher):
    article = approved(article, writer, reviewer)
    workflow.schedule(article, origin=publisher, at=timezone.now() + dt.timedelta(hours=2))
    article.title_zh_hans = "改题"
    workflow.save(article, origin=writer)
    article = Article.objects.get()
    assert (article.status, article.scheduled_at) == (Status.DRAFT, None)
    assert "was_scheduled_for" in AuditEntry.objects.latest("id").detail


def test_work_on_the_next_revision_goes_on_when_the_live_one_is_taken_down(article, writer, publisher):
    workflow.publish(article, origin=Origin(None, "tests"), override=True)
    article.title_zh_hans = "下一版"
    workflow.save(article, origin=writer)
    workflow.submit(article, origin=writer)
    workflow.unpublish(article, origin=publisher, reason="有误")
    assert (Article.objects.get().status, Article.objects.get().live) == (Status.IN_REVIEW, None)


def test_an_archived_article_is_taken_up_again_and_stays_gone_until_published(article, writer, publisher):
    assert workflow.why_not(article, "archive", publisher.actor) == "这篇文章从未公开过，不用下架，可以直接删除。"
    workflow.publish(article, origin=Origin(None, "tests"), override=True)
    workflow.unpublish(article, origin=publisher, reason="过时", archive=True)
    assert workflow.why_not(article, "archive", publisher.actor) == "这篇文章已经下架。"
    workflow.reopen(article, origin=writer)
    assert (Article.objects.get().status, Article.objects.archived().count()) == (Status.DRAFT, 1)
    workflow.publish(article, origin=Origin(None, "tests"), override=True)
    assert Article.objects.archived().count() == 0


def test_a_saved_form_never_writes_back_a_state_that_has_passed(article, writer, publisher):
    """The row was read for a form; before it was saved, the article was published."""
    stale = Article.objects.get()
    workflow.publish(article, origin=Origin(None, "tests"), override=True)
    workflow.save(stale, origin=writer)
    assert (Article.objects.get().status, Article.objects.get().live_id) == (Status.PUBLISHED, article.live_id)


@pytest.mark.parametrize("missing", ["zh_hans", "zh_hant", ""])
def test_what_readers_see_is_counted_by_script(missing):
    article = factories.draft_article()
    if missing:
        article.revisions.update(**{f"title_{missing}": ""})
    workflow.publish(article, origin=factories.ORIGIN, override=True)
    for code in ("zh-hans", "zh-hant"):
        expected = 0 if code.replace("-", "_") == missing else 1
        assert (
            Article.objects.filter(live_in__contains=code).count() == Article.objects.public(code).count() == expected
        )
    workflow.expire(article)
    assert Article.objects.get().live_in == ""
