"""Own rules and levels in the admin: tried on all articles before they count; what records overtook, as a list."""

from __future__ import annotations

import pytest

from articles.models import CheckSetting, Overtaken, PhraseRule
from mscsite.core.models import AuditEntry
from mscsite.core.roles import EDITOR, REVIEWER
from tests import factories, staff

pytestmark = pytest.mark.django_db
WORDS = {"name": "guanjia", "pattern": "细胞管家", "unless": "", "level": "error", "message": "请删去。", "rule": ""}


@pytest.fixture
def editor():
    return staff.client_of(staff.account(EDITOR))


def add(client, **fields):
    return client.post("/admin/articles/phraserule/add/", WORDS | {"spares_negated": "on"} | fields, follow=True)


def test_a_rule_is_written_tried_put_in_force_and_retired(editor):
    factories.draft_article(body="<p>我的细胞管家。</p>")
    add(editor)
    rule = PhraseRule.objects.get()
    address = f"/admin/articles/phraserule/{rule.pk}/try/"
    assert "还没有在全部文章上试运行" in editor.post(address, follow=True).text
    assert "我的细胞管家" in editor.get(address).text
    editor.post(address)
    rule.refresh_from_db()
    assert (rule.in_force, rule.hits) == (True, 2)
    editor.post(address, {"retire": "1"})
    rule.refresh_from_db()
    assert not rule.in_force
    assert AuditEntry.objects.filter(action="phrase_rule_saved").count() == 3


def test_a_changed_rule_counts_no_longer(editor):
    add(editor)
    rule = PhraseRule.objects.get()
    address = f"/admin/articles/phraserule/{rule.pk}/"
    editor.get(f"{address}try/")
    editor.post(f"{address}try/")
    shown = editor.post(f"{address}change/", WORDS | {"pattern": "别的词语"}, follow=True).text
    assert "已停用" in shown
    rule.refresh_from_db()
    assert not rule.in_force


def test_a_rule_that_would_match_everything_is_refused_with_the_line(editor):
    assert "第 2 行" in add(editor, pattern="细胞管家\n一").text
    assert not PhraseRule.objects.exists()


def test_reviewers_read_rules_and_change_none():
    reviewer = staff.client_of(staff.account(REVIEWER))
    rule = PhraseRule.objects.create(name="a", pattern="词语", message="改。")
    assert reviewer.get(staff.address(rule, "change")).status_code == 200
    assert reviewer.get(f"/admin/articles/phraserule/{rule.pk}/try/").status_code == 403


def test_a_level_is_set_for_a_check_that_there_is(editor):
    sent = {"code": "claims.cure", "treatment": "warning", "reason": "试行一月。"}
    editor.post("/admin/articles/checksetting/add/", sent)
    assert CheckSetting.objects.get().treatment == "warning"
    refused = editor.post("/admin/articles/checksetting/add/", sent | {"code": "claims.nothing"})
    assert "没有这个检查项" in refused.text


def test_what_records_overtook_is_listed_with_a_link_to_the_article(editor):
    article = factories.public_article()
    Overtaken.objects.create(
        article=article, record_type="product", record_id=1, record_name="Alofisel", aspect="EU", before="approved",
        after="withdrawn", happened_on="2024-12-13",
    )  # fmt: skip
    shown = editor.get("/admin/articles/overtaken/?open=yes").text
    assert "2024-12-13" in shown
    assert f"/admin/articles/article/{article.pk}/change/#findings" in shown
