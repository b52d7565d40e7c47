"""Pages of products, trials, citations and terms."""

import datetime as dt

import pytest

from tests.factories import (
    company,
    draft_article,
    proposed_citation,
    proposed_event,
    proposed_product,
    proposed_trial,
    public_article,
    public_citation,
    public_event,
    public_product,
    public_trial,
)

pytestmark = pytest.mark.django_db


def test_the_product_list_shows_the_status_in_each_jurisdiction(client):
    product = public_product(
        "Alofisel", name="阿洛菲塞", donor="allogeneic", tissue="adipose", company=company("Takeda")
    )
    public_event(product, jurisdiction="EU", date=dt.date(2018, 3, 23))
    public_event(product, jurisdiction="EU", kind="withdrawn", date=dt.date(2024, 12, 13))
    public_event(product, jurisdiction="JP", date=dt.date(2021, 9, 27))
    proposed_event(product, jurisdiction="US")
    html = client.get("/zh-hans/products/").text
    for text in ("阿洛菲塞", "欧盟", "已撤市", "日本", "已批准", "2024年12月13日", "异体 · 脂肪组织", "Takeda"):
        assert text in html
    assert "美国" not in html


def test_a_product_page_shows_events_in_order_with_their_sources(client):
    product = public_product("Alofisel", name="阿洛菲塞", summary="简介", dose="1.2 亿个细胞", routes=["intralesional"])
    product.trials.add(public_trial("NCT01541579", title="关键试验"), proposed_trial("NCT09999999", title="未公开试验"))
    public_event(
        product,
        jurisdiction="JP",
        kind="conditionally_approved",
        date=dt.date(2021, 9, 27),
        expiry=dt.date(2099, 1, 1),
        conditions="提交长期数据",
        source_url="https://example.org/jp",
        source_title="公告",
    )
    public_event(product, jurisdiction="EU", date=dt.date(2018, 3, 23), regulator="EMA")
    public_article(title="提到它", slug="m", body='<p><a data-record="product:alofisel">阿</a></p>')
    draft_article(title="没公开", slug="n", body='<p><a data-record="product:alofisel">阿</a></p>')
    html = client.get("/zh-hans/products/alofisel/").text
    for text in ("提交长期数据", "2099年1月1日", "EMA", "1.2 亿个细胞", "病灶内", "关键试验", "提到它"):
        assert text in html
    assert '<a href="https://example.org/jp" rel="noopener">公告</a>' in html
    assert [text in html for text in ("未公开试验", "没公开")] == [False, False]
    assert html.index("2018年3月23日", html.index("events-heading")) < html.index(
        "2021年9月27日", html.index("events-heading")
    )


def test_compare_shows_up_to_five_public_products_in_the_order_asked_for(client):
    for letter in "abcdefg":
        public_product(f"Prod-{letter}", name=f"产品{letter}")
    proposed_product("Secretol", name="秘密")
    names = ["prod-b", "prod-a", "secretol", "nothing", "prod-b", "prod-c", "prod-d", "prod-e"]
    html = client.get("/zh-hans/products/compare/", {"p": names}).text
    head = html[html.index("<thead>") : html.index("</thead>")]
    assert head.index("产品b") < head.index("产品a") < head.index("产品c")
    assert [f"产品{letter}" in head for letter in "de"] == [False, False]  # two of the first five are not to be seen
    assert "秘密" not in html


def test_a_trial_page_shows_its_products_citations_and_articles(client):
    trial = public_trial(
        "NCT01541579",
        title="关键试验",
        results="主要终点达到",
        countries=["CN", "US"],
        phase="PHASE3",
        evidence_level=2,
        enrollment_count=212,
        enrollment_type="ACTUAL",
        start_date=dt.date(2012, 7, 1),
        start_date_precision="month",
    )
    trial.citations.add(public_citation(title="Open paper"), proposed_citation(title="Secret paper"))
    public_product("Alofisel", name="Alofisel").trials.add(trial)
    proposed_product("Secretol").trials.add(trial)
    public_article(title="提到试验", slug="m", body='<p><a data-record="trial:NCT01541579">试</a></p>')
    html = client.get("/zh-hans/trials/NCT01541579/").text
    for text in ("主要终点达到", "中国、美国", "III 期", "212", "2012年7月", "Open paper", "Alofisel", "提到试验"):
        assert text in html
    assert [text in html for text in ("Secret paper", "Secretol")] == [False, False]
    assert "https://clinicaltrials.gov/study/NCT01541579" in html


def test_registry_ids_with_slashes_have_a_page(client):
    trial = public_trial("CTRI/2018/05/013742")
    assert trial.get_absolute_url() == "/zh-hans/trials/CTRI/2018/05/013742/"
    assert client.get(trial.get_absolute_url()).status_code == 200
    assert client.get("/api/v1/trials/CTRI/2018/05/013742").status_code == 200


def test_a_citation_page_shows_the_articles_that_cite_it(client):
    public_citation("k", title="Paper", doi="10.1000/x", retraction_status="retraction")
    public_article(title="引用它", slug="m", body='<p><cite data-citation="k"></cite></p>')
    html = client.get("/zh-hans/references/k/").text
    for text in ("Author A B. Paper[J/OL]. Cell，2001. DOI:10.1000/x", "已撤稿", "引用它", "https://doi.org/10.1000/x"):
        assert text in html


@pytest.mark.parametrize("path", ["products/secretol/", "trials/NCT09999999/", "references/secret/"])
def test_proposals_are_not_found(client, path):
    proposed_product("Secretol"), proposed_trial("NCT09999999"), proposed_citation("secret")
    assert client.get(f"/zh-hans/{path}").status_code == 404
