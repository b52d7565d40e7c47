"""Lists, categories and pages of articles."""

import datetime as dt
import json
import re

import pytest
from django.utils import timezone

from articles.models import Review, Verdict
from references import explaining as vocabulary
from tests.factories import (
    category,
    draft_article,
    person,
    proposed_citation,
    proposed_product,
    proposed_trial,
    public_article,
    public_citation,
    public_event,
    public_product,
    public_term,
    public_trial,
)

pytestmark = pytest.mark.django_db


def test_the_page_shows_what_a_reader_weighs_an_article_by(client):
    public_article(
        title="细胞来源",
        slug="laiyuan",
        summary="一句话要点",
        body="<h2>第一节</h2><p>正文</p>",
        audience="患者家属",
        disclaimer="仅供参考",
        source_name="某期刊",
        source_url="https://example.org/a",
        author=person("李编辑", credentials="科学编辑"),
        review_due=dt.date(2027, 1, 2),
    )
    html = client.get("/zh-hans/articles/laiyuan/").text
    for text in ("<h1>细胞来源</h1>", "一句话要点", "患者家属", "仅供参考", "李编辑", "科学编辑", "2027年1月2日"):
        assert text in html
    assert '<a href="https://example.org/a" rel="noopener">某期刊</a>' in html
    assert '<a href="#s-di-yi-jie">第一节</a>' in html
    assert "此版尚无审核记录" in html


def test_a_reviewer_is_named_only_for_the_revision_that_was_reviewed(client, django_user_model):
    doctor = person("赵医生", role="reviewer")
    article = public_article(slug="a", medical_reviewer=doctor)
    assert "赵医生" not in client.get("/zh-hans/articles/a/").text
    user = django_user_model.objects.create_user("reviewer")
    given = {"decided_at": timezone.now(), "verdict": Verdict.APPROVED, "content_hash": article.live.content_hash}
    Review.objects.create(revision=article.live, reviewer=user, **given)
    html = client.get("/zh-hans/articles/a/").text
    assert "赵医生" in html
    assert "此版尚无审核记录" not in html


def test_both_scripts_show_their_own_text(client):
    public_article(title="脐带来源", slug="a", body="<p>干细胞</p>")
    html = client.get("/zh-hant/articles/a/").text
    assert "<h1>臍帶來源</h1>" in html
    assert "<p>幹細胞</p>" in html


def test_structured_data_is_what_the_page_shows_and_cannot_break_out(client):
    public_article(title="甲</script><b>乙", slug="a", author=person("李编辑"))
    html = client.get("/zh-hans/articles/a/").text
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1]
    data = json.loads(block)
    assert (data["@type"], data["headline"], data["inLanguage"]) == ("MedicalWebPage", "甲</script><b>乙", "zh-Hans")
    assert data["author"] == {"@type": "Person", "name": "李编辑"}
    assert "reviewedBy" not in data


def test_references_link_to_doi_and_pubmed_and_back(client):
    public_citation("k", title="Paper", doi="10.1000/x", pmid="123", retraction_status="retraction")
    public_article(slug="a", body='<p>甲<cite data-citation="k"></cite></p>')
    html = client.get("/zh-hans/articles/a/").text
    for text in ('id="ref-1"', "https://doi.org/10.1000/x", "https://pubmed.ncbi.nlm.nih.gov/123/", "已撤稿"):
        assert text in html
    assert 'href="#cite-1-1"' in html


def test_related_articles_share_the_category(client):
    shelf, other = category("basics"), category("other", name="其他")
    public_article(title="本文", slug="a", category=shelf)
    public_article(title="同类", slug="b", category=shelf)
    public_article(title="别类", slug="c", category=other)
    draft_article(title="未公开", slug="d", category=shelf)
    html = client.get("/zh-hans/articles/a/").text
    assert [title in html for title in ("同类", "别类", "未公开")] == [True, False, False]


