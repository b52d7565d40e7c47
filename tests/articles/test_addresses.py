"""Addresses of articles: an old one leads to the article wherever it is now, and is nobody else's."""

import pytest
from django.core.exceptions import ValidationError

from articles import addresses, workflow
from articles.models import FormerSlug
from mscsite.core.models import AuditEntry, SearchEntry
from tests import factories

pytestmark = pytest.mark.django_db


def move(article, slug: str) -> None:
    article.slug = slug
    workflow.save(article, origin=factories.ORIGIN)


def test_an_old_address_leads_to_the_new_one_in_one_step(client):
    article = factories.public_article(slug="one")
    for slug in ("two", "three", "four"):
        move(article, slug)
    for old in ("one", "two", "three"):
        response = client.get(f"/zh-hant/articles/{old}/")
        assert (response.status_code, response["Location"]) == (301, "/zh-hant/articles/four/")
    assert client.get("/zh-hant/articles/four/").status_code == 200


def test_an_article_that_returns_to_its_old_address_makes_no_loop(client):
    article = factories.public_article(slug="one")
    for slug in ("two", "one", "two", "one"):
        move(article, slug)
    assert client.get("/zh-hans/articles/one/").status_code == 200
    response = client.get("/zh-hans/articles/two/")
    assert (response.status_code, response["Location"]) == (301, "/zh-hans/articles/one/")
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["two"]


def test_an_address_that_was_public_is_nobody_elses():
    article = factories.public_article("骨髓", slug="gu-sui")
    move(article, "gu-sui-2026")
    assert factories.draft_article("骨髓").slug == "gu-sui-2"
    other = factories.draft_article("别的")
    with pytest.raises(ValidationError, match="曾是《骨髓》的网址"):
        move(other, "gu-sui")
    with pytest.raises(ValidationError, match="另一篇文章已经用了"):
        move(other, "gu-sui-2026")


def test_what_was_never_public_leaves_no_redirect(client):
    article = factories.draft_article(slug="one")
    move(article, "two")
    assert client.get("/zh-hans/articles/one/").status_code == 404
    assert FormerSlug.objects.count() == 0


def test_old_addresses_tell_nothing_of_drafts_and_say_what_was_taken_down(client):
    article = factories.public_article(slug="one")
    move(article, "two")
    publisher = workflow.Origin(factories.publisher(), "tests")
    workflow.unpublish(article, origin=publisher, reason="有误")
    assert client.get("/zh-hans/articles/one/").status_code == 404
    workflow.unpublish(article, origin=publisher, reason="有误", archive=True)
    assert client.get("/zh-hans/articles/one/").status_code == 410
    assert client.get("/zh-hans/articles/two/").status_code == 410


def test_search_and_log_follow_the_article():
    article = factories.public_article(slug="one")
    move(article, "two")
    assert list(SearchEntry.objects.values_list("key", flat=True)) == ["two"]
    entry = AuditEntry.objects.get(action="moved")
    assert (entry.record_id, entry.detail) == (str(article.pk), {"before": "one", "after": "two"})
    assert set(AuditEntry.objects.values_list("record_id", flat=True)) == {str(article.pk)}


def test_an_empty_slug_keeps_the_address():
    article = factories.public_article("骨髓", slug="one")
    move(article, "")
    assert article.slug == "one"
    assert addresses.free_slug("骨髓", article) == "gu-sui"
