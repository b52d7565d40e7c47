"""An earlier revision becomes a new draft, to the letter in both scripts."""

from __future__ import annotations

import pytest

from articles import restoring, workflow
from articles.models import Article
from articles.obstacles import Refused
from articles.revisions import content_of
from mscsite.core.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db


def saved(article: Article, **texts) -> Article:
    article = Article.objects.get(pk=article.pk)
    for name, text in texts.items():
        setattr(article, name, text)
    workflow.save(article, origin=factories.ORIGIN)
    return article


def test_what_was_written_then_stands_again_in_both_scripts_with_its_reading():
    one, two = factories.public_citation("one"), factories.public_citation("two")
    article = factories.public_article(
        "旧题", "<p>干细胞一</p><p>干细胞二</p>", further_reading=[one, two], author=factories.person()
    )
    saved(article, body_zh_hant="<p>幹細胞一，手工</p><p>幹細胞二</p>")
    article = saved(article, title_zh_hans="新题", body_zh_hans="<p>全部重写的一段文字</p>", author=None)
    article.furtherreading_set.all().delete()
    article = saved(article, summary_zh_hans="摘要")
    old = article.revisions.get(number=2)
    made, missing = restoring.restore(old, origin=factories.ORIGIN)
    assert (content_of(made), made.further_reading, missing) == (content_of(old), ["one", "two"], [])
    assert made.body_zh_hant == "<p>幹細胞一，手工</p><p>幹細胞二</p>"
    article.refresh_from_db()
    assert (article.status, article.live.number, article.revisions.count()) == ("draft", 1, made.number)
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.detail) == ("restored", {"revision": made.number, "from_revision": 2})


def test_the_restored_text_does_not_drift_at_the_next_save_and_follows_its_source_again():
    article = factories.draft_article(body="<p>干细胞一</p><p>干细胞二</p>")
    article = saved(article, body_zh_hans="<p>别的</p>")
    made, _missing = restoring.restore(article.revisions.get(number=1), origin=factories.ORIGIN)
    article = saved(article)
    assert article.revisions.first() == made
    article = saved(article, body_zh_hans="<p>干细胞一</p><p>干细胞三</p>")
    assert article.body_zh_hant == "<p>幹細胞一</p><p>幹細胞三</p>"


def test_the_source_script_of_then_comes_back():
    article = factories.draft_article("甲", "<p>正體</p>", source_script="zh-hant")
    Article.objects.filter(pk=article.pk).update(source_script="zh-hans")
    article = saved(article, body_zh_hans="<p>改了</p>")
    made, _missing = restoring.restore(article.revisions.get(number=1), origin=factories.ORIGIN)
    assert (made.source_script, made.body_zh_hant, made.body_zh_hans) == ("zh-hant", "<p>正體</p>", "<p>正体</p>")


def test_what_is_the_same_already_is_not_restored_and_what_is_gone_is_said():
    citation = factories.public_citation("gone")
    article = factories.draft_article(further_reading=[citation])
    first = article.revisions.get()
    with pytest.raises(Refused, match="第 1 版一样"):
        restoring.restore(first, origin=factories.ORIGIN)
    article.furtherreading_set.all().delete()
    saved(article, summary_zh_hans="改")
    article.revisions.first().citations.clear()
    first.citations.clear()
    citation.delete()
    assert restoring.restore(first, origin=factories.ORIGIN)[1] == ["gone"]
