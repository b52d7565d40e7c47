"""From a stored body to what is read."""

import datetime as dt
import re

import lxml.html
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from articles import embeds, marks
from articles.models import Revision
from articles.rendering import render
from products.models import Product
from references import explaining as vocabulary
from tests.factories import (
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


def rendered(body: str, **fields):
    return render(Revision(body_zh_hans=body, **fields), "zh-hans")


def cite(key: str) -> str:
    return f'<cite data-citation="{key}"></cite>'


def test_citations_are_numbered_in_order_of_first_use():
    first, second = public_citation("first1999"), public_citation("second2000")
    body = rendered(f"<p>甲{cite('second2000')}，乙{cite('first1999')}{cite('second2000')}。</p>")
    assert [(entry.number, entry.citation) for entry in body.references] == [(1, second), (2, first)]
    assert [entry.backlinks for entry in body.references] == [("cite-1-1", "cite-1-2"), ("cite-2-1",)]
    assert [entry.id for entry in body.references] == ["ref-1", "ref-2"]
    assert "".join(lxml.html.fromstring(body.html).itertext()) == "甲[1]，乙[1,2]。"
    assert body.html.startswith(
        '<p>甲<sup class="cite">'
        '<a href="#ref-1" id="cite-1-1" role="doc-noteref" aria-label="参考文献 [1]">[1]</a></sup>，乙'
    )


@pytest.mark.parametrize(
    ("order", "shown"),
    [
        ("abc", "[1–3]"),
        ("ab", "[1,2]"),
        ("abcde", "[1–5]"),
        ("aa", "[1]"),
        ("a b", "[1,2]"),
        ("a,b", "[1],[2]"),
    ],
)
def test_marks_side_by_side_are_one_with_ranges(order, shown):
    for key in "abcde":
        public_citation(f"key-{key}")
    marks = "".join(cite(f"key-{char}") if char in "abcde" else char for char in order)
    body = rendered(f"<p>甲{marks}</p>")
    assert "".join(lxml.html.fromstring(body.html).itertext()).replace(" ", "") == f"甲{shown}"
    tree = lxml.html.fragment_fromstring(body.html, create_parent="div")
    assert all(tree.get_element_by_id(anchor) is not None for entry in body.references for anchor in entry.backlinks)


def test_a_range_links_its_ends_and_keeps_the_places_of_all():
    for key in "abcd":
        public_citation(f"key-{key}")
    body = rendered(f"<p>{cite('key-a')}。{cite('key-d')}{cite('key-b')}{cite('key-c')}{cite('key-a')}</p>")
    assert [entry.backlinks for entry in body.references] == [
        ("cite-1-1", "cite-1-2"), ("cite-2-1",), ("cite-3-1",), ("cite-4-1",),
    ]  # fmt: skip
    assert body.html.endswith(
        '<sup class="cite">[<a href="#ref-1" id="cite-1-2" role="doc-noteref" aria-label="参考文献 [1]">1</a>–'
        '<span id="cite-2-1" data-ref="ref-2"></span><span id="cite-3-1" data-ref="ref-3"></span>'
        '<a href="#ref-4" id="cite-4-1" role="doc-noteref" aria-label="参考文献 [4]">4</a>]</sup></p>'
    )


def test_further_reading_follows_what_is_cited_and_is_listed_once():
    cited, further = public_citation("cited"), public_citation("further")
    body = rendered(f"<p>{cite('cited')}</p>", further_reading=["further", "cited", "unknown"])
    assert [(entry.number, entry.citation) for entry in body.references] == [(1, cited), (2, further)]
    assert body.references[1].backlinks == ()


def test_marks_to_citations_that_are_not_public_go_and_leave_no_gap():
    proposed_citation("secret")
    public_citation("open")
    body = rendered(
        f'<p>甲{cite("secret")}乙{cite("nowhere")}丙<cite data-citation="secret">秘</cite>丁{cite("open")}。</p>'
    )
    assert "".join(lxml.html.fromstring(body.html).itertext()) == "甲乙丙丁[1]。"
    assert "secret" not in body.html


def test_a_citation_inside_a_link_is_a_number_without_a_link():
    public_citation("inside")
    body = rendered(f'<p><a href="https://example.org/">甲{cite("inside")}</a></p>')
    assert body.html == '<p><a href="https://example.org/" rel="noopener">甲<sup class="cite">[1]</sup></a></p>'
    assert body.references[0].backlinks == ()


def test_a_retracted_paper_is_marked_where_it_is_cited():
    public_citation("gone", retraction_status="retraction")
    assert 'class="cite cite-retracted"' in rendered(f"<p>{cite('gone')}</p>").html


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant"])
def test_links_to_records_lead_to_pages_of_the_same_script(language):
    public_product("Alofisel")
    public_trial("NCT01541579")
    public_term("间充质干细胞", zh_hant_tw="間充質幹細胞", slug="msc")
    body = (
        '<p><a data-record="product:alofisel">甲</a><a data-record="trial:nct01541579">乙</a>'
        '<a data-record="term:间充质干细胞">丙</a><a data-record="term:msc">丁</a></p>'
    )
    html = render(Revision(body_zh_hans=body, body_zh_hant=body), language).html
    assert [a.get("href") for a in lxml.html.fromstring(html).iter("a")] == [
        f"/{language}/products/alofisel/",
        f"/{language}/trials/NCT01541579/",
        f"/{language}/glossary/#msc",
        f"/{language}/glossary/#msc",
    ]
    assert "data-record" not in html


def test_links_to_records_that_are_not_public_become_text():
    proposed_product("Secretol")
    proposed_trial("NCT09999999")
    proposed_term("秘词")
    html = rendered(
        '<p><a data-record="product:secretol" href="/x">甲</a><a data-record="trial:NCT09999999">乙</a>'
        '<a data-record="term:秘词">丙</a><a data-record="person:1">丁</a><a>戊</a></p>'
    ).html
    assert html == "<p>甲乙丙丁戊</p>"


def test_headings_get_unique_ids_by_pinyin_and_skip_no_level():
    public_citation("k")
    body = rendered(f"<h4>来源</h4><h2>来源{cite('k')}</h2><h4>小节</h4><h2> </h2><h3>α</h3>")
    assert [(entry.id, entry.text, entry.level) for entry in body.toc] == [
        ("s-lai-yuan", "来源", 2),
        ("s-lai-yuan-2", "来源", 2),
        ("s-xiao-jie", "小节", 3),
        ("s-section", "α", 3),
    ]
    assert '<h2 id="s-lai-yuan">来源</h2>' in body.html


def test_both_scripts_have_the_same_anchors():
    revision = Revision(body_zh_hans="<h2>组织来源</h2>", body_zh_hant="<h2>組織來源</h2>")
    assert render(revision, "zh-hans").toc[0].id == render(revision, "zh-hant").toc[0].id


def test_tables_of_the_editor_get_a_head_and_scroll_inside_themselves():
    html = rendered(
        "<table><caption>剂量</caption><tbody><tr><th><p>产品</p></th><th><p>剂量</p></th></tr>"
        "<tr><th><p>甲</p></th><td><p>1</p></td></tr></tbody></table><p>后</p>"
    ).html
    assert html == (
        '<div class="table-scroll" role="region" tabindex="0" aria-label="表 1：剂量"><table><caption>剂量</caption>'
        '<thead><tr><th scope="col">产品</th><th scope="col">剂量</th></tr></thead>'
        '<tbody><tr><th scope="row">甲</th><td>1</td></tr></tbody></table></div><p>后</p>'
    )


def test_a_first_row_all_in_bold_is_a_head_and_an_ordinary_one_is_not():
    bold = "<table><tbody><tr><td><strong>甲</strong></td></tr><tr><td>1</td></tr></tbody></table>"
    assert '<thead><tr><th scope="col"><strong>甲</strong></th></tr></thead>' in rendered(bold).html
    assert "<thead>" not in rendered(bold.replace("<strong>甲</strong>", "甲")).html


def test_an_embedded_product_table_shows_public_products_alone():
    public_event(public_product("Alofisel"), jurisdiction="EU")
    public_event(public_product("Temcell"), jurisdiction="JP")
    proposed_event(public_product("Halfway"), jurisdiction="US")
    proposed_product("Secretol")
    everything = rendered('<figure data-embed="products"></figure>').html
    assert [name in everything for name in ("Alofisel", "Temcell", "Halfway", "Secretol")] == [True, True, True, False]
    japan = rendered('<figure data-embed="products" data-jurisdiction="jp"></figure>').html
    assert [name in japan for name in ("Alofisel", "Temcell", "Halfway")] == [False, True, False]
    assert "data-embed" not in everything


def test_tables_of_an_article_and_of_its_embeds_are_counted_in_one_sequence():
    public_event(public_product("Alofisel"), jurisdiction="EU", date=dt.date(2018, 3, 23))
    own = "<table><caption>剂量 &lt;table&gt;</caption><tr><td>1</td></tr></table>"
    html = rendered(
        f'{own}<figure data-embed="products"></figure><table><tr><td>2</td></tr></table>'
        f'<figure data-embed="years"></figure><figure data-embed="trials"></figure>{own}'
    ).html
    labels = [region.get("aria-label") for region in marks.fragment(html).iter("div") if region.get("role") == "region"]
    # The second is that of products, which needs no region; that of trials has nothing to show.
    assert labels == ["表 1：剂量 <table>", "表 3", "表 4：各年首次获批数", "表 5：剂量 <table>"]


def test_an_embedded_timeline_shows_public_events_of_a_product():
    product = public_product("Alofisel")
    public_event(product, jurisdiction="EU", indication="肛瘘")
    proposed_event(product, indication="秘密")
    public_event(public_product("Temcell"), indication="移植物抗宿主病")
    html = rendered('<figure data-embed="timeline" data-product="alofisel"><figcaption>始末</figcaption></figure>').html
    assert [word in html for word in ("肛瘘", "秘密", "移植物抗宿主病", "始末")] == [True, False, False, True]


def table_of(html: str) -> list[list[str]]:
    """The numbers beside a picture, row by row."""
    rows = marks.fragment(html).iter("tr")
    return [[cell.text_content() for cell in row] for row in rows]


def three_approvals() -> None:
    public_event(public_product("Alofisel", tissue="adipose"), jurisdiction="EU", date=dt.date(2018, 3, 23))
    public_event(public_product("Temcell", tissue="bone_marrow"), jurisdiction="JP", date=dt.date(2015, 9, 18))
    public_event(Product.objects.get(latin_name="Temcell"), jurisdiction="CN", date=dt.date(2015, 9, 19))
    proposed_event(public_product("Halfway", tissue="adipose"), jurisdiction="US")


@pytest.mark.parametrize(
    ("embed", "rows"),
    [
        ("years", [["年份", "仍获批准", "合计"], ["2015", "2", "2"], ["2018", "1", "1"]]),
        ("tissues", [["组织来源", "仍获批准", "合计"], ["骨髓", "2", "2"], ["脂肪组织", "1", "1"]]),
    ],
)
def test_embedded_charts_of_approvals_stand_beside_their_numbers(embed, rows):
    three_approvals()
    html = rendered(f'<p>甲</p><figure data-embed="{embed}"></figure>').html
    assert 'id="embed-1' in html
    assert table_of(html) == rows


def test_an_embedded_chart_of_jurisdictions():
    three_approvals()
    rows = table_of(rendered('<figure data-embed="places"></figure>').html)
    assert rows[0] == ["国家或地区", "仍获批准", "合计"]
    assert sorted(rows[1:]) == sorted([["中国", "1", "1"], ["日本", "1", "1"], ["欧盟", "1", "1"]])


def test_an_embedded_picture_of_trials_by_phase():
    public_trial(phase="PHASE3", overall_status="COMPLETED")
    public_trial(phase="PHASE3", overall_status="TERMINATED")
    ryoncil = public_product("Ryoncil")
    ryoncil.trials.add(public_trial(phase="PHASE1", overall_status="RECRUITING"))
    proposed_trial(phase="PHASE2", overall_status="COMPLETED")
    head = ["分期", "已完成", "进行中", "提前终止、暂停或撤回", "合计"]
    assert table_of(rendered('<figure data-embed="trials"></figure>').html) == [
        head, ["I 期", "0", "1", "0", "1"], ["III 期", "1", "0", "1", "2"],
    ]  # fmt: skip
    of_one = rendered('<figure data-embed="trials" data-product="ryoncil"></figure>').html
    assert table_of(of_one) == [["分期", "进行中", "合计"], ["I 期", "1", "1"]]


def test_charts_in_an_article_have_ids_of_their_own_and_cost_the_same_queries(django_assert_num_queries):
    three_approvals()
    public_trial(phase="PHASE3", overall_status="COMPLETED")
    body = "".join(f'<figure data-embed="{kind}"></figure>' for kind in embeds.NAMES)
    rendered(body)  # a process reads the catalogue and the terms once
    for times in (1, 3):
        with django_assert_num_queries(8):
            html = rendered(body * times).html
        ids = re.findall(r' id="([^"]+)"', html)
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("embed", [*embeds.NAMES, "nonsense", ""])
def test_an_embed_with_nothing_to_show_goes(embed):
    assert rendered(f'<p>甲</p><figure data-embed="{embed}" data-product="x"></figure>乙').html == "<p>甲</p>乙"


def test_queries_do_not_grow_with_the_marks(django_assert_num_queries):
    def body(count: int) -> str:
        parts = []
        for number in range(count):
            public_citation(f"k{count}{number}")
            public_event(public_product(f"P{count}{number}"))
            trial = public_trial()
            public_term(f"词{count}{number}")
            parts.append(
                f'{cite(f"k{count}{number}")}<a data-record="product:p{count}{number}">甲</a>'
                f'<a data-record="trial:{trial.registry_id}">乙</a><a data-record="term:词{count}{number}">丙</a>'
                '<figure data-embed="products"></figure><figure data-embed="timeline"></figure>'
            )
        return "".join(parts)

    for count in (1, 3):
        html = body(count)
        vocabulary.load("zh-hans")  # this process reads the terms once, until one of them changes
        with django_assert_num_queries(7):  # citations, state of terms, products, trials; products and events; timeline
            rendered(html)


def test_a_revision_made_by_the_workflow_renders_in_both_scripts():
    live = public_article(body="<h2>干细胞</h2><p>正文</p>").live
    assert render(live, "zh-hant").html == '<h2 id="s-gan-xi-bao">幹細胞</h2><p>正文</p>'


PIECES = st.sampled_from(
    "<p> </p> <h2> </h3> <table> <tr> <td> <th> </table> <cite data-citation='a'> </cite> <a data-record='term:x'> <a>"
    " </a> <figure data-embed='products'> <figure data-embed='timeline'> <figcaption> <ul><li> <!--x--> & < > \x01 \x00"
    " <sup> 干 abc".split(" ")
)


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES | st.text(st.characters(exclude_categories=["Cs"]), max_size=4), max_size=12).map("".join))
def test_odd_html_never_crashes(html):
    assert isinstance(rendered(html).html, str)


def test_no_link_of_an_article_reaches_a_person():
    body = '<p><a href="mailto:clinic@example.org">来信</a>与<a href="https://example.org/">外链</a></p>'
    assert rendered(body).html == '<p>来信与<a href="https://example.org/" rel="noopener">外链</a></p>'
