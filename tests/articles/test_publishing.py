"""The clock: what is due goes live or comes down once, whoever runs it and whatever happened in between."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from articles import policy, publishing, workflow
from articles.models import Article, Status
from mscsite.core import audit
from mscsite.core.models import AuditEntry, SearchEntry
from tests import factories

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def scheduled(title: str = "题目", *, at: dt.timedelta = -HOUR, expires: dt.timedelta | None = None) -> Article:
    """An approved article whose time is `at` from now; it was set when that was still to come."""
    article = factories.approved_article(title)
    now = timezone.now()
    fields = {"scheduled_at": now + at, "expires_at": now + expires if expires else None}
    Article.objects.filter(pk=article.pk).update(status=Status.SCHEDULED, **fields)
    return article


def run() -> list[tuple[str, str]]:
    return [(done.slug, done.outcome) for done in publishing.publish_due()]


def actions() -> list[str]:
    return list(AuditEntry.objects.filter(origin="publish_due").order_by("id").values_list("action", flat=True))


def test_what_is_due_goes_live_once():
    article, later = scheduled(), scheduled("以后", at=HOUR)
    assert run() == [(article.slug, "published")]
    assert run() == []
    article.refresh_from_db()
    later.refresh_from_db()
    assert (article.status, article.live.number, article.scheduled_at) == (Status.PUBLISHED, 1, None)
    assert (later.status, later.live) == (Status.SCHEDULED, None)
    assert (actions(), SearchEntry.objects.filter(is_public=True).count()) == (["published"], 1)


def test_the_live_revision_stays_until_the_minute():
    article = factories.ready_article("旧题")
    workflow.publish(article, origin=factories.ORIGIN, override=True)
    article.title_zh_hans = "新题"
    workflow.save(article, origin=factories.ORIGIN)
    factories.approve(article)
    workflow.schedule(article, origin=workflow.Origin(factories.publisher(), "tests"), at=timezone.now() + HOUR)
    assert run() == []
    assert Article.objects.public("zh-hans").get().live.title_zh_hans == "旧题"
    Article.objects.update(scheduled_at=timezone.now())
    assert run() == [(article.slug, "published")]
    assert Article.objects.public("zh-hans").get().live.title_zh_hans == "新题"


def test_what_has_run_its_time_is_taken_down_and_says_so(client):
    article = factories.public_article(slug="campaign")
    Article.objects.update(expires_at=timezone.now() - HOUR)
    assert run() == [("campaign", "expired")]
    assert run() == []
    article.refresh_from_db()
    assert (article.status, article.live, article.expires_at) == (Status.ARCHIVED, None, None)
    assert client.get("/zh-hans/articles/campaign/").status_code == 410
    assert (actions(), SearchEntry.objects.filter(is_public=True).count()) == (["expired"], 0)


def test_a_next_revision_in_work_outlives_the_expiry():
    article = factories.public_article()
    article.title_zh_hans = "下一版"
    workflow.save(article, origin=factories.ORIGIN)
    Article.objects.update(expires_at=timezone.now())
    run()
    assert (Article.objects.get().status, Article.objects.get().live) == (Status.DRAFT, None)


def test_after_a_stop_all_is_caught_up_but_nothing_past_its_time_goes_live():
    first, second = scheduled("一", at=-3 * HOUR), scheduled("二", at=-2 * HOUR)
    over = scheduled("过期", at=-3 * HOUR, expires=-HOUR)
    assert set(run()) == {(first.slug, "published"), (second.slug, "published"), (over.slug, "failed")}
    over.refresh_from_db()
    assert (over.status, over.live, over.expires_at) == (Status.APPROVED, None, None)


def test_what_cannot_be_published_any_more_is_said_once_and_left(monkeypatch):
    article = scheduled()
    monkeypatch.setattr(policy, "_approvals_needed", lambda: 2)
    assert run() == [(article.slug, "failed")]
    assert run() == []
    entry = AuditEntry.objects.get(action="schedule_failed")
    assert entry.detail["reason"] == "还需要另外 1 位审核人核准。"
    assert Article.objects.get().status == Status.APPROVED


def test_a_kill_in_the_middle_leaves_the_article_due(monkeypatch):
    article, other = scheduled("一"), scheduled("二", at=-HOUR / 2)
    record = audit.record

    def killed(**entry):
        if entry["target"].pk == article.pk:
            raise RuntimeError("killed")
        return record(**entry)

    monkeypatch.setattr(audit, "record", killed)
    assert run() == [(article.slug, "failed"), (other.slug, "published")]
    article.refresh_from_db()
    assert (article.status, article.live, SearchEntry.objects.filter(is_public=True).count()) == (
        Status.SCHEDULED,
        None,
        1,
    )
    monkeypatch.undo()
    assert run() == [(article.slug, "published")]


def test_a_clock_that_jumps_back_undoes_nothing(monkeypatch):
    article = scheduled()
    run()
    past = timezone.now() - dt.timedelta(days=400)
    monkeypatch.setattr(timezone, "now", lambda: past)
    assert run() == []
    article.refresh_from_db()
    assert article.status == Status.PUBLISHED


def test_an_article_that_was_edited_after_it_was_found_due_is_left(monkeypatch):
    """Between the list of what is due and the lock, somebody saved an edit."""
    article = scheduled()
    locked = publishing._locked

    def edited_before(rows, key):
        article.refresh_from_db()
        article.title_zh_hans = "改了"
        workflow.save(article, origin=factories.ORIGIN)
        return locked(rows, key)

    monkeypatch.setattr(publishing, "_locked", edited_before)
    assert run() == []
    assert (Article.objects.get().status, Article.objects.get().live) == (Status.DRAFT, None)


def test_the_command_says_what_it_did_and_fails_when_something_failed(capsys, monkeypatch):
    scheduled("骨髓")
    call_command("publish_due")
    assert capsys.readouterr().out == "已发布：gu-sui\n"
    scheduled("脐带")
    monkeypatch.setattr(policy, "_approvals_needed", lambda: 2)
    with pytest.raises(CommandError, match="未能发布"):
        call_command("publish_due")
    with pytest.raises(CommandError, match="at least 1 second"):
        call_command("publish_due", every=0)


def test_queries_grow_by_article_alone(django_assert_max_num_queries):
    for number in range(3):
        scheduled(f"题{number}")
    with django_assert_max_num_queries(3 * 52):
        run()
