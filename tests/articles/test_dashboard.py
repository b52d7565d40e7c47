"""The first page of the admin: what is asked of each role, what the clock will do, what time has passed by."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from articles import comments, dashboard, freshness, rechecking, touching, waiting, workflow
from articles.models import Article, Status, StoredCheck, Touched
from articles.workflow import Origin
from mscsite.core import triggers
from mscsite.core.roles import EDITOR, MARKETING, PUBLISHER, REVIEWER
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
    Citation.objects.filter(pk=citation.pk).update(updated_at=timezone.now() + DAY)  # nothing that anybody reads
    Citation.objects.filter(pk=citation.pk).update(link_checked_at=timezone.now())
    assert freshness.touched() == []
    Citation.objects.filter(pk=citation.pk).update(year=1999)
    factories.public_event(product)
    assert [(entry.article, entry.records) for entry in freshness.touched()] == [(article, ["Ryoncil", "cited2001"])]
    assert rows(editor, "touched")[0][0] == "骨髓"


@pytest.mark.parametrize("kind", ["citation", "product", "event", "event gone", "trial"])
def test_every_kind_of_record_is_noted_however_it_is_written(kind, reviewer):
    product, citation, trial = (
        factories.public_product("Ryoncil"),
        factories.public_citation(),
        factories.public_trial(),
    )
    event = factories.public_event(product)
    body = f'<p>甲<cite data-citation="{citation.key}"></cite><a data-record="product:ryoncil">乙</a>'
    body += f'<a data-record="trial:{trial.registry_id}">丙</a></p>'
    article = reviewed("骨髓", reviewer, body=body)
    records = {"citation": citation, "product": product, "trial": trial}
    match kind:
        case "event":
            type(event).objects.filter(pk=event.pk).update(regulator="别的")
        case "event gone":
            type(event).objects.filter(pk=event.pk).delete()
        case _:
            type(records[kind]).objects.filter(pk=records[kind].pk).update(published_at=timezone.now())
    touched = records.get(kind, product)
    found = [(note.article, note.record_type, note.record_id) for note in Touched.objects.all()]
    assert found == [(article, touched._meta.model_name, touched.pk)]


def test_a_proposal_and_an_article_that_nobody_reads_are_not_noted():
    citation = factories.proposed_citation()
    body = f'<p>甲<cite data-citation="{citation.key}"></cite></p>'
    factories.public_article(body=body)
    Citation.objects.update(year=1999)
    assert Touched.objects.count() == 0
    Article.objects.update(live=None, live_at=None)
    Citation.objects.update(published_at=timezone.now(), year=2000)
    assert Touched.objects.count() == 0


def test_none_is_left_out_however_many_records_changed(reviewer, monkeypatch):
    monkeypatch.setattr(freshness, "READ", 2)
    cited = [factories.public_citation() for _ in range(5)]
    marks = "".join(f'<cite data-citation="{each.key}"></cite>' for each in cited)
    last = reviewed("多", reviewer, body=f"<p>甲{marks}</p>")
    first = reviewed("少", reviewer, body=f'<p>甲<cite data-citation="{cited[0].key}"></cite></p>')
    for citation in cited:
        Citation.objects.filter(pk=citation.pk).update(year=1999)
    assert [entry.article for entry in freshness.touched()] == [last, first]
    assert freshness.touched(1)[0].records == [each.key for each in (cited[4], cited[3])]


def test_what_changed_between_approval_and_publication_is_noted(editor, reviewer):
    citation = factories.public_citation()
    article = factories.approved_article(body=f'<p>甲<cite data-citation="{citation.key}"></cite></p>')
    Citation.objects.update(updated_at=timezone.now(), year=1999)
    assert freshness.touched() == []
    workflow.publish(article, origin=Origin(staff.account(PUBLISHER), "tests"))
    assert [entry.article for entry in freshness.touched()] == [article]
    workflow.unpublish(article, origin=Origin(staff.account(PUBLISHER, "other"), "tests"), reason="错")
    assert Touched.objects.count() == 0


def test_what_no_trigger_saw_is_looked_for_by_its_date(reviewer):
    citation, product = factories.public_citation(), factories.public_product("Ryoncil")
    body = f'<p>甲<cite data-citation="{citation.key}"></cite><a data-record="product:ryoncil">乙</a></p>'
    article = reviewed("骨髓", reviewer, body=body)
    later = timezone.now() + DAY
    Citation.objects.update(updated_at=later)
    event = factories.public_event(product)
    type(event).objects.update(updated_at=later)
    Touched.objects.all().delete()
    assert freshness.look_again() == 2
    assert [(entry.article, entry.at, sorted(entry.records)) for entry in freshness.touched()] == [
        (article, later, sorted(["Ryoncil", citation.key]))
    ]


def test_what_a_list_has_no_room_for_is_one_step_away(editor):
    citation = factories.public_citation()
    body = f'<p>甲<cite data-citation="{citation.key}"></cite></p>'
    for number in range(dashboard.ROWS + 1):
        factories.public_article(f"第{number}篇", body=body, review_due=timezone.localdate())
    Citation.objects.update(year=1999)
    list(rechecking.some())
    StoredCheck.objects.update(errors=1)
    StoredCheck.objects.all().follow()
    blocks = {block.key: block for block in dashboard.blocks(editor)}
    client = staff.client_of(editor)
    for key in ("due", "touched", "findings"):
        assert len(blocks[key].rows) == dashboard.ROWS
        assert client.get(blocks[key].more).context["cl"].result_count == dashboard.ROWS + 1
    assert client.get("/admin/").text.count(">全部列出<") == 3
    article = Article.objects.get(title_zh_hans="第0篇")
    workflow.unpublish(article, origin=Origin(factories.publisher(), "tests"), reason="过时", archive=True)
    assert {block.more for block in dashboard.blocks(editor)} == {""}


def test_the_triggers_go_and_come_back():
    assert len(triggers.installed(connection, touching.PREFIX)) == touching.expected()
    triggers.remove(connection, touching.PREFIX)
    assert triggers.installed(connection, touching.PREFIX) == []
    touching.install(connection)
    assert len(triggers.installed(connection, touching.PREFIX)) == touching.expected()


def test_a_review_anew_says_that_the_text_still_holds(reviewer, client):
    factories.public_citation("cited2001")
    article = factories.public_article(slug="a", body='<p>甲<cite data-citation="cited2001"></cite></p>')
    Citation.objects.update(year=1999)
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
            Citation.objects.update(year=F("year") + 1)
        with django_assert_max_num_queries(32):
            html = client.get("/admin/").text
    assert "30 天内要复审的" in html
