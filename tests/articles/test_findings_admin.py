"""The change page: findings with their decisions, taken by buttons."""

from __future__ import annotations

import pytest

from articles import decisions, workflow
from articles.models import Decision, Overtaken
from mscsite.core.roles import EDITOR, MARKETING
from tests import factories, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return staff.client_of(staff.account(EDITOR))


def test_a_warning_is_kept_with_a_reason_shown_to_all_and_taken_back(editor):
    article = factories.draft_article(body="<p>多项研究证实，输注细胞可以减轻炎症。</p>")
    found = [each for each in decisions.of_revision(article, workflow.newest(article)) if each.is_undecided]
    digest = next(each.digest for each in found if each.finding.code == "evidence.unnamed-study")
    address = f"/admin/articles/article/{article.pk}/decide/"
    refused = editor.post(address, {"digest": digest, "reason": ""}, follow=True).content.decode()
    assert "请写明为什么可以保留" in refused
    shown = editor.post(address, {"digest": digest, "reason": "下段列出。"}, follow=True).content.decode()
    assert "下段列出。" in shown
    assert Decision.objects.get().code == "evidence.unnamed-study"
    editor.post(address, {"digest": digest, "withdraw": "1"})
    assert not Decision.objects.exists()


def test_what_a_record_has_overtaken_is_settled_with_a_reason(editor):
    article = factories.public_article()
    row = Overtaken.objects.create(
        article=article, record_type="product", record_id=1, record_name="Alofisel", aspect="EU", before="approved",
        after="withdrawn", happened_on="2024-12-13", sentences=[{"field": "body", "where": "p 1", "text": "获批。"}],
    )  # fmt: skip
    assert "Alofisel" in editor.get(staff.address(article, "change")).content.decode()
    address = f"/admin/articles/article/{article.pk}/overtaken/{row.pk}/"
    assert "请写明怎样处理的" in editor.post(address, {"reason": ""}, follow=True).content.decode()
    editor.post(address, {"reason": "已改写。"})
    row.refresh_from_db()
    assert row.reason == "已改写。"
    assert "这一项已经处理过了" in editor.post(address, {"reason": "再一次"}, follow=True).content.decode()


def test_marketing_decides_nothing():
    article = factories.draft_article()
    marketing = staff.client_of(staff.account(MARKETING))
    address = f"/admin/articles/article/{article.pk}/decide/"
    assert marketing.post(address, {"digest": "0", "reason": "x"}).status_code == 403
