"""The interface: public records, both scripts, pages by key."""

import datetime as dt
import itertools
import re

import pytest
from django.utils import timezone

from articles import workflow
from articles.models import Review
from tests.factories import (
    ORIGIN,
    approved_article,
    archived_article,
    company,
    draft_article,
    person,
    proposed_citation,
    proposed_event,
    proposed_product,
    proposed_term,
    proposed_trial,
    public_article,
    public_citation,
    public_event,
    public_product,
    public_term,
    public_trial,
    publisher,
)

pytestmark = pytest.mark.django_db
NUMBER = itertools.count()
KINDS = {
    "articles": (lambda: public_article(author=person()), lambda: draft_article()),
    "products": (lambda: public_event(public_product(company=company(f"C{next(NUMBER)}"))), lambda: proposed_product()),
    "trials": (public_trial, proposed_trial),
    "citations": (public_citation, proposed_citation),
    "terms": (public_term, proposed_term),
}


def get(client, path: str) -> dict:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 200, response.text
    assert not response.cookies
    return response.json()


@pytest.mark.parametrize("kind", KINDS)
def test_pages_follow_one_another_by_key(client, kind):
    public, proposed = KINDS[kind]
    for _index in range(3):
        public(), proposed()
    first = get(client, f"{kind}?limit=2")
    assert len(first["items"]) == 2
    assert re.fullmatch(rf"http://testserver/api/v1/{kind}\?after=\d+&limit=2", first["next"])
    second = client.get(first["next"]).json()
    assert (len(second["items"]), second["next"]) == (1, None)
    ids = [item["id"] for item in first["items"] + second["items"]]
    assert ids == sorted(set(ids))


@pytest.mark.parametrize("query", ["limit=0", "limit=100000", "after=-1", "after=x", f"after={10**30}"])
def test_nonsense_is_refused(client, query):
    assert client.get(f"/api/v1/trials?{query}").status_code == 422


def test_an_article_in_both_scripts(client):
    public_citation("k", title="Paper", authors=[])
    proposed_citation("secret"), proposed_product("Secretol")
    public_article(
        title="干细胞",
        slug="a",
        body='<p>甲<cite data-citation="k"></cite><cite data-citation="secret"></cite>'
        '<a data-record="product:secretol">乙</a></p>',
    )
    article = get(client, "articles/a")
    assert article["title"] == {"zh_hans": "干细胞", "zh_hant": "幹細胞"}
    assert article["url"]["zh_hant"] == "http://testserver/zh-hant/articles/a/"
    assert article["references"] == ["Paper[J]. Cell，2001."]
    assert article["products"] == []
    assert "secret" not in str(article)


def test_a_reviewer_is_named_only_for_an_approval_that_stands(client):
    """The article names a reviewer; the interface says so of nobody who did not approve what it gives out."""
    public_article(slug="a", medical_reviewer=person("赵医生"))
    assert (get(client, "articles/a")["medical_reviewer"], get(client, "articles/a")["reviewed_on"]) == (None, None)
    article = approved_article(slug="b", medical_reviewer=person("钱医生"))
    workflow.publish(article, origin=workflow.Origin(publisher(), "tests"))
    found = get(client, "articles/b")
    assert found["medical_reviewer"]["name"]["zh_hans"] == "钱医生"
    assert found["reviewed_on"] == timezone.localdate().isoformat()
    Review.objects.update(content_hash="another text")
    assert get(client, "articles/b")["medical_reviewer"] is None
    assert get(client, "articles")["items"][1]["medical_reviewer"] is None


def test_a_return_makes_the_approvals_before_it_void(client):
    article = approved_article(slug="a", medical_reviewer=person("钱医生"))
    workflow.send_back(article, origin=workflow.Origin(publisher(), "tests"), reason="缺出处")
    workflow.publish(article, origin=ORIGIN, override=True)
    assert get(client, "articles/a")["medical_reviewer"] is None


def test_an_article_of_one_script_has_nothing_in_the_other(client):
    article = public_article(slug="a", summary="摘要", body="<p>正文</p>", disclaimer="说明")
    type(article.live).objects.filter(pk=article.live.pk).update(title_zh_hant="")
    found = get(client, "articles/a")
    names = ("url", "title", "summary", "body", "disclaimer")
    assert [found[name]["zh_hant"] for name in names] == [None] * 5


