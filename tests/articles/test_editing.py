"""Autosave and presence: kept to oneself, never a revision, gone with a save; and the later of two saves."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from articles import workflow
from articles.editing import conflicts, sessions, unsaved
from articles.editing.models import EditingSession
from articles.models import Article
from mscsite.core.models import AuditEntry
from mscsite.core.roles import EDITOR, MARKETING, REVIEWER
from tests import factories, staff

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def ann():
    return staff.account(EDITOR, "ann")


@pytest.fixture
def bo():
    return staff.account(EDITOR, "bo")


@pytest.fixture
def article():
    return factories.draft_article("题目", "<p>干细胞</p><p>第二段原来的话</p>")


def address(article: Article | None) -> str:
    return f"/admin/articles/article/{article.pk if article else 'new'}/editing/"


def say(user, article: Article | None, **said):
    return staff.client_of(user).post(address(article), said, content_type=JSON)


def ask(user, article: Article | None) -> dict:
    return staff.client_of(user).get(address(article)).json()


def test_what_was_typed_comes_back_to_who_typed_it_and_to_nobody_else(ann, bo, article):
    before = AuditEntry.objects.count()
    assert say(ann, article, data={"title_zh_hans": "新题"}, lock="x").status_code == 200
    typed = ask(ann, article)["typed"]
    assert (typed["data"], typed["lock"]) == ({"title_zh_hans": "新题"}, "x")
    assert ask(bo, article) == {"typed": None, "saved_token": ""}
    article.refresh_from_db()
    assert (article.title_zh_hans, article.revisions.count(), AuditEntry.objects.count()) == ("题目", 1, before)
    say(ann, article, data={"title_zh_hans": "更新的题"})
    assert EditingSession.objects.count() == 1
    say(ann, article, discard=True)
    assert ask(ann, article)["typed"] is None


def test_a_new_article_is_kept_until_it_is_saved(ann):
    say(ann, None, data={"title_zh_hans": "还没有保存"})
    assert ask(ann, None)["typed"]["data"] == {"title_zh_hans": "还没有保存"}
    client = staff.client_of(ann)
    page = client.get(staff.address(Article, "add"))
    data = staff.form_data(page) | {"title_zh_hans": "还没有保存", "draft_token": "t1"}
    assert client.post(staff.address(Article, "add"), data).status_code == 302
    assert ask(ann, None) == {"typed": None, "saved_token": "t1"}


def test_a_save_takes_what_was_typed_with_it_and_one_that_is_refused_does_not(ann, article):
    client = staff.client_of(ann)
    page = client.get(staff.address(article, "change"))
    say(ann, article, data={"title_zh_hans": "新题"})
    client.post(staff.address(article, "change"), staff.form_data(page) | {"title_zh_hans": "", "draft_token": "t"})
    assert ask(ann, article)["typed"] is not None
    client.post(staff.address(article, "change"), staff.form_data(page) | {"title_zh_hans": "新题", "draft_token": "t"})
    assert ask(ann, article) == {"typed": None, "saved_token": "t"}


def test_what_comes_late_after_a_save_is_not_offered_as_unsaved(ann, article):
    sessions.saved(ann, article, "t")
    say(ann, article, data={"title_zh_hans": "旧的"}, token="t")
    assert ask(ann, article)["typed"] is None
    say(ann, article, data={"title_zh_hans": "新的"}, token="another form")
    assert ask(ann, article)["typed"]["data"] == {"title_zh_hans": "新的"}


def test_two_in_one_article_see_each_other_and_what_was_saved(ann, bo, article):
    assert say(ann, article).json()["others"] == []
    say(bo, article, data={"title_zh_hans": "甲"})
    answer = say(ann, article).json()
    assert [(other["name"], other["typing"]) for other in answer["others"]] == [("bo", True)]
    assert answer["newest"]["number"] == 1
    lock = answer["newest"]["lock"]
    article.title_zh_hans = "改了"
    workflow.save(article, origin=workflow.Origin(bo, "tests"))
    newest = say(ann, article).json()["newest"]
    assert (newest["number"], newest["who"], newest["lock"] == lock) == (2, "bo", False)
    say(bo, article, left=True)
    assert say(ann, article).json()["others"] == []
    assert ask(bo, article)["typed"] is not None


def test_who_fell_silent_is_no_longer_there(ann, bo, article):
    say(bo, article)
    EditingSession.objects.update(seen_at=timezone.now() - sessions.GONE_AFTER - dt.timedelta(seconds=1))
    assert say(ann, article).json()["others"] == []


@pytest.mark.parametrize(
    "body", [b"[]", b"{", b"\xff", b'{"data": 1}', b'{"data": {"a": 1}}', b'{"data": ["a"]}', b'{"data": {"a": null}}']
)
def test_what_is_no_typed_text_is_refused(ann, article, body):
    response = staff.client_of(ann).post(address(article), body, content_type=JSON)
    assert response.status_code == 400
    assert response.json()["error"]
    assert EditingSession.objects.count() == 0


def test_too_much_is_refused_and_control_characters_are_left_out(ann, article, monkeypatch):
    assert say(ann, article, data={str(n): "" for n in range(201)}).status_code == 400
    monkeypatch.setattr(sessions, "MOST_BYTES", 100)
    assert say(ann, article, data={"a": "x" * 200}).status_code == 400
    say(ann, article, data={"a": "甲\0乙"})
    assert ask(ann, article)["typed"]["data"] == {"a": "甲乙"}


def test_who_may_not_edit_keeps_nothing(article):
    for role in (REVIEWER, MARKETING):
        user = staff.account(role)
        assert say(user, article).status_code == 403
        assert say(user, None).status_code == 403
    assert staff.client_of(staff.account(None)).post("/admin/articles/article/99/editing/").status_code == 404


def test_an_article_that_is_deleted_takes_its_sessions_with_it(ann, article):
    say(ann, article, data={"a": "b"})
    article.delete()
    assert EditingSession.objects.count() == 0


def conflict(ann, bo, article, **mine):
    """Ann opens the form, Bo saves, Ann saves; Ann's client, her form and the answer."""
    client = staff.client_of(ann)
    data = staff.form_data(client.get(staff.address(article, "change"))) | mine
    article.body_zh_hans = "<p>干细胞，波改的</p><p>第二段原来的话</p>"
    article.audience_zh_hans = "波写的"
    workflow.save(article, origin=workflow.Origin(bo, "tests"))
    return client, data, client.post(staff.address(article, "change"), data)


