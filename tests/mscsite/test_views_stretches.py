"""Long lists of articles go on from an article, in both directions; numbered pages still answer."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from articles.models import Article
from mscsite.views import stretches
from tests.factories import category, draft_article, public_article

pytestmark = pytest.mark.django_db
LIST = "/zh-hans/articles/"


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    monkeypatch.setattr(stretches, "SIZE", 2)


@pytest.fixture
def seven():
    """a0 to a6, a6 the newest; a2 and a3 were published in one moment."""
    start = timezone.now() - dt.timedelta(days=9)
    for number in range(7):
        article = public_article(f"第{number}篇", slug=f"a{number}", category=category(f"c{number}"))
        moment = start + dt.timedelta(days=2 if number == 3 else number)
        Article.objects.filter(pk=article.pk).update(first_published_at=moment)


def read(client, address: str) -> tuple[list[str], str, str]:
    """Slugs of a page, and the addresses beside it."""
    html = client.get(address).text
    links = dict(re.findall(r'<a rel="(prev|next)" href="([^"]+)"', html))
    slugs = re.findall(r'<h3><a href="/zh-hans/articles/(\w+)/"', html)
    return slugs, links.get("prev", ""), links.get("next", "")


def test_the_way_through_reads_every_article_once_and_back(client, seven):
    found, pages, address = [], [], LIST
    while address:
        slugs, _newer, older = read(client, address)
        pages.append(slugs)
        found += slugs
        last, address = address, older
    assert found == ["a6", "a5", "a4", "a3", "a2", "a1", "a0"]
    back, address = [pages[-1]], read(client, last)[1]
    while address:
        slugs, address, _older = read(client, address)
        back.insert(0, slugs)
    assert [slug for page in back for slug in page][-5:] == found[-5:]
    assert back[0] == pages[0]


def test_numbered_pages_lead_on_by_article(client, seven):
    slugs, newer, older = read(client, f"{LIST}?page=2")
    assert (slugs, newer) == (["a4", "a3"], LIST)
    assert read(client, older)[0] == ["a2", "a1"]
    assert read(client, f"{LIST}?page=3")[1] == f"{LIST}?page=2"


def test_what_is_published_meanwhile_moves_nothing(client, seven):
    _slugs, _newer, older = read(client, LIST)
    public_article("新的一篇", slug="new")
    assert read(client, older)[0] == ["a4", "a3"]


def test_an_article_that_is_public_no_more_still_marks_its_place(client, seven):
    place = Article.objects.get(slug="a5")
    Article.objects.filter(pk=place.pk).update(live=None, live_at=None)
    assert read(client, f"{LIST}?before={place.pk}")[0] == ["a4", "a3"]


@pytest.mark.parametrize("query", ["before=0", "before=x", "before=99999", "after=-1", f"after={'9' * 30}", "before="])
def test_a_place_that_never_was_is_not_found(client, query):
    assert client.get(f"{LIST}?{query}").status_code == 404


def test_a_draft_marks_no_place(client):
    assert client.get(f"{LIST}?before={draft_article().pk}").status_code == 404


def test_the_place_belongs_to_the_address(client, seven):
    place = Article.objects.get(slug="a5").pk
    html = client.get(f"{LIST}?before={place}&from=timeline").text
    assert f'<link rel="canonical" href="http://testserver{LIST}?before={place}">' in html


def test_a_category_goes_on_within_itself(client):
    shelf = category("shelf")
    for number in range(5):
        public_article(f"第{number}篇", slug=f"a{number}", category=shelf)
        public_article(f"别的{number}", slug=f"b{number}")
    slugs, _newer, older = read(client, "/zh-hans/categories/shelf/")
    assert slugs == ["a4", "a3"]
    assert read(client, older)[0] == ["a2", "a1"]


@pytest.mark.parametrize("query", ["", "?before={}", "?after={}", "?page=2"])
def test_queries_do_not_grow_with_the_depth(client, seven, django_assert_max_num_queries, query):
    place = Article.objects.get(slug="a3").pk
    with django_assert_max_num_queries(6):  # the place, keys, rows; shelves; profile, pages
        assert client.get(LIST + query.format(place)).status_code == 200