def test_a_product_with_its_events_and_statuses(client):
    product = public_product("Alofisel", name="阿洛菲塞", company=company("Takeda"))
    public_event(product, jurisdiction="EU", date=dt.date(2018, 3, 1), date_precision="month", indication="肛瘘")
    public_event(product, jurisdiction="EU", kind="withdrawn", date=dt.date(2024, 12, 13))
    proposed_event(product, jurisdiction="US")
    found = get(client, "products/alofisel")
    assert found["statuses"] == [
        {
            "jurisdiction": "EU",
            "status": "withdrawn",
            "since": "2024-12-13",
            "first_approved": "2018-03",
            "expiry": None,
            "conditions": {"zh_hans": "", "zh_hant": ""},
        }
    ]
    assert [event["date"] for event in found["events"]] == ["2018-03", "2024-12-13"]
    assert found["events"][0]["indication"] == {"zh_hans": "肛瘘", "zh_hant": "肛瘻"}
    assert found["company"] == "Takeda"


def test_products_that_meet_a_choice_page_by_key(client):
    for _index in range(3):
        public_event(public_product(tissue="adipose"), jurisdiction="JP")
        public_event(public_product(tissue="adipose"), jurisdiction="KR")
        public_event(proposed_product(tissue="adipose"), jurisdiction="JP")
    first = get(client, "products?jurisdiction=jp&tissue=adipose&limit=2")
    assert first["next"].endswith(f"jurisdiction=jp&tissue=adipose&after={first['items'][1]['id']}&limit=2")
    second = client.get(first["next"]).json()
    assert [len(first["items"]), len(second["items"]), second["next"]] == [2, 1, None]


def test_products_as_of_a_day(client):
    product = public_product("Alofisel")
    public_event(product, jurisdiction="EU", date=dt.date(2018, 3, 23))
    public_event(product, jurisdiction="EU", kind="withdrawn", date=dt.date(2024, 12, 13))
    found = get(client, "products?on=2020")["items"]
    assert [state["status"] for state in found[0]["statuses"]] == ["approved"]
    assert get(client, "products?on=2017")["items"] == []


def test_a_choice_that_makes_no_sense_is_refused(client):
    response = client.get("/api/v1/products?tissue=moon&on=yesterday")
    assert response.status_code == 422
    assert "moon" in response.json()["detail"]


def test_an_answer_is_asked_for_again_by_its_tag(client):
    product = public_product("Alofisel")
    first = client.get("/api/v1/products/alofisel")
    again = client.get("/api/v1/products/alofisel", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    product.tissue = "adipose"
    product.save()
    assert client.get("/api/v1/products/alofisel", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_every_page_may_read_and_nothing_else(client):
    public_product("Alofisel")
    assert client.get("/api/v1/products")["Access-Control-Allow-Origin"] == "*"
    asked = client.options("/api/v1/products", HTTP_ORIGIN="https://example.org")
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    head = client.head("/api/v1/products")
    assert (head.status_code, head.content) == (200, b"")
    assert int(head["Content-Length"]) > 100
    assert client.post("/api/v1/products").status_code == 405


def test_single_records(client):
    public_trial("NCT01541579"), public_citation("k"), public_term("词", slug="ci")
    assert get(client, "trials/NCT01541579")["registry"] == "NCT"
    assert get(client, "citations/k")["key"] == "k"
    assert get(client, "terms/ci")["zh_hans"] == "词"


@pytest.mark.parametrize(
    "path", ["products/s", "trials/NCT09999999", "citations/s", "terms/s", "articles/s", "articles/g"]
)
def test_what_is_not_public_is_not_found(client, path):
    proposed_product("S", slug="s"), proposed_trial("NCT09999999"), proposed_citation("s"), proposed_term("s", slug="s")
    draft_article(slug="s"), archived_article(slug="g")
    assert client.get(f"/api/v1/{path}").status_code == 404


def test_the_page_of_the_interface_needs_nothing_from_elsewhere_and_nothing_inline(client):
    html = client.get("/api/v1/docs").text
    assert all(url.startswith("/static/") for url in re.findall(r'(?:src|href)="([^"]+)"', html))
    assert "<style" not in html
    assert get(client, "openapi.json")["info"]["version"] == "1.0.0"
