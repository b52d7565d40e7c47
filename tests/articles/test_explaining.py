"""Terms are explained once, in running text, and nowhere else."""

import lxml.html
import pytest

from articles.models import Revision
from articles.rendering import render
from tests.factories import public_term

pytestmark = pytest.mark.django_db


def linked(body: str) -> list[tuple[str, str]]:
    """The parent and the words of each link to a term."""
    html = render(Revision(body_zh_hans=body), "zh-hans").html
    tree = lxml.html.fragment_fromstring(html, create_parent="div")
    return [(link.getparent().tag, link.text) for link in tree.iter("a") if "record-term" in link.get("class", "")]


def test_the_first_place_in_running_text_is_linked_and_no_other():
    public_term("安慰剂")
    body = "<h2>安慰剂</h2><p><strong>安慰剂</strong>与安慰剂</p><ul><li>安慰剂</li></ul>"
    assert linked(body) == [("strong", "安慰剂")]
    assert linked('<p><a href="https://e.org">安慰剂</a>，x<sup>安慰剂</sup></p><ul><li>甲<br>安慰剂。</li></ul>') == [
        ("li", "安慰剂")
    ]


def test_several_terms_in_one_stretch_keep_the_text_as_it_was():
    for word in ("安慰剂", "对照组", "随机"):
        public_term(word)
    body = "<p>前<em>斜</em>随机分到对照组，用安慰剂。<br>后</p>"
    rendered = render(Revision(body_zh_hans=body), "zh-hans")
    assert linked(body) == [("p", "随机"), ("p", "对照组"), ("p", "安慰剂")]
    tree = lxml.html.fromstring(rendered.html)
    assert tree.text_content() == "前斜随机分到对照组，用安慰剂。后"
    assert [meaning.name for meaning in rendered.terms] == ["随机", "对照组", "安慰剂"]


def test_a_term_that_the_writer_linked_is_not_linked_again():
    public_term("安慰剂")
    body = '<p>安慰剂，见<a data-record="term:安慰剂">这里</a></p>'
    assert linked(body) == [("p", "这里")]
    assert [meaning.name for meaning in render(Revision(body_zh_hans=body), "zh-hans").terms] == ["安慰剂"]


def test_without_terms_nothing_changes():
    assert render(Revision(body_zh_hans="<p>甲</p>"), "zh-hans").html == "<p>甲</p>"
