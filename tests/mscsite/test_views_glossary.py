"""The glossary: what it shows of each term, and that it is never older than the terms."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mscsite.views.glossary import _section
from references.models import Term
from tests.factories import proposed_term, public_article, public_term


@pytest.fixture(autouse=True)
def _nothing_written_yet():
    _section.cache_clear()


@pytest.mark.django_db
def test_the_glossary_shows_the_forms_of_the_readers_script(client):
    public_term("间充质干细胞", zh_hant_tw="間葉幹細胞", zh_hant_hk="間充質幹細胞", english="MSC", slug="msc")
    proposed_term("秘词")
    hans, hant = (client.get(f"/{code}/glossary/").text for code in ("zh-hans", "zh-hant"))
    assert '<div id="msc"><dt>间充质干细胞<span' in hans
    assert '<div id="msc"><dt>間葉幹細胞<span' in hant
    assert '<span lang="zh-Hant-HK">間充質幹細胞</span>' in hant
    assert "秘词" not in hans


@pytest.mark.django_db
def test_terms_stand_by_initial_each_with_its_meaning_in_the_readers_script(client):
    public_term("干细胞", slug="gan", definition_zh_hans="能分化的细胞", aliases=["母细胞", "SC"])
    public_term("骨髓", slug="gu")
    term = public_term("脂肪", slug="zhi")
    Term.objects.filter(pk=term.pk).update(definition_zh_hans="<b>", definition_zh_hant=None)
    page = client.get("/zh-hant/glossary/").text
    assert page.count('<section class="glossary"') == 2
    assert page.index('<a href="#initial-G">') < page.index('<a href="#initial-Z">')
    assert page.index('<h2 id="initial-G"') < page.index('<div id="gan">') < page.index('<div id="gu">')
    assert "能分化的細胞" in page
    assert "又作：母细胞、SC" in page
    assert "<dd>&lt;b&gt;<span" in page  # no meaning in this script: the other one's, and never as markup


@pytest.mark.django_db
def test_without_terms_it_says_so(client):
    assert "还没有公开的术语。" in client.get("/zh-hans/glossary/").text


@pytest.mark.django_db(transaction=True)
def test_it_outlives_what_is_published_beside_it(client):
    def tables() -> set[str]:
        with CaptureQueriesContext(connection) as queries:
            assert "干细胞" in client.get("/zh-hans/glossary/").text
        return {table for query in queries for table in re.findall(r"FROM \W?(\w+)", query["sql"])}

    public_term("干细胞", slug="gan")
    assert {"references_term", "core_tablegeneration"} <= tables()
    public_article()
    asked = tables()
    assert "core_tablegeneration" in asked
    assert "references_term" not in asked


@pytest.mark.django_db(transaction=True)
def test_every_change_of_a_term_is_seen_and_only_its_initial_written_anew(client):
    def page() -> str:
        return client.get("/zh-hans/glossary/").text

    term, _other = public_term("干细胞", slug="gan"), public_term("脂肪", slug="zhi")
    page()
    assert _section.cache_info().misses == 2
    Term.objects.filter(pk=term.pk).update(english="Stem Cells")  # past every save
    assert "Stem Cells" in page()
    assert _section.cache_info().misses == 3
    public_term("骨髓", slug="gu")
    assert '<div id="gu">' in page()
    Term.objects.filter(pk=term.pk).update(published_at=None)
    assert '<div id="gan">' not in page()
    Term.objects.all().delete()
    assert "还没有公开的术语。" in page()
