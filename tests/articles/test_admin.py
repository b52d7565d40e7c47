"""The admin of articles: writing through the workflow, its steps as buttons, nothing lost, nothing leaked."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.utils import timezone

from articles import workflow
from articles.models import Article, Review, Revision, Status
from mscsite.core.models import AuditEntry
from mscsite.core.roles import EDITOR, MARKETING, PUBLISHER, REVIEWER
from tests import factories, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return staff.client_of(staff.account(EDITOR))


@pytest.fixture
def reviewer():
    return staff.client_of(staff.account(REVIEWER))


@pytest.fixture
def publisher():
    return staff.client_of(staff.account(PUBLISHER))


def messages_of(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def step(client, article: Article, name: str, **values):
    values = {"revision": article.revisions.first().number} | values
    return client.post(f"/admin/articles/article/{article.pk}/step/{name}/", values)


def edit(client, article: Article, **values):
    page = client.get(staff.address(article, "change"))
    return client.post(staff.address(article, "change"), staff.form_data(page) | values)


def write(client, **values):
    page = client.get(staff.address(Article, "add"))
    return client.post(staff.address(Article, "add"), staff.form_data(page) | values)


def test_a_new_article_is_saved_through_the_workflow(editor):
    citation = factories.public_citation()
    body = f'<p>干细胞<cite data-citation="{citation.key}"></cite></p><script>x</script>'
    further = {"furtherreading_set-TOTAL_FORMS": 1, "furtherreading_set-0-citation": citation.pk,
               "furtherreading_set-0-position": 0}  # fmt: skip
    assert write(editor, title_zh_hans="干细胞", body_zh_hans=body, **further).status_code == 302
    article = Article.objects.get()
    assert (article.slug, article.title_zh_hant, article.status) == ("gan-xi-bao", "幹細胞", Status.DRAFT)
    assert article.body_zh_hant == f'<p>幹細胞<cite data-citation="{citation.key}"></cite></p>'
    revision = Revision.objects.get()
    assert (revision.number, revision.created_by.username) == (1, "user-of-编辑")
    assert revision.further_reading == [citation.key]
    assert AuditEntry.objects.get().action == "saved"


def test_saving_untouched_makes_no_revision_and_keeps_the_approval(editor):
    article = factories.draft_article(
        body="<p>一</p><table><tbody><tr><td>x</td></tr></tbody></table>", summary="甲\n乙"
    )
    Article.objects.update(status=Status.APPROVED)
    assert edit(editor, article).status_code == 302
    article.refresh_from_db()
    assert (article.status, article.revisions.count()) == (Status.APPROVED, 1)


def test_an_edit_makes_a_revision_and_a_draft(editor):
    article = factories.public_article()
    assert edit(editor, article, body_zh_hans="<p>新</p>").status_code == 302
    article.refresh_from_db()
    assert (article.status, article.revisions.count(), article.live.number) == (Status.DRAFT, 2, 1)


def test_the_whole_way_from_draft_to_archive(editor, reviewer, publisher):
    article = factories.ready_article()
    workflow.save(article, origin=factories.ORIGIN)
    assert messages_of(step(editor, article, "submit")) == ["已送审。"]
    assert messages_of(step(reviewer, article, "send-back", reason=" ")) == ["未能退回：退回时请写明理由。"]
    assert messages_of(step(reviewer, article, "send-back", reason="缺出处"))[-1] == "已退回。"
    assert messages_of(step(editor, article, "submit"))[-1] == "已送审。"
    assert messages_of(step(reviewer, article, "approve", reason="可以"))[-1] == "已核准。"
    assert messages_of(step(publisher, article, "publish")) == ["已发布。"]
    assert messages_of(step(publisher, article, "archive", reason="过时"))[-1] == "已下架。"
    article.refresh_from_db()
    assert (article.status, article.live) == (Status.ARCHIVED, None)
    assert list(Review.objects.values_list("verdict", "reason").order_by("pk")) == [
        ("returned", "缺出处"),
        ("approved", "可以"),
    ]
    history = AuditEntry.objects.exclude(action="saved").values_list("action", flat=True).order_by("pk")
    assert list(history) == ["submitted", "returned", "submitted", "approved", "published", "archived"]


def test_steps_out_of_order_become_messages(publisher):
    article = factories.draft_article()
    assert messages_of(step(publisher, article, "publish")) == ["未能发布：这一版还没有通过医学审核。"]
    assert messages_of(step(publisher, article, "unpublish", reason="x"))[-1] == "未能下线：这篇文章没有公开版本。"


def test_a_step_needs_post_permission_and_the_revision_that_was_seen(editor, reviewer):
    article = factories.draft_article()
    assert editor.get(f"/admin/articles/article/{article.pk}/step/submit/").status_code == 405
    assert step(reviewer, article, "submit").status_code == 403
    assert step(editor, article, "approve").status_code == 403
    assert step(staff.client_of(staff.account(MARKETING)), article, "submit").status_code == 403
    assert step(editor, article, "no-such-step").status_code == 404
    assert messages_of(step(editor, article, "submit", revision=0)) == [
        "未能送审：这篇文章在您打开之后有了新的版本，请先看过。"
    ]


def test_nobody_approves_their_own_text():
    root = staff.client_of(staff.account(None))
    write(root, title_zh_hans="自己写的")
    article = Article.objects.get()
    step(root, article, "submit")
    assert messages_of(step(root, article, "approve"))[-1] == "未能核准：这一版是您自己写的，请由另一位审核。"


def test_the_page_says_why_a_step_is_not_possible(editor):
    article = factories.draft_article()
    steps = {item["name"]: item["why_not"] for item in page_of(editor, article)["steps"]}
    assert steps == dict.fromkeys(steps, "您的账号没有这项权限。") | {
        "submit": "",
        "recall": "这一版还没有送审。",
        "reopen": "这篇文章没有下架。",
    }


def page_of(client, article: Article) -> dict:
    return client.get(staff.address(article, "change")).context["panel"]


def test_the_panel_links_both_public_pages_and_the_history(editor):
    article = factories.public_article()
    panel = page_of(editor, article)
    assert panel["pages"] == [
        ("简体", f"/zh-hans/articles/{article.slug}/"),
        ("繁體", f"/zh-hant/articles/{article.slug}/"),
    ]
    assert [item["revision"].number for item in panel["revisions"]] == [1]
    assert [item["words"] for item in panel["audit"]] == ["发布", "保存"]


def test_the_panel_tells_what_the_checks_find(editor):
    article = factories.draft_article(title="题目", body="<p>治愈率高达95%，保证有效。</p>")
    groups = page_of(editor, article)["findings"]
    assert groups[0].level == "error"
    assert "claims" in {each.finding.code.partition(".")[0] for each in groups[0].findings}
    assert "治愈率高达95%" in editor.get(f"/admin/articles/article/{article.pk}/change/").text


def test_the_panel_tells_what_an_import_left_out(editor):
    article = factories.draft_article()
    report = {"dropped": ["扫码添加微信"], "warnings": ["样品：年份不同"], "repairs": [], "metadata": {}}
    Article.objects.filter(pk=article.pk).update(import_name="sample.txt", import_report=report)
    html = editor.get(f"/admin/articles/article/{article.pk}/change/").text
    for text in ("从“sample.txt”导入", "扫码添加微信", "样品：年份不同"):
        assert text in html


def test_a_reviewer_reads_the_text_and_no_script_of_it(reviewer):
    article = factories.draft_article(body="<p>正文<strong>重点</strong></p>")
    Article.objects.update(body_zh_hans="<p>正文<strong>重点</strong></p><script>alert(1)</script>")
    text = reviewer.get(staff.address(article, "change")).text
    assert '<div class="body-text"><p>正文<strong>重点</strong></p></div>' in text
    assert "alert(1)" not in text


def test_a_later_save_is_refused_and_keeps_what_was_typed(editor):
    article = factories.draft_article()
    page = editor.get(staff.address(article, "change"))
    Article.objects.update(updated_at=timezone.now())
    response = editor.post(staff.address(article, "change"), staff.form_data(page) | {"body_zh_hans": "<p>我的</p>"})
    assert "因此没有保存" in response.text
    assert "&lt;p&gt;我的&lt;/p&gt;" in response.text
    assert article.revisions.count() == 1


def test_only_what_was_never_public_can_be_deleted(editor):
    public, draft = factories.public_article(), factories.draft_article("草稿")
    for answer in (editor.get(staff.address(public, "delete")), editor.post(staff.address(public, "delete"))):
        assert answer.headers["Location"] == staff.address(public, "change")
    assert "发布过的文章不能删除，只能下架" in editor.get(staff.address(public, "change")).text
    assert editor.post(staff.address(draft, "delete"), {"post": "yes"}).status_code == 302
    data = {"action": "delete_selected", "_selected_action": [public.pk], "post": "yes"}
    editor.post(staff.address(Article, "changelist"), data)
    assert list(Article.objects.all()) == [public]


@pytest.mark.parametrize("query", ["骨髓", "来源", "來源", "gu-sui"])
def test_articles_are_found_in_either_script(editor, query):
    article = factories.draft_article("骨髓来源")
    factories.draft_article("别的")
    found = editor.get(staff.address(Article, "changelist"), {"q": query}).context["cl"].result_list
    assert list(found) == [article]


def test_the_list_of_mine_is_mine(editor):
    write(editor, title_zh_hans="我的")
    factories.draft_article("别人的")
    found = editor.get(staff.address(Article, "changelist"), {"mine": "yes"}).context["cl"].result_list
    assert [article.title for article in found] == ["我的"]


def test_the_pickers_find_in_either_script_and_say_what_is_a_proposal(editor):
    citation = factories.proposed_citation(title="间充质干细胞", authors=[{"family": "Wang", "given": "M."}])
    factories.public_product("Ryoncil", name="瑞昂西尔")
    answer = editor.get("/admin/articles/article/pick/citations/", {"q": "間充質"}).json()
    assert answer == {
        "results": [
            {
                "key": citation.key,
                "name": "间充质干细胞",
                "note": f"{citation.key} · Wang M. · 2001",
                "proposal": True,
                "retracted": False,
            }
        ]
    }
    answer = editor.get("/admin/articles/article/pick/records/", {"q": "瑞昂西爾"}).json()
    assert [item["key"] for item in answer["results"]] == ["product:ryoncil"]
    factories.proposed_trial("NCT00000007", title="瑞昂西尔的试验")
    factories.proposed_term("瑞昂", aliases=["瑞昂西尔"])
    answer = editor.get("/admin/articles/article/pick/records/", {"q": "瑞昂"}).json()
    assert [item["key"] for item in answer["results"]] == ["product:ryoncil", "term:rui-ang", "trial:NCT00000007"]


@pytest.mark.parametrize("name", ["citations", "records", "images"])
def test_the_pickers_are_for_those_who_may_see_articles(name, client):
    address = f"/admin/articles/article/pick/{name}/"
    assert client.get(address).status_code == 302
    assert staff.client_of(staff.account(MARKETING)).get(address).status_code == 403


def test_the_policy_lets_one_nonce_in_and_nothing_inline(editor):
    response = editor.get(staff.address(Article, "add"))
    policy = response["Content-Security-Policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert f'<script type="importmap" nonce="{nonce}">' in response.text
    assert "unsafe" not in policy
    assert "<style" not in response.text
    assert " style=" not in response.text


def test_pictures_are_found_looked_up_and_uploaded_in_place(editor, reviewer):
    image = factories.image("膝关节", name="knee.png")
    factories.image("肝", name="liver.png")
    address = "/admin/articles/article/pick/images/"
    (found,) = editor.get(address, {"q": "膝關節"}).json()["results"]
    assert (found["key"], found["name"], found["missing"]) == (image.key, "knee.png", [])
    assert found["address"] == staff.address(image, "change")
    assert [i["key"] for i in editor.get(address, {"keys": f"{image.key},gone"}).json()["results"]] == [image.key]
    with Path(image.src.replace("/media", str(settings.MEDIA_ROOT))).open("rb") as file:
        answer = editor.post(f"{address}upload/", {"files": file, "alt": "同一张", "source_script": "zh-hans"}).json()
    assert answer["image"]["missing"] == []
    assert reviewer.post(f"{address}upload/", {}).status_code == 403
    assert editor.get(f"{address}upload/").status_code == 405
    assert editor.post(f"{address}upload/", {"alt": "无文件"}).json()["errors"]


def test_pictures_are_shown_to_those_who_only_read(reviewer):
    image = factories.image("膝关节")
    article = factories.draft_article(body=f'<figure data-image="{image.key}"></figure>')
    assert f'src="{image.src}"' in reviewer.get(staff.address(article, "change")).text
