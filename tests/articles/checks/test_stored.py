"""Stored articles: what their pages show, and what the records say."""

from __future__ import annotations

import datetime as dt

import pytest

from articles.checks.document import from_html
from articles.checks.known import records
from articles.checks.stored import check_article
from products.choices import Donor, EventKind, Tissue
from tests import factories

pytestmark = pytest.mark.django_db


def codes(article, only: str) -> list[str]:
    return [found.code for found in check_article(article, records(), [only])]


def test_a_page_shows_its_source_author_and_audience():
    bare = factories.draft_article()
    assert {"structure.no-source", "structure.no-author", "structure.no-audience"} <= set(codes(bare, "structure"))
    person = factories.person()
    full = factories.draft_article(
        author=person, source_name="本站", audience="一般读者", summary="摘要。", disclaimer="本文是科普。"
    )
    assert codes(full, "structure") == []


def test_links_that_sell_or_invite():
    article = factories.draft_article(body='<p>见<a href="https://item.taobao.com/1">这里</a>。</p>')
    assert codes(article, "claims") == ["claims.page-link"]


def test_a_contact_code_in_a_picture():
    article = factories.draft_article(body="<figure><figcaption>客服二维码</figcaption></figure>")
    assert codes(article, "claims") == ["claims.page-qr-code"]


def test_a_citation_element_is_a_source_and_a_written_mark_is_not():
    result = "<p>纳入40名患者的随机试验中，总有效率为65%，对照组为40%{}。</p>"
    cited = factories.draft_article(body=result.format('<cite data-citation="a"></cite>'))
    assert codes(cited, "evidence") == []
    written = factories.draft_article(body=result.format("[7]"))
    assert codes(written, "evidence") == ["evidence.mark-without-entry"]


def test_what_both_scripts_share_is_told_once():
    article = factories.draft_article(body="<p>包治百病。</p>")
    assert [found.field for found in check_article(article, None, ["claims"])] == ["body_zh_hans"]


@pytest.fixture
def product():
    product = factories.public_product(
        latin_name="Cupistem", name="Cupistem", donor=Donor.AUTOLOGOUS, tissue=Tissue.ADIPOSE
    )
    factories.public_event(product, kind=EventKind.APPROVED, jurisdiction="KR", date=dt.date(2012, 1, 18))
    return product


@pytest.mark.usefixtures("product")
def test_text_against_the_record():
    table = "<table><tr><th>产品</th><th>来源</th></tr><tr><td>Cupistem</td><td>自体{}</td></tr></table>"
    assert codes(factories.draft_article(body=table.format("脂肪")), "consistency") == []
    wrong = factories.draft_article(body=table.format("骨髓"))
    assert codes(wrong, "consistency") == ["consistency.record-source-of-cells"]
    late = factories.draft_article(body="<p>2015年，韩国批准Cupistem上市。</p>")
    assert codes(late, "consistency") == ["consistency.record-year"]


def test_an_approval_that_is_gone_must_be_told(product):
    factories.public_event(product, kind=EventKind.WITHDRAWN, jurisdiction="KR", date=dt.date(2020, 1, 1))
    silent = factories.draft_article(body="<p>Cupistem在韩国获批。</p>")
    assert codes(silent, "consistency") == ["consistency.record-status"]
    told = factories.draft_article(body="<p>Cupistem在韩国获批，2020年撤市。</p>")
    assert codes(told, "consistency") == []


def test_the_lines_of_a_body():
    html = (
        "<h2>一</h2><p>甲<cite data-citation='x'></cite>乙<br>丙</p><ul><li>丁<ul><li>戊</li></ul></li></ul>"
        "<table><tr><th>己</th><td>庚</td></tr></table>"
    )
    assert [(line.kind, line.where, line.text) for line in from_html(html)] == [
        ("heading", "h2 1", "一"),
        ("text", "p 1", "甲乙\n丙"),
        ("item", "li 1", "丁"),
        ("item", "li 2", "戊"),
        ("row", "tr 1", " | 己 | 庚"),
    ]
    assert from_html(html)[1].folded.text == "甲[1]乙丙"


def test_a_picture_without_words_is_told_in_each_script_it_lacks_them():
    picture = factories.image("", name="膝关节.png")
    article = factories.draft_article(body=f'<figure data-image="{picture.key}"></figure>')
    (found,) = check_article(article, records(), ["structure.no-alt-text"])
    assert "膝关节.png" in found.message


def test_a_table_whose_first_row_holds_values_has_no_header():
    rows = "<tr><td>{}</td><td>{}</td></tr>".format
    bare = factories.draft_article("甲", body=f"<table>{rows('细胞组', '107')}{rows('安慰剂组', '105')}</table>")
    headed = factories.draft_article("乙", body=f"<table>{rows('组别', '人数')}{rows('细胞组', '107')}</table>")
    assert codes(bare, "structure.table-header") == ["structure.table-header"]
    assert codes(headed, "structure.table-header") == []
