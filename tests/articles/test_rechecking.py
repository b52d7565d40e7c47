"""Findings of all articles are made anew in steps; what is done stays done."""

from __future__ import annotations

import pytest

from articles import decisions, rechecking, workflow
from articles.models import CheckSetting, StoredCheck
from articles.watch import Todo
from articles.workflow import Origin
from tests import factories

pytestmark = pytest.mark.django_db


def run(**options):
    return list(rechecking.some(**options))


def test_every_article_is_checked_once_and_counted(monkeypatch):
    monkeypatch.setattr(rechecking, "STEP", 2)
    for number in range(3):
        factories.draft_article(f"甲{number}", body="<p>一针就能根治糖尿病。</p>")
    states = run()
    assert [(state.done, state.total) for state in states] == [(2, 3), (3, 3), (3, 3)]
    assert set(StoredCheck.objects.values_list("errors", flat=True)) == {1}
    assert [state.done for state in run()] == [3]


def test_an_interrupted_run_goes_on_where_it_stopped(monkeypatch):
    monkeypatch.setattr(rechecking, "STEP", 1)
    for number in range(3):
        factories.draft_article(f"甲{number}")
    assert [state.done for state in run(seconds=0)] == [1]
    assert [state.done for state in run(seconds=0)] == [2]
    assert run()[-1].is_complete


def test_a_changed_article_or_rule_is_checked_again():
    article = factories.draft_article(body="<p>一针就能根治糖尿病。</p>")
    run()
    article.body_zh_hans = "<p>骨髓里的细胞。</p>"
    workflow.save(article, origin=factories.ORIGIN)
    run()
    assert StoredCheck.objects.get().errors == 0
    article.body_zh_hans = "<p>一针就能根治糖尿病。</p>"
    workflow.save(article, origin=factories.ORIGIN)
    run()
    CheckSetting.objects.create(code="claims.cure", treatment="off", reason="试验")
    assert not rechecking.progress().is_complete
    run()
    assert StoredCheck.objects.get().errors == 0


def test_an_article_that_breaks_the_checks_does_not_keep_the_others_waiting(monkeypatch):
    first, _second = factories.draft_article("甲"), factories.draft_article("乙")
    check = rechecking.check_revision

    def breaks(article, *rest):
        if article == first:
            raise RuntimeError
        return check(article, *rest)

    monkeypatch.setattr(rechecking, "check_revision", breaks)
    assert run()[-1].is_complete


def test_what_was_forgotten_comes_first(monkeypatch):
    monkeypatch.setattr(rechecking, "STEP", 1)
    articles = [factories.draft_article(title) for title in "甲乙丙"]
    run()
    CheckSetting.objects.create(code="claims.cure", treatment="off", reason="试验")
    rechecking.forget([articles[2]])
    run(seconds=0)
    assert list(StoredCheck.objects.filter(rules=rechecking.stamp()).values_list("article", flat=True)) == [
        articles[2].pk
    ]


def test_a_decision_takes_its_warning_off_the_count(django_capture_on_commit_callbacks):
    article = factories.draft_article(body="<p>这种神奇的细胞来自骨髓。</p>")
    run()
    before = StoredCheck.objects.get().warnings
    found = next(each for each in decisions.of_revision(article, article.revisions.first()) if each.is_undecided)
    with django_capture_on_commit_callbacks(execute=True):
        decisions.decide(article, found.digest, "讲座的名称", actor=factories.publisher(), origin="admin")
    assert StoredCheck.objects.get().warnings == before - 1
    with django_capture_on_commit_callbacks(execute=True):
        decisions.withdraw(article, found.digest, actor=factories.publisher(), origin="admin")
    assert StoredCheck.objects.get().warnings == before


def test_what_is_to_do_follows_the_article(django_assert_num_queries):
    faulty, publisher = "<p>一针就能根治糖尿病。</p>", Origin(factories.publisher(), "tests")
    article = factories.draft_article("甲", body=faulty)
    factories.draft_article("好", body="<p>骨髓里的细胞。</p>", disclaimer_zh_hans="不能代替就医。")
    run()

    def todo() -> int | None:
        return StoredCheck.objects.get(article=article).todo

    assert todo() == Todo.DRAFT
    workflow.publish(article, origin=factories.ORIGIN, override=True)
    assert todo() == Todo.LIVE
    draft = factories.draft_article("乙", body=faulty)
    run()
    with django_assert_num_queries(1):
        assert [str(stored.article) for stored in rechecking.worst(2)] == ["甲", "乙"]  # what readers see comes first
    assert rechecking.to_do()["errors"] == 2
    workflow.unpublish(article, origin=publisher, reason="有错")
    assert todo() == Todo.DRAFT
    workflow.publish(article, origin=factories.ORIGIN, override=True)
    workflow.unpublish(article, origin=publisher, reason="过时", archive=True)
    assert todo() is None
    assert [stored.article for stored in rechecking.worst(1)] == [draft]
    assert rechecking.to_do()["errors"] == 1
    workflow.reopen(article, origin=publisher)
    assert todo() == Todo.DRAFT
    CheckSetting.objects.create(code="claims.cure", treatment="off", reason="试验")
    run()
    stored = StoredCheck.objects.get(article=article)
    assert (stored.errors, stored.todo) == (0, Todo.DRAFT if stored.warnings else None)
