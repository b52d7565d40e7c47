"""Findings of all articles are made anew in steps; what is done stays done."""

from __future__ import annotations

import pytest

from articles import rechecking, workflow
from articles.models import CheckSetting, StoredCheck
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
