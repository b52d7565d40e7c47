"""What stands beside the text: related articles, evidence in numbers, what changed."""

import datetime as dt

import pytest
from django.utils import timezone

from articles import reading, workflow
from articles.models import ChangeNote
from tests.factories import (
    ORIGIN,
    public_article,
    public_citation,
    public_trial,
)

pytestmark = pytest.mark.django_db


def about(*records: str) -> str:
    return "<p>" + "".join(f'<a data-record="{record}">某</a>' for record in records) + "</p>"


def test_evidence_names_the_best_level_and_who_was_studied():
    trials = [public_trial(evidence_level=4, subjects="animal"), public_trial(evidence_level=2, subjects="human")]
    found = reading.evidence(trials, papers=3)
    assert (found.papers, found.trials, found.level, list(found.subjects)) == (3, 2, 2, ["human", "animal"])
    assert reading.evidence([public_trial()], 0) == reading.Evidence(0, 1, None, ())


def test_a_note_on_a_change_is_public_with_the_next_publication(client):
    article = public_article(slug="a")
    note = ChangeNote.objects.create(article=article, text_zh_hans="补充了随访结果。")
    assert "补充了随访结果" not in client.get("/zh-hans/articles/a/").text
    article.body_zh_hans = "<p>改过的正文。</p>"
    workflow.save(article, origin=ORIGIN)
    workflow.publish(article, origin=ORIGIN, override=True)
    assert "补充了随访结果" in client.get("/zh-hans/articles/a/").text
    assert "補充了隨訪結果" in client.get("/zh-hant/articles/a/").text
    assert note.created_at < timezone.now() + dt.timedelta(seconds=1)


def test_key_points_are_listed_where_there_are_several(client):
    public_article(slug="a", summary="第一点。\n\n第二点。 ", body=f"<p>{'甲' * 9}</p>")
    html = client.get("/zh-hans/articles/a/").text
    assert "<ul><li>第一点。</li><li>第二点。</li></ul>" in html
    assert '<meta name="description" content="第一点。 第二点。">' in html
    assert html.index("第一点。</li>") < html.index('class="facts"')


def test_the_evidence_of_an_article_stands_among_its_facts(client):
    public_citation("a2001")
    public_trial("NCT00000001", evidence_level=2, subjects="human")
    public_article(slug="a", body=about("trial:NCT00000001") + '<p><cite data-citation="a2001"></cite></p>')
    html = client.get("/zh-hans/articles/a/").text
    for words in ("文献 1 篇", "临床试验 1 项", "人的研究", "最高证据 2 级"):
        assert words in html