def test_the_list_shows_live_text_and_not_the_working_copy(client):
    from articles import workflow
    from tests.factories import ORIGIN

    article = public_article(title="公开的标题", slug="a")
    article.title_zh_hans = "未公开的改动"
    workflow.save(article, origin=ORIGIN)
    for path in ("", "articles/", "articles/a/"):
        html = client.get(f"/zh-hans/{path}").text
        assert "公开的标题" in html
        assert "未公开的改动" not in html


def test_a_category_without_a_public_article_is_not_found(client):
    draft_article(slug="d", category=category("empty"))
    assert client.get("/zh-hans/categories/empty/").status_code == 404
    public_article(slug="a", category=category("full", name="满"))
    assert "/zh-hans/articles/a/" in client.get("/zh-hans/categories/full/").text


def _rich_article(count: int):
    parts = []
    for _index in range(count):
        citation, product, trial, term = public_citation(), public_product(), public_trial(), public_term()
        public_event(product)
        parts.append(
            f'<cite data-citation="{citation.key}"></cite><a data-record="product:{product.slug}">甲</a>'
            f'<a data-record="trial:{trial.registry_id}">乙</a><a data-record="term:{term.slug}">丙</a>'
        )
    proposed_citation(), proposed_product(), proposed_trial()
    shelf = category(f"shelf-{count}")
    for index in range(count):
        public_article(slug=f"related-{count}-{index}", category=shelf)
    return public_article(slug=f"rich-{count}", body=f"<p>{''.join(parts)}</p>", category=shelf)


def test_queries_of_a_page_do_not_grow(client, django_assert_num_queries):
    for count in (1, 3):
        article = _rich_article(count)
        vocabulary.load("zh-hans")  # this process reads the terms once, until one of them changes
        # article, its live revision, ties, body, what shares records, related; terms, citations, addresses of
        # products and trials; products and events, trials; site
        with django_assert_num_queries(15):
            assert client.get(article.get_absolute_url()).status_code == 200


def test_the_person_whose_account_approved_is_named_with_credentials(client, django_user_model):
    account = django_user_model.objects.create_user("reviewer")
    doctor = person(
        "赵医生", role="reviewer", credentials="副主任医师，医学博士", affiliation="某医院",
        profile_url="https://example.org/zhao", account=account,
    )  # fmt: skip
    named = person("钱医生", role="reviewer", account=django_user_model.objects.create_user("other"))
    article = public_article(slug="a", medical_reviewer=named)
    day = dt.date(2099, 5, 1)
    given = {"decided_at": timezone.now(), "verdict": Verdict.APPROVED, "content_hash": article.live.content_hash}
    Review.objects.create(revision=article.live, reviewer=account, next_review=day, **given)
    html = client.get("/zh-hans/articles/a/").text
    for text in ('<a href="https://example.org/zhao" rel="noopener">赵医生</a>', "副主任医师，医学博士", "某医院",
                 "2099年5月1日", "现行，已经医学审核", "第 1 版"):  # fmt: skip
        assert text in html
    assert "钱医生" not in html  # who is named in the form, but did not approve
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])
    data = next(item for item in data["@graph"] if "reviewedBy" in item) if "@graph" in data else data
    assert data["reviewedBy"] == {
        "@type": "Person",
        "name": doctor.name,
        "jobTitle": "副主任医师，医学博士",
        "hasCredential": [
            {"@type": "EducationalOccupationalCredential", "name": "副主任医师"},
            {"@type": "EducationalOccupationalCredential", "name": "医学博士"},
        ],
        "affiliation": {"@type": "Organization", "name": "某医院"},
        "url": "https://example.org/zhao",
    }


def test_a_review_that_is_overdue_is_said_on_the_page(client):
    public_article(slug="a", review_due=timezone.localdate() - dt.timedelta(days=1))
    assert "已过复审日期，内容可能过时" in client.get("/zh-hans/articles/a/").text
