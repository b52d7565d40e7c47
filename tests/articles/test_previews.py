"""Links to a draft: one revision, for a time, taken back at once, and no trace of them in the database or elsewhere."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from articles import previews, workflow
from articles.editing import sessions
from articles.models import Article, PreviewLink, Revision
from articles.workflow import Origin, Refused
from mscsite.core.models import AuditEntry
from mscsite.core.roles import EDITOR, MARKETING, REVIEWER
from tests import factories, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return staff.account(EDITOR)


def linked(article, editor, **fields) -> tuple[PreviewLink, str]:
    return previews.make(workflow.newest(article), origin=Origin(editor, "tests"), **fields)


def test_it_shows_the_revision_that_was_sent_out_in_both_scripts(client, editor):
    article = factories.draft_article("干细胞", body="<p>旧的正文</p>")
    link, token = linked(article, editor, recipient="王医生")
    article.body_zh_hans = "<p>新的正文</p>"
    workflow.save(article, origin=factories.ORIGIN)
    response = client.get(f"/zh-hans/drafts/{token}/")
    assert response.status_code == 200
    for text in ("旧的正文", "草稿预览，第 1 版", "王医生", "这一版之后文章又有改动", "noindex"):
        assert text in response.text
    assert "新的正文" not in response.text
    assert "application/ld+json" not in response.text or "MedicalWebPage" not in response.text
    assert "幹細胞" in client.get(f"/zh-hant/drafts/{token}/").text
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex", "no-referrer")
    assert "no-store" in response["Cache-Control"]
    assert response.cookies == {}
    link.refresh_from_db()
    assert link.last_seen_at is not None


def test_the_token_itself_is_kept_nowhere(editor):
    link, token = linked(factories.draft_article(), editor)
    assert token not in str(PreviewLink.objects.values().get())
    assert token not in str(list(AuditEntry.objects.values()))
    assert link.digest != token


def test_it_expires_and_says_so(client, editor):
    link, token = linked(factories.draft_article("秘密"), editor)
    PreviewLink.objects.update(expires_at=timezone.now())
    for address in (f"/zh-hans/drafts/{token}/", f"/zh-hans/drafts/{token}/pdf/"):
        response = client.get(address)
        assert response.status_code == 410
        assert "预览链接已经失效" in response.text
        assert "秘密" not in response.text
    assert not previews.holds(PreviewLink.objects.get(pk=link.pk))


def test_it_is_taken_back_once(client, editor):
    link, token = linked(factories.draft_article(), editor)
    previews.revoke(link, origin=Origin(editor, "tests"))
    previews.revoke(link, origin=Origin(editor, "tests"))
    assert client.get(f"/zh-hans/drafts/{token}/").status_code == 410
    assert AuditEntry.objects.filter(action="link_revoked").count() == 1


def test_a_token_that_was_never_given_out_is_nothing(client):
    assert client.get("/zh-hans/drafts/abc/").status_code == 404
    assert client.get("/zh-hans/drafts/abc/pdf/").status_code == 404


@pytest.mark.parametrize("days", [0, -1, 61])
def test_no_link_for_ever(editor, days):
    with pytest.raises(Refused, match="1 到 60 天"):
        linked(factories.draft_article(), editor, days=days)
    assert PreviewLink.objects.count() == 0


def test_the_page_of_a_draft_of_a_live_article_does_not_call_itself_live(client, editor):
    article = factories.public_article()
    article.title_zh_hans = "下一版"
    workflow.save(article, origin=factories.ORIGIN)
    _link, token = linked(article, editor)
    html = client.get(f"/zh-hans/drafts/{token}/").text
    assert "现行" not in html


def test_in_the_admin(editor, client):
    article = factories.draft_article("骨髓")
    address = f"/admin/articles/article/{article.pk}/links/"
    response = staff.client_of(editor).post(address, {"recipient": "王医生", "days": "3"}, follow=True)
    url = re.search(r"http://testserver(/zh-hans/drafts/[^/]+/)", response.text)[1]
    assert client.get(url).status_code == 200
    link = PreviewLink.objects.get()
    assert dt.timedelta(days=2) < link.expires_at - timezone.now() < dt.timedelta(days=4)
    refused = staff.client_of(editor).post(address, {"days": "x"}, follow=True)
    assert "1 到 60 天" in refused.text
    staff.client_of(editor).post(f"{address}{link.pk}/revoke/")
    assert client.get(url).status_code == 410
    assert staff.client_of(staff.account(MARKETING)).post(address, {"days": "3"}).status_code == 403


def test_a_double_click_makes_one_link_and_another_wish_another(editor):
    client = staff.client_of(editor)
    article = factories.draft_article("骨髓")
    page = client.get(staff.address(article, "change"))
    form = re.search(r'/links/" class="comment-form">.*?name="form" value="([^"]+)"', page.text, re.DOTALL)[1]
    told = []
    for recipient in ("王医生", "王医生 ", "李医生"):
        data = {"form": form, "recipient": recipient, "days": "3"}
        answer = client.post(f"/admin/articles/article/{article.pk}/links/", data, follow=True)
        told.append(re.search(r"http://testserver(/zh-hans/drafts/[^/]+/)", answer.text)[1])
    assert (told[0] == told[1], told[1] == told[2]) == (True, False)
    assert list(PreviewLink.objects.order_by("pk").values_list("recipient", flat=True)) == ["王医生", "李医生"]
    assert AuditEntry.objects.filter(action="link_made").count() == 2
    previews.revoke(PreviewLink.objects.get(recipient="王医生"), origin=Origin(editor, "tests"))
    again = client.post(f"/admin/articles/article/{article.pk}/links/", {**data, "recipient": "王医生"}, follow=True)
    assert "已经收回或过期" in again.text
    assert client.get(told[0]).status_code == 410


def test_a_reviewer_takes_the_draft_along(client, editor):
    _link, token = linked(factories.draft_article(), editor)
    response = client.get(f"/zh-hans/drafts/{token}/docx/")
    assert (response.status_code, response.content[:2]) == (200, b"PK")
    assert client.get(f"/zh-hans/drafts/{token}/exe/").status_code == 404


def test_queries_are_few(client, editor, django_assert_max_num_queries):
    _link, token = linked(factories.draft_article(), editor)
    with django_assert_max_num_queries(14):
        client.get(f"/zh-hans/drafts/{token}/")


def test_a_new_article_is_previewed_before_it_is_saved():
    editor = staff.account(EDITOR)
    client = staff.client_of(editor)
    typed = {
        "title_zh_hans": "骨髓" * 200,
        "body_zh_hans": "<p>干细胞<script>x</script></p>",
        "source_script": "zh-hans",
    }
    sessions.touch(editor, None, data=typed)
    page = client.get("/admin/articles/article/new/previews/").text
    assert 'src="/zh-hans/previews/new/?typed=1"' in page
    text = client.get("/zh-hant/previews/new/?typed=1").text
    assert "<p>幹細胞</p>" in text
    assert (Article.objects.count(), Revision.objects.count()) == (0, 0)
    assert sessions.of(editor, None).data == typed


def test_a_preview_of_nothing_typed_is_an_empty_page_and_only_for_writers():
    assert staff.client_of(staff.account(EDITOR)).get("/zh-hans/previews/new/").status_code == 200
    reviewer = staff.client_of(staff.account(REVIEWER))
    assert reviewer.get("/zh-hans/previews/new/").status_code == 403
    assert reviewer.get("/admin/articles/article/new/previews/").status_code == 403


def test_what_an_embed_shows_is_previewed_alone():
    factories.public_event(factories.public_product("Temcell", tissue="bone_marrow"), jurisdiction="JP")
    factories.proposed_event(factories.public_product("Halfway"), jurisdiction="US")
    client = staff.client_of(staff.account(REVIEWER))
    response = client.get("/zh-hant/previews/embed/?embed=places")
    assert "日本" in response.text
    assert "美國" not in response.text
    assert (response["X-Frame-Options"], response["X-Robots-Tag"]) == ("SAMEORIGIN", "noindex")
    assert "讀者看不到這一塊" in client.get("/zh-hant/previews/embed/?embed=timeline&product=x%22%3E%00").text
    assert staff.client_of(staff.account(MARKETING)).get("/zh-hans/previews/embed/?embed=places").status_code == 403
