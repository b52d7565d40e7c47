"""The first page of the admin: what is asked of each role, what the clock will do, what time has passed by."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from articles import comments, dashboard, freshness, rechecking, waiting, workflow
from articles.models import Article, Status, StoredCheck
from articles.workflow import Origin
from mscsite.core.roles import EDITOR, MARKETING, PUBLISHER, REVIEWER
from products.models import Product
from references.models import Citation
from tests import factories, staff

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def editor():
    return staff.account(EDITOR, "editor")


@pytest.fixture
def reviewer():
    return staff.account(REVIEWER, "reviewer")


def rows(user, key: str) -> list[tuple[str, str, str]]:
    block = next(block for block in dashboard.blocks(user) if block.key == key)
    return [(row.label, row.note, row.level) for row in block.rows]


def reviewed(title: str, reviewer, **fields) -> Article:
    article = factories.public_article(title, **fields)
    next_review = timezone.localdate() + 200 * DAY
    workflow.renew(article, origin=Origin(reviewer, "tests"), next_review=next_review)
    return article


@pytest.mark.parametrize(
    ("role", "keys"),
    [
        (EDITOR, ["asked", "returned", "planned", "due", "touched", "findings", "expiries"]),
        (REVIEWER, ["asked", "planned", "due", "touched", "expiries"]),
        (PUBLISHER, ["asked", "planned", "expiries"]),
        (MARKETING, ["expiries"]),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_each_role_has_its_lists(role, keys):
    assert [block.key for block in dashboard.blocks(staff.account(role))] == keys


def test_comments_for_me(editor, reviewer):
    article = factories.draft_article("骨髓")
    comments.write(article, origin=Origin(reviewer, "tests"), text="请补出处", addressee=editor)
    comments.write(article, origin=Origin(reviewer, "tests"), text="给大家的")
    assert rows(editor, "asked") == [("骨髓", "reviewer：请补出处", "")]
    assert rows(reviewer, "asked") == []


def test_what_was_sent_back_to_me_until_it_is_submitted_again(editor, reviewer):
    article = factories.draft_article("骨髓")
    article.summary_zh_hans = "改"
    workflow.save(article, origin=Origin(editor, "tests"))
    workflow.submit(article, origin=Origin(editor, "tests"))
    workflow.send_back(article, origin=Origin(reviewer, "tests"), reason="缺出处")
    assert rows(editor, "returned") == [("骨髓", "reviewer：缺出处", "warning")]
    assert rows(staff.account(EDITOR, "other"), "returned") == []
    workflow.submit(article, origin=Origin(editor, "tests"))
    assert rows(editor, "returned") == []


def test_the_plan_is_in_order_and_shows_when_nobody_runs_the_clock(editor):
    later, late = factories.approved_article("以后"), factories.approved_article("误点")
    now = timezone.now()
    for article, at in ((later, now + DAY), (late, now - DAY)):
        Article.objects.filter(pk=article.pk).update(status=Status.SCHEDULED, scheduled_at=at, expires_at=at + 30 * DAY)
    found = rows(editor, "planned")
    assert [(label, note[-2:], level) for label, note, level in found] == [
        ("误点", "发布", "error"),
        ("以后", "发布", ""),
        ("误点", "下架", ""),
        ("以后", "下架", ""),
    ]


def test_reviews_that_fall_due(editor, reviewer):
    today = timezone.localdate()
    factories.public_article("过期", review_due=today - DAY)
    factories.public_article("快到", review_due=today + 30 * DAY)
    factories.public_article("还早", review_due=today + 31 * DAY)
    factories.draft_article("未公开", review_due=today)
    reviewed("复审过", reviewer, review_due=today)
    assert [(label, level) for label, _note, level in rows(editor, "due")] == [("过期", "error"), ("快到", "warning")]


def test_articles_whose_records_changed_after_they_were_judged(editor, reviewer):
    citation, product = factories.public_citation("cited2001"), factories.public_product("Ryoncil")
    body = '<p>甲<cite data-citation="cited2001"></cite><a data-record="product:ryoncil">乙</a></p>'
    article = reviewed("骨髓", reviewer, body=body)
    factories.draft_article("草稿", body=body)
    assert freshness.touched() == []
    later = timezone.now() + DAY
    Citation.objects.filter(pk=citation.pk).update(updated_at=later)
    factories.public_event(product)
    Product.objects.filter(pk=product.pk).update(updated_at=later + DAY)
    assert [(entry.article, entry.records) for entry in freshness.touched()] == [(article, ["cited2001", "Ryoncil"])]
    assert rows(editor, "touched")[0][0] == "骨髓"


def test_only_the_records_that_changed_last_are_looked_at(reviewer, monkeypatch):
    monkeypatch.setattr(freshness, "LOOKED_AT", 1)
    for key in ("first2001", "second2002"):
        factories.public_citation(key)
        reviewed(key, reviewer, body=f'<p>甲<cite data-citation="{key}"></cite></p>')
    now = timezone.now()
    for days, key in ((2, "first2001"), (1, "second2002")):
        Citation.objects.filter(key=key).update(updated_at=now + days * DAY)
    assert [entry.records for entry in freshness.touched()] == [["first2001"]]


def test_a_review_anew_says_that_the_text_still_holds(reviewer, client):
    factories.public_citation("cited2001")
    article = factories.public_article(slug="a", body='<p>甲<cite data-citation="cited2001"></cite></p>')
    Citation.objects.update(updated_at=timezone.now())
    assert len(freshness.touched()) == 1
    workflow.renew(article, origin=Origin(reviewer, "tests"), next_review=timezone.localdate() + 10 * DAY)
    assert freshness.touched() == []
    assert "现行，已经医学审核" in client.get("/zh-hans/articles/a/").text


def test_a_review_anew_needs_a_day_a_live_text_and_another_person(reviewer):
    article, origin = factories.public_article(), Origin(reviewer, "tests")
    with pytest.raises(workflow.Refused, match="请填下次审核的日期"):
        workflow.renew(article, origin=origin, next_review=None)
    with pytest.raises(workflow.Refused, match="要在今天以后"):
        workflow.renew(article, origin=origin, next_review=timezone.localdate())
    with pytest.raises(workflow.Refused, match="没有公开版本"):
        workflow.renew(factories.draft_article(), origin=origin, next_review=timezone.localdate() + DAY)
    article.live.created_by = reviewer
    article.live.save()
    with pytest.raises(workflow.Refused, match="您自己写的"):
        workflow.renew(article, origin=origin, next_review=timezone.localdate() + DAY)


def test_what_the_checks_found_is_listed_and_counted(editor):
    article = factories.draft_article("骨髓", body="<p>治愈率高达98%，无效退款。</p>")
    list(rechecking.some())
    stored = StoredCheck.objects.get()
    assert stored.errors > 0
    ((label, note, level),) = rows(editor, "findings")
    assert (label, level) == ("骨髓", "error")
    assert f"须改正 {stored.errors}" in note
    counts = {each.label: each.count for each in waiting.items(editor)}
    assert (counts["检查有错误"], counts["警告等待决定"], counts["所据的记录已变"]) == (1, 1, 0)
    article.body_zh_hans = "<p>骨髓里有间充质干细胞。</p>"
    workflow.save(article, origin=factories.ORIGIN)
    list(rechecking.some())
    assert {each.label: each.count for each in waiting.items(editor)}["检查有错误"] == 0


def test_the_page_asks_as_much_for_many_as_for_one(editor, reviewer, django_assert_max_num_queries):
    client = staff.client_of(editor)
    for number in (1, 3):
        for index in range(number):
            citation = factories.public_citation()
            article = factories.public_article(
                f"题{number}{index}", body=f'<p>甲<cite data-citation="{citation.key}"></cite></p>',
                review_due=timezone.localdate(),
            )  # fmt: skip
            comments.write(article, origin=Origin(reviewer, "tests"), text="请看", addressee=editor)
            Citation.objects.update(updated_at=timezone.now())
        with django_assert_max_num_queries(32):
            html = client.get("/admin/").text
    assert "30 天内要复审的" in html