def test_the_later_save_shows_the_difference_instead_of_overwriting(ann, bo, article):
    _client, _data, response = conflict(ann, bo, article, body_zh_hans="<p>干细胞</p><p>第二段安写的话</p>")
    text = response.text
    assert "对方保存的是第 2 版（bo" in text
    assert "干细胞<del>，波改的</del>" in text
    assert "第二段<del>原来</del><ins>安写</ins>的话" in text
    assert '<input type="checkbox" name="theirs" value="body_zh_hans">' in text
    assert 'value="audience_zh_hans"> ' not in text  # not touched here: it stays as the other saved it
    article.refresh_from_db()
    assert (article.audience_zh_hans, article.revisions.count()) == ("波写的", 2)


def test_then_each_field_may_be_theirs_or_mine(ann, bo, article):
    client, data, response = conflict(ann, bo, article, body_zh_hans="<p>安的</p>", body_zh_hant="<p>安的</p>")
    overwrite = response.context["adminform"].form._overwrite_value()
    theirs = ["audience_zh_hans", "audience_zh_hant"]
    client.post(staff.address(article, "change"), data | {"overwrite": overwrite, "theirs": theirs})
    article.refresh_from_db()
    assert (article.body_zh_hans, article.audience_zh_hans) == ("<p>安的</p>", "波写的")
    assert article.revisions.count() == 3


def test_what_the_later_one_did_not_touch_stays_as_the_other_saved_it(ann, bo, article):
    client, data, response = conflict(ann, bo, article, title_zh_hans="安的干细胞")
    form = response.context["adminform"].form
    client.post(staff.address(article, "change"), data | {"overwrite": form._overwrite_value()})
    article.refresh_from_db()
    assert (article.title_zh_hans, article.title_zh_hant) == ("安的干细胞", "安的幹細胞")
    assert (article.audience_zh_hans, article.body_zh_hans[:13]) == ("波写的", "<p>干细胞，波改的</p>"[:13])
    assert article.body_zh_hant == "<p>幹細胞，波改的</p><p>第二段原來的話</p>"


def test_after_overwriting_the_other_script_follows_its_source(ann, bo, article):
    client, data, response = conflict(ann, bo, article, body_zh_hans="<p>安的干细胞</p><p>第二段原来的话</p>")
    form = response.context["adminform"].form
    assert 'value="body_zh_hans"' in response.text
    client.post(staff.address(article, "change"), data | {"overwrite": form._overwrite_value()})
    article.refresh_from_db()
    assert article.body_zh_hant == "<p>安的幹細胞</p><p>第二段原來的話</p>"


@pytest.mark.parametrize("lock", ["", "x", "1@2026:x", "9999@2026-01-01T00:00:00+00:00"])
def test_a_lock_that_is_none_of_ours_tells_nothing(article, lock):
    assert conflicts.untouched(article, {"title_zh_hans": "题目"}, lock) == []


def test_the_preview_shows_what_was_typed_and_saves_nothing(ann, article):
    factories.public_product("Ryoncil", name="瑞昂西尔")
    body = '<p>打字中的干细胞<a data-record="product:ryoncil">药</a><script>x</script></p>'
    say(ann, article, data={"body_zh_hans": body, "title_zh_hans": "打字中"})
    client = staff.client_of(ann)
    text = client.get(f"/zh-hant/previews/{article.pk}/?typed=1").text
    assert "打字中的幹細胞" in text
    assert "瑞昂西" in text
    assert "打字中" not in client.get(f"/zh-hant/previews/{article.pk}/").text
    article.refresh_from_db()
    assert (article.title_zh_hans, article.revisions.get().title_zh_hans) == ("题目", "题目")


def test_an_unsaved_state_is_derived_as_a_save_would(article):
    article.body_zh_hant = "<p>手工</p><p>第二段原來的話</p>"
    workflow.save(article, origin=factories.ORIGIN)
    article = Article.objects.get(pk=article.pk)
    data = {"body_zh_hans": "<p>干细胞</p><p>第二段干细胞的话</p>", "body_zh_hant": article.body_zh_hant}
    unsaved.typed_into(article, data)
    assert article.body_zh_hant == "<p>手工</p><p>第二段幹細胞的話</p>"
