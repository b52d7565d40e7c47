"""Bodies are prepared when an article goes live, hold while their records say the same, and never go stale."""

from __future__ import annotations

import copy

import pytest
from django.core.management import call_command
from django.utils import timezone

from articles import preparing, rendering, workflow
from articles.models import PreparedBody
from mscsite.core import slugs
from references.models import Citation, Term
from tests import factories
from tests.factories import ORIGIN, draft_article, public_article, public_citation, public_product, public_term

pytestmark = pytest.mark.django_db
RECORDS = (
    '<h2>标题</h2><p>安慰剂<cite data-citation="k"></cite><a data-record="product:p">某</a></p>'
    '<table><tr><td><b>甲</b></td></tr><tr><td>乙</td></tr></table><figure data-embed="products"></figure>'
)


@pytest.fixture
def unprepared(monkeypatch):
    """Fails where a body is made at reading."""

    def made(*_arguments):
        raise AssertionError("made at reading")

    return lambda: monkeypatch.setattr(rendering, "_made", made)


def page(client, slug: str = "a", script: str = "zh-hans") -> str:
    return client.get(f"/{script}/articles/{slug}/").text


def records() -> None:
    public_citation("k")
    public_term("安慰剂")
    factories.public_event(public_product("P"))


def test_what_is_live_is_not_made_at_reading(client, unprepared):
    records()
    article = public_article(slug="a", body=RECORDS)
    fresh = {code: rendering.render(_copy(article), code) for code in ("zh-hans", "zh-hant")}
    unprepared()
    for code, body in fresh.items():
        assert rendering.render(article.live, code) == body
        assert body.html in page(client, script=code)


def _copy(article):
    """The live revision as one that nothing is known of."""
    live = copy.copy(article.live)
    live.pk = None
    return live


def test_drafts_have_no_prepared_body_and_a_new_publication_leaves_none_of_the_old():
    assert not PreparedBody.objects.filter(revision__article=draft_article()).exists()
    article = public_article(slug="a")
    article.body_zh_hans = "<p>改过</p>"
    workflow.save(article, origin=ORIGIN)
    workflow.publish(article, origin=ORIGIN, override=True)
    kept = PreparedBody.objects.filter(revision__article=article).values_list("revision", "language")
    assert sorted(kept) == [(article.live_id, "zh-hans"), (article.live_id, "zh-hant")]


def test_what_records_say_later_is_what_readers_read(client):
    records()
    public_article(slug="a", body=RECORDS)
    assert 'class="record record-product"' in page(client)
    Citation.objects.update(retraction_status="retraction")
    assert 'class="cite cite-retracted"' in page(client)
    Term.objects.update(published_at=None)
    assert "record-term" not in page(client)
    factories.Product.objects.update(published_at=None)
    html = page(client)
    assert "record-product" not in html
    assert "embed-products" not in html
    Citation.objects.update(published_at=None)
    assert "cite-1-1" not in page(client)


def test_live_tables_are_drawn_at_reading_from_what_is_prepared(client, unprepared):
    records()
    public_article(slug="a", body=RECORDS)
    unprepared()
    assert "Later" not in page(client)
    factories.public_event(public_product("Later"))
    assert "Later" in page(client)


def test_a_text_that_differs_from_its_row_is_made_as_it_stands():
    live = public_article(slug="a", body="<p>甲</p>").live
    live.body_zh_hans = "<p>乙</p>"
    assert rendering.render(live, "zh-hans").html == "<p>乙</p>"


def test_the_command_prepares_what_is_outdated_once(capsys, unprepared):
    records()
    article = public_article(slug="a", body=RECORDS)
    public_article(slug="b")
    preparing.prepare_outdated()  # the second article's product table is a hole: it is the terms that count
    Citation.objects.update(retraction_status="retraction")
    PreparedBody.objects.exclude(revision=article.live_id).delete()
    assert [found.slug for found in preparing.outdated()] == ["a", "b"]
    call_command("prepare_bodies")
    assert capsys.readouterr().out == "prepared: 2\n"
    call_command("prepare_bodies")
    assert capsys.readouterr().out == "prepared: 0\n"
    unprepared()
    assert "cite-retracted" in rendering.render(article.live, "zh-hans").html


def test_a_proposal_made_public_becomes_a_link(client):
    public_article(slug="a", body='<p><a data-record="product:later">某</a></p>')
    assert "<p>某</p>" in page(client)
    product = factories.proposed_product("Later")
    product.published_at = timezone.now()
    product.save()
    assert 'href="/zh-hans/products/later/"' in page(client)


@pytest.mark.django_db(transaction=True)  # PostgreSQL raises the generation at the commit
def test_rounds_prepare_what_a_change_left_and_rest_while_nothing_changes(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(preparing, "BATCH", 2)
    records()
    for slug in "abcde":
        public_article(slug=slug, body=RECORDS)
    rounds = preparing.Rounds()
    rounds.some(60)
    assert list(preparing.outdated()) == []
    with django_assert_num_queries(1):
        assert rounds.some(60) == 0
    Citation.objects.update(retraction_status="retraction")
    assert [rounds.some(0) for _step in range(4)] == [2, 2, 1, 0]
    assert list(preparing.outdated()) == []


def test_a_body_that_cannot_be_made_stops_no_other(monkeypatch, caplog):
    for slug in "ab":
        public_article(slug=slug)
    PreparedBody.objects.all().delete()
    real = preparing.prepare

    def prepare(article):
        if article.slug == "a":
            raise ValueError
        real(article)

    monkeypatch.setattr(preparing, "prepare", prepare)
    assert preparing.Rounds().some(60) == 1
    assert [found.slug for found in preparing.outdated()] == ["a"]
    assert "the body of the article a cannot be prepared" in caplog.text


def test_a_body_made_anew_at_reading_keeps_its_anchors_without_pinyin(client, monkeypatch):
    body = "<h2>同名</h2><h2></h2><h3>同名</h3><p>安慰剂</p>"
    public_article(slug="a", body=body)
    kept = PreparedBody.objects.get(language="zh-hans")
    assert [entry.id for entry in kept.body.toc] == ["s-tong-ming", "s-tong-ming-2"]
    public_term("安慰剂")
    monkeypatch.setattr(slugs, "slug_of", lambda *_arguments: pytest.fail("pinyin at reading"))
    assert "record-term" in page(client)
    assert rendering.render(kept.revision, "zh-hans").toc == kept.body.toc
