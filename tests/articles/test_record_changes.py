"""A record changes: the articles that lean on it are listed at once, with their sentences, and readers are told."""

from __future__ import annotations

import datetime as dt

import pytest

from articles import record_changes, workflow
from articles.models import Overtaken
from products.choices import EventKind
from references.choices import OverallStatus, RetractionStatus
from tests import factories

pytestmark = pytest.mark.django_db
LINK = '<a data-record="product:{}">Alofisel</a>'


@pytest.fixture
def product(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        product = factories.public_product("Alofisel", name="Alofisel")
        factories.public_event(product, kind=EventKind.APPROVED, jurisdiction="EU", date=dt.date(2018, 3, 23))
    return product


def withdrawn(product, capture):
    with capture(execute=True):
        return factories.public_event(product, kind=EventKind.WITHDRAWN, jurisdiction="EU", date=dt.date(2024, 12, 13))


def test_a_withdrawal_lists_the_article_with_its_sentences_and_tells_readers(
    product, django_capture_on_commit_callbacks
):
    article = factories.public_article(body=f"<p>背景。2018年，欧盟批准{LINK.format(product.slug)}上市。别的话。</p>")
    other = factories.public_article("别的文章")
    withdrawn(product, django_capture_on_commit_callbacks)
    (row,) = Overtaken.objects.all()
    assert (row.article, row.before, row.after, row.happened_on) == (article, "approved", "withdrawn", "2024-12-13")
    assert [each["text"] for each in row.sentences] == ["2018年，欧盟批准Alofisel上市。"]
    assert row.for_readers
    assert record_changes.open_for(other).count() == 0


def test_an_article_that_says_so_already_is_listed_but_its_readers_are_not_warned(
    product, django_capture_on_commit_callbacks
):
    factories.public_article(body=f"<p>{LINK.format(product.slug)}曾在欧盟获批，2024年12月撤市。</p>")
    withdrawn(product, django_capture_on_commit_callbacks)
    (row,) = Overtaken.objects.all()
    assert not row.for_readers


def test_that_it_was_once_refused_tells_of_no_withdrawal(product, django_capture_on_commit_callbacks):
    factories.public_article(body=f"<p>{LINK.format(product.slug)}两次被拒绝之后在欧盟获批。</p>")
    withdrawn(product, django_capture_on_commit_callbacks)
    (row,) = Overtaken.objects.all()
    assert row.for_readers


def test_a_mention_without_a_link_is_found_by_the_search_index(product, django_capture_on_commit_callbacks):
    article = factories.public_article(body="<p>Alofisel在欧盟获批。</p>")
    withdrawn(product, django_capture_on_commit_callbacks)
    assert [row.article for row in Overtaken.objects.all()] == [article]


def test_publishing_a_version_that_was_rewritten_settles_it(product, django_capture_on_commit_callbacks):
    article = factories.public_article(body=f"<p>欧盟批准{LINK.format(product.slug)}上市。</p>")
    withdrawn(product, django_capture_on_commit_callbacks)
    article.refresh_from_db()
    article.body_zh_hans = f"<p>欧盟2018年批准{LINK.format(product.slug)}，2024年撤市。</p>"
    workflow.save(article, origin=factories.ORIGIN)
    workflow.publish(article, origin=factories.ORIGIN, override=True)
    (row,) = Overtaken.objects.all()
    assert row.settled_at is not None
    assert "第 2 版" in row.reason
    assert not row.for_readers


def test_an_editor_settles_with_a_reason(product, django_capture_on_commit_callbacks):
    factories.public_article(body=f"<p>欧盟批准{LINK.format(product.slug)}上市。</p>")
    withdrawn(product, django_capture_on_commit_callbacks)
    (row,) = Overtaken.objects.all()
    actor = factories.publisher()
    with pytest.raises(ValueError, match="怎样处理"):
        record_changes.settle(row, actor=actor, reason="")
    record_changes.settle(row, actor=actor, reason="句子说的是当时的情况。")
    assert record_changes.counts() == {"waiting": 0, "for_readers": 0}


def test_a_change_that_is_taken_back_closes_what_it_opened(product, django_capture_on_commit_callbacks):
    factories.public_article(body=f"<p>欧盟批准{LINK.format(product.slug)}上市。</p>")
    event = withdrawn(product, django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        event.delete()
    assert [row.settled_at is None for row in Overtaken.objects.all()] == [False]


def test_a_retraction_and_a_trial_that_ended(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        citation = factories.public_citation("wang2020")
        trial = factories.public_trial("NCT03279081", overall_status=OverallStatus.RECRUITING)
    cited = '炎症减轻<cite data-citation="wang2020"></cite>。'
    body = f'<p>{cited}试验<a data-record="trial:NCT03279081">NCT03279081</a>正在招募。</p>'
    article = factories.public_article(body=body)
    with django_capture_on_commit_callbacks(execute=True):
        citation.retraction_status = RetractionStatus.RETRACTION
        citation.save()
        trial.overall_status = OverallStatus.TERMINATED
        trial.save()
    rows = {row.record_type: row for row in record_changes.open_for(article)}
    assert [each["text"] for each in rows["citation"].sentences] == ["炎症减轻。"]
    assert [each["text"] for each in rows["trial"].sentences] == ["试验NCT03279081正在招募。"]
    assert rows["citation"].for_readers
    assert rows["trial"].for_readers


def test_a_sweep_finds_what_was_written_in_bulk(product):
    article = factories.public_article(body=f"<p>欧盟批准{LINK.format(product.slug)}上市。</p>")
    record_changes.sweep()
    factories.public_event(product, kind=EventKind.WITHDRAWN, jurisdiction="EU", date=dt.date(2024, 12, 13))
    assert [row.article for row in record_changes.sweep()] == [article]
    assert record_changes.sweep() == []


@pytest.mark.parametrize("others", [1, 30])
def test_a_change_reads_no_more_articles_than_lean_on_the_record(product, others, django_assert_max_num_queries):
    factories.public_article(body=f"<p>欧盟批准{LINK.format(product.slug)}上市。</p>")
    for number in range(others):
        factories.public_article(f"无关{number}")
    record_changes.sweep()
    factories.public_event(product, kind=EventKind.WITHDRAWN, jurisdiction="EU", date=dt.date(2024, 12, 13))
    product = type(product).objects.get(pk=product.pk)
    with django_assert_max_num_queries(24):
        record_changes.note(product)


def test_readers_see_a_dated_notice_until_it_is_settled(product, client, django_capture_on_commit_callbacks):
    article = factories.public_article(body=f"<p>欧盟批准{LINK.format(product.slug)}上市。</p>")
    page = f"/zh-hant/articles/{article.slug}/"
    assert "有待更新" not in client.get(page).content.decode()
    withdrawn(product, django_capture_on_commit_callbacks)
    shown = client.get(page).content.decode()
    assert '<time datetime="2024-12-13">' in shown
    assert "Alofisel" in shown.split("</aside>")[0]
    (row,) = Overtaken.objects.all()
    record_changes.settle(row, actor=factories.publisher(), reason="改好了。")
    assert '<time datetime="2024-12-13">' not in client.get(page).content.decode()
