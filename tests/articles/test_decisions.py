"""Errors stop publishing; warnings wait for a decision that holds for one sentence."""

from __future__ import annotations

import pytest

from articles import decisions, workflow
from articles.checks.findings import Level
from articles.models import Status
from mscsite.core.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db


def complete(body: str, **fields):
    """An approved article of which only the body can be found wanting."""
    person = factories.person()
    return factories.approved_article(
        body=body,
        author=person,
        source_name="本站",
        audience="一般读者",
        summary="摘要。",
        disclaimer="本文是科普。",
        **fields,
    )


def publish(article):
    return workflow.publish(article, origin=workflow.Origin(factories.publisher(), "test"))


def waiting(article):
    return [each for each in decisions.of_revision(article, workflow.newest(article)) if each.is_undecided]


def test_nothing_wrong_nothing_stops():
    article = complete("<p>间充质细胞来自骨髓等组织。</p>")
    publish(article)
    assert article.status == Status.PUBLISHED


def test_an_error_stops_publishing_and_scheduling_and_is_named():
    article = complete("<p>一针就能根治糖尿病。</p>")
    for step in ("publish", "schedule"):
        why = workflow.why_not(article, step, factories.publisher())
        assert "错误" in why
        assert "根治" in why
    with pytest.raises(workflow.Refused, match="根治"):
        publish(article)
    assert article.live is None


def test_an_operator_may_pass_and_the_log_says_so():
    article = complete("<p>一针就能根治糖尿病。</p>")
    workflow.publish(article, origin=workflow.Origin(None, "import_articles"), override=True)
    assert article.live is not None


def test_a_warning_waits_for_a_decision_with_a_reason():
    article = complete("<p>多项研究证实，输注细胞可以减轻炎症。</p>")
    (warning,) = waiting(article)
    with pytest.raises(workflow.Refused, match="警告"):
        publish(article)
    with pytest.raises(decisions.NotPossible, match="为什么"):
        decisions.decide(article, warning.digest, " ", actor=factories.publisher(), origin="test")
    decisions.decide(article, warning.digest, "下一段列出这些研究。", actor=factories.publisher(), origin="test")
    assert waiting(article) == []
    assert AuditEntry.objects.filter(action="warning_kept").count() == 1
    publish(article)
    assert article.status == Status.PUBLISHED


def test_a_decision_holds_for_the_sentence_and_not_for_another():
    article = complete("<p>多项研究证实，输注细胞可以减轻炎症。别的句子。</p>")
    (warning,) = waiting(article)
    decisions.decide(article, warning.digest, "见下段。", actor=factories.publisher(), origin="test")
    article.body_zh_hans = article.body_zh_hans.replace("别的句子", "换了的句子")
    workflow.save(article, origin=factories.ORIGIN)
    assert waiting(article) == []
    article.body_zh_hans = article.body_zh_hans.replace("减轻炎症", "减轻疼痛")
    workflow.save(article, origin=factories.ORIGIN)
    assert len(waiting(article)) == 1


def test_an_error_cannot_be_let_stand_and_what_has_gone_cannot_be_decided():
    article = complete("<p>一针就能根治糖尿病。</p>")
    (error,) = [e for e in decisions.of_revision(article, workflow.newest(article)) if e.finding.level == Level.ERROR]
    for digest, words in ((error.digest, "错误"), ("0" * 64, "最新一版")):
        with pytest.raises(decisions.NotPossible, match=words):
            decisions.decide(article, digest, "理由", actor=factories.publisher(), origin="test")


def test_a_decision_can_be_taken_back():
    article = complete("<p>多项研究证实，输注细胞可以减轻炎症。</p>")
    (warning,) = waiting(article)
    actor = factories.publisher()
    decisions.decide(article, warning.digest, "见下段。", actor=actor, origin="test")
    decisions.withdraw(article, warning.digest, actor=actor, origin="test")
    assert len(waiting(article)) == 1
    with pytest.raises(decisions.NotPossible):
        decisions.withdraw(article, warning.digest, actor=actor, origin="test")
