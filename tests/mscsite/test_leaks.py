"""Every public address, swept for a word that stands in every field of what nobody has published."""

import pytest
from django.utils import timezone

from articles import workflow
from articles.models import Article, Category
from mscsite.models import Page
from products.models import Product
from references.models import Citation, Term, Trial
from tests.factories import (
    ORIGIN,
    archived_article,
    category,
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
)

pytestmark = pytest.mark.django_db
WORD = "LEAK"
MARKS = (
    '<p>LEAK-text<cite data-citation="leak-key"></cite><a data-record="product:leak">甲</a>'
    '<a data-record="trial:NCT09999999">乙</a><a data-record="term:LEAK-term">丙</a></p>'
    '<figure data-embed="products"></figure><figure data-embed="timeline"></figure>'
)


def _everything_public():
    product, trial, citation = public_product("Open"), public_trial("NCT01541579"), public_citation("open")
    event = public_event(product)
    public_term("公开词", slug="open")
    body = (
        '<h2>节</h2><p>甲<cite data-citation="open"></cite><a data-record="product:open">乙</a>'
        '<a data-record="trial:NCT01541579">丙</a></p>'
    )
    article = public_article(title="公开", slug="open", body=body + MARKS.replace("LEAK-text", ""), category=category())
    return article, product, trial, citation, event


def _leak_records(product: Product, trial: Trial):
    hidden = proposed_product(
        "LEAK", slug="leak", name="LEAK-name", aliases=["LEAK-alias"], generic_name="LEAK-generic", dose="LEAK-dose",
        frequency="LEAK-frequency", summary="LEAK-summary", company=company("LEAK-company"),
    )  # fmt: skip
    fields = {"indication": "LEAK", "population": "LEAK", "conditions": "LEAK", "regulator": "LEAK"}
    source = {"source_title": "LEAK", "source_url": "https://leak.example/LEAK"}
    proposed_event(product, jurisdiction="KR", **fields, **source)
    public_event(hidden, jurisdiction="IN", **fields, **source)  # public itself, of a product that is not
    secret_trial = proposed_trial(
        "NCT09999999",
        title="LEAK",
        conditions="LEAK",
        results="LEAK",
        sponsor="LEAK",
        design="LEAK",
        why_stopped="LEAK",
    )
    secret_citation = proposed_citation("leak-key", title="LEAK", container_title="LEAK", publisher="LEAK")
    proposed_term("LEAK-term", slug="leak-term", definition="LEAK", english="LEAK", aliases=["LEAK-alias"])
    trial.citations.add(secret_citation)
    product.trials.add(secret_trial)
    hidden.trials.add(trial)


def _leak_articles(public: Article, product: Product):
    shelf, author = category("leak-shelf", name="LEAK-shelf"), person("LEAK-person", credentials="LEAK-credentials")
    fields = {"summary": "LEAK", "audience": "LEAK", "disclaimer": "LEAK", "source_name": "LEAK", "author": author}
    body = MARKS + f'<p><a data-record="product:{product.slug}">甲</a><cite data-citation="open"></cite></p>'
    draft_article("LEAK-draft", body, slug="leak-draft", category=shelf, **fields)
    draft_article("LEAK-sibling", body, slug="leak-sibling", category=public.live.category, **fields)
    archived_article("LEAK-archived", body, slug="leak-archived", category=shelf, **fields)
    public.title_zh_hans, public.summary_zh_hans, public.body_zh_hans = "LEAK-title", "LEAK-summary", MARKS
    public.category, public.author = shelf, author
    workflow.save(public, origin=ORIGIN)
    Page(slug="leak-page", title_zh_hans="LEAK", body_zh_hans="LEAK").save()


def _addresses() -> list[str]:
    pages = [
        "", "articles/", "products/", "products/compare/?p=open&p=leak", "products/charts/",
        "products/?company=leak-company", "products/?indication=leak&jurisdiction=KR&jurisdiction=IN",
        "products/?on=2020", "products/?jurisdiction=KR", "products/?jurisdiction=IN",
        "products/charts/?jurisdiction=IN&on=2020", "trials/", "glossary/", "about/", "feed/",
        "search/", *(f"search/?q=leak&type={kind}" for kind in ("", "article", "product", "trial", "citation", "term")),
        "articles/?page=2",
    ]  # fmt: skip
    kinds = (("articles", Article, "slug"), ("categories", Category, "slug"), ("products", Product, "slug"),
             ("trials", Trial, "registry_id"), ("references", Citation, "key"), ("pages", Page, "slug"))  # fmt: skip
    for folder, model, field in kinds:
        pages += [f"{folder}/{key}/" for key in model.objects.values_list(field, flat=True)]
    kinds = (("articles", Article, "slug"), ("products", Product, "slug"), ("trials", Trial, "registry_id"),
             ("citations", Citation, "key"), ("terms", Term, "slug"))  # fmt: skip
    interface = [f"/api/v1/{kind}" for kind, _model, _field in kinds]
    interface += [
        f"/api/v1/products?{query}" for query in ("jurisdiction=JP", "jurisdiction=IN", "on=2020", "tissue=other")
    ]
    for kind, model, field in kinds:
        interface += [f"/api/v1/{kind}/{key}" for key in model.objects.values_list(field, flat=True)]
    scripts = [f"/{code}/{page}" for code in ("zh-hans", "zh-hant") for page in pages]
    return [*scripts, *interface, "/sitemap.xml", "/robots.txt", "/", "/api/v1/openapi.json"]


def test_nothing_leaks(client):
    article, product, trial, _citation, _event = _everything_public()
    _leak_records(product, trial)
    _leak_articles(article, product)
    answered = 0
    for address in _addresses():
        response = client.get(address)
        text = response.content.decode().lower()
        own_words = (
            address.lower()
        )  # what was asked for may be repeated: in the search box, in links to the other script
        for echo in (
            "leak-company",
            "indication=leak",
            "q=leak",
            'value="leak"',
            "“leak”",
            own_words,
            own_words.replace("&", "&amp;"),
        ):
            text = text.replace(echo, "")
        text = text.replace(own_words.replace("zh-hans", "zh-hant").replace("&", "&amp;"), "")
        text = text.replace(own_words.replace("zh-hant", "zh-hans").replace("&", "&amp;"), "")
        assert WORD.lower() not in text, (
            f"{address}: …{text[max(0, text.find('leak') - 200) : text.find('leak') + 60]}…"
        )
        assert "nct09999999" not in text, address
        answered += response.status_code == 200
    assert answered > 50


def test_the_sweep_would_notice(client):
    """The same records, published, are seen: the fields that the sweep looks for are fields that pages show."""
    _article, product, trial, _citation, _event = _everything_public()
    _leak_records(product, trial)
    for model in (Product, Trial, Citation, Term):
        model.objects.publish()
    product.events.model.objects.update(published_at=timezone.now())
    for address in ("products/leak/", "trials/NCT09999999/", "references/leak-key/", "glossary/", "products/open/"):
        assert WORD in client.get(f"/zh-hans/{address}").text
    assert WORD in client.get("/zh-hans/search/?q=LEAK-alias").text
    assert WORD in client.get("/zh-hans/articles/open/").text
