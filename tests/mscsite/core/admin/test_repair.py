"""Mending badly converted Traditional in the admin: the hint, the page, what is taken and what is left."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from articles.models import Article
from mscsite.core.admin import repair
from mscsite.core.models import AuditEntry
from mscsite.core.roles import EDITOR, REVIEWER
from references.models import Term
from tests import factories, staff

pytestmark = pytest.mark.django_db

BAD = (
    "<p>間充質<strong>干</strong>細胞源于骨髓，已獲批準。</p>"
    '<p>標準與<a href="/于/" rel="noopener">里程碑</a>，于是恢復。</p>'
)


@pytest.fixture
def editor():
    return staff.client_of(staff.account(EDITOR))


@pytest.fixture
def article():
    return factories.draft_article("適應癥", source_script="zh-hant", body=BAD)


def told(article: Article) -> list[tuple[str, str, str, str]]:
    return [
        (place.left[-3:], place.change.before, place.change.after, place.right[:3]) for place in repair.places(article)
    ]


def test_places_are_shown_in_their_sentence(article):
    assert told(article) == [
        ("適應", "癥", "症", ""),
        ("間充質", "干", "幹", "細胞源"),
        ("細胞源", "于", "於", "骨髓，"),
        ("已獲批", "準", "准", "。 標"),
        ("程碑，", "于", "於", "是恢復"),
    ]


def test_the_form_says_how_many_and_leads_to_the_page(editor, article):
    page = editor.get(staff.address(article, "change")).text
    assert "繁体里有 5 个字像是转换错了" in page
    assert "于→於 ×2" in page
    assert "建议整体修复" in page
    assert staff.address(article, "repair") in page
    good = factories.draft_article("標準", source_script="zh-hant", body="<p>里程碑。</p>")
    assert "像是转换错了" not in editor.get(staff.address(good, "change")).text


def send(client, article, places: list[str], lock: str | None = None):
    address = staff.address(article, "repair")
    now = client.get(address).context["form"].initial["lock"] if lock is None else lock
    return client.post(address, {"lock": now, "place": places}, follow=True)


def test_chosen_places_are_mended_through_the_workflow_and_the_rest_stays(editor, article):
    names = [place.name for place in repair.places(article)]
    response = send(editor, article, names[:3])
    assert "已修复 3 处并保存。" in response.text
    mended = Article.objects.get()
    assert (mended.title_zh_hant, mended.title_zh_hans) == ("適應症", "适应症")
    assert mended.body_zh_hant == BAD.replace("干", "幹").replace("源于", "源於")
    assert mended.revisions.count() == 2
    entry = AuditEntry.objects.filter(action="repaired").get()
    assert (entry.record_key, entry.detail["places"]) == (article.slug, 3)


def test_a_stale_page_and_an_empty_choice_change_nothing(editor, article):
    page = editor.get(staff.address(article, "repair"))
    lock = page.context["form"].initial["lock"]
    names = [place.name for place in repair.places(article)]
    assert "没有选中任何一处" in send(editor, article, []).text
    assert "没有选中任何一处" in send(editor, article, ["body_zh_hant:0:x:y"]).text
    Article.objects.update(updated_at=timezone.now())
    assert "因此没有修复" in send(editor, article, names, lock).text
    assert Article.objects.get().body_zh_hant == article.body_zh_hant


def test_other_records_are_mended_too(editor):
    term = factories.public_term("免疫调节", definition="干細胞的作用。", source_script="zh-hant")
    (place,) = repair.places(term)
    send(editor, term, [place.name])
    term = Term.objects.get(pk=term.pk)
    assert (term.definition_zh_hant, term.definition_zh_hans) == ("幹細胞的作用。", "干细胞的作用。")


def test_who_may_not_change_the_record_may_not_mend_it(article):
    reviewer = staff.client_of(staff.account(REVIEWER))
    assert reviewer.get(staff.address(article, "repair")).status_code == 403
    assert reviewer.post(staff.address(article, "repair")).status_code == 403


def test_a_clean_record_says_so(editor):
    article = factories.draft_article()
    page = editor.get(staff.address(article, "repair")).text
    assert "没有发现像是转换错了的繁体字。" in page
    assert re.search(r"<input[^>]*type=.checkbox", page) is None
