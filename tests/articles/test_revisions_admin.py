"""The pages of an article's revisions: the list, the comparison, the way back."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages

from articles import workflow
from mscsite.core.roles import EDITOR, MARKETING, REVIEWER
from tests import factories, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    article = factories.draft_article("题目", "<p>治愈率高</p>")
    article.body_zh_hans = '<p>缓解率高<cite data-citation="k"></cite></p>'
    article.summary_zh_hans = "摘要"
    workflow.save(article, origin=factories.ORIGIN)
    article.body_zh_hant = article.body_zh_hant.replace("緩", "舒")
    workflow.save(article, origin=factories.ORIGIN)
    return article


@pytest.fixture
def editor():
    return staff.client_of(staff.account(EDITOR))


def address(article, page: str) -> str:
    return f"/admin/articles/article/{article.pk}/{page}/"


def test_the_list_says_what_each_revision_changed(editor, article):
    rows = editor.get(address(article, "revisions")).context["rows"]
    assert [(row["revision"].number, row["changes"]) for row in rows] == [
        (3, ["繁體：正文 +1 −1 字"]),
        (2, ["摘要", "正文 +2 −2 字", "文献 +1"]),
        (1, ["第一版"]),
    ]


def test_the_admins_history_leads_to_the_revisions(editor, article):
    response = editor.get(address(article, "history"))
    assert (response.status_code, response["Location"]) == (302, address(article, "revisions"))


def test_any_two_are_compared_in_either_script(editor, article):
    text = editor.get(address(article, "compare"), {"a": 3, "b": 1}).text
    assert "比较第 1 版和第 3 版" in text
    assert "<del>治愈</del><ins>缓解</ins>率高<ins><cite" in text
    assert "<dt>摘要</dt><dd><del>—</del> → <ins>摘要</ins></dd>" in text
    assert "<ins>＋ k</ins>" in text
    text = editor.get(address(article, "compare"), {"a": 2, "b": 3, "script": "zh-hant"}).text
    assert "<del>緩</del><ins>舒</ins>解率高" in text
    assert "比较第 2 版和第 3 版" in editor.get(address(article, "compare")).text
    assert "这种字形里没有不同" in editor.get(address(article, "compare"), {"a": 2, "b": 2}).text


@pytest.mark.parametrize("query", [{"a": "9", "b": "1"}, {"a": "x", "b": "1"}, {"a": "1"}, {"a": "9" * 40, "b": "1"}])
def test_a_revision_that_is_not_there_is_not_found(editor, article, query):
    assert editor.get(address(article, "compare"), query).status_code == 404


def test_restoring_makes_a_new_draft_and_says_so(editor, article):
    response = editor.post(address(article, "restore"), {"number": 1})
    article.refresh_from_db()
    assert (response.status_code, article.body_zh_hans, article.revisions.count()) == (302, "<p>治愈率高</p>", 4)
    assert article.revisions.first().created_by.username == "user-of-编辑"
    assert [str(m) for m in get_messages(response.wsgi_request)] == [
        "已把第 1 版恢复为新的草稿（第 4 版）。原来的各版都还在。"
    ]
    response = editor.post(address(article, "restore"), {"number": 1})
    assert "不用恢复" in [str(m) for m in get_messages(response.wsgi_request)][-1]
    assert article.revisions.count() == 4


def test_who_may_look_and_who_may_restore(article):
    reviewer, marketing = (staff.client_of(staff.account(role)) for role in (REVIEWER, MARKETING))
    assert reviewer.get(address(article, "revisions")).status_code == 200
    assert "恢复为新的草稿" not in reviewer.get(address(article, "compare")).text
    assert reviewer.post(address(article, "restore"), {"number": 1}).status_code == 403
    assert reviewer.get(address(article, "restore")).status_code == 405
    for page in ("revisions", "compare"):
        assert marketing.get(address(article, page)).status_code == 403


def test_a_long_history_asks_as_much_as_a_short_one_and_is_paged(editor, article, django_assert_num_queries):
    for count in (19, 4):
        for number in range(count):
            article.title_zh_hans = f"题目{count}{number}"
            workflow.save(article, origin=factories.ORIGIN)
        editor.get(address(article, "revisions"))
        with django_assert_num_queries(8):
            editor.get(address(article, "revisions"))
    page = editor.get(address(article, "revisions"), {"p": 2})
    assert page.context["rows"][-1]["changes"] == ["第一版"]
    assert "较新的" in page.text
