"""A body with everything that may stand in one comes out of the editor as it went in."""

from __future__ import annotations

import pytest

from mscsite.core.html import ATTRIBUTES, TAGS, sanitise
from tests import factories, staff

BODY = sanitise(
    "<h2>标题</h2><p>段落<strong>加粗</strong><em>斜体</em>H<sub>2</sub>O 10<sup>6</sup><br>换行"
    '<a href="https://example.org/a?b=1&amp;c=2" title="提示">外链</a>和<a data-record="product:ryoncil">Ryoncil</a>，'
    '引用<cite data-citation="a2020"></cite><cite data-citation="b2021"></cite>。<cite>书名</cite></p>'
    "<h3>三</h3><h4>四</h4><ul><li>一<ul><li>嵌套</li></ul></li><li>二</li></ul>"
    '<ol start="3"><li>三</li><li>四</li></ol><blockquote><p>引文</p></blockquote><hr>'
    '<aside data-callout="warning"><p>请当心</p><ul><li>一点</li></ul></aside>'
    '<figure data-embed="products" data-jurisdiction="CN"></figure>'
    '<figure data-embed="timeline" data-product="ryoncil"><figcaption>说明</figcaption></figure>'
    '<figure data-image="abcdef012345"><figcaption>图<strong>一</strong></figcaption></figure>'
    '<figure data-image="abcdef012346"></figure>'
    '<table><caption>表一<cite data-citation="a2020"></cite></caption>'
    '<thead><tr><th scope="col">甲</th><th colspan="2">乙</th></tr></thead>'
    '<tbody><tr><th scope="row" rowspan="2">x</th><td>1<sup>a</sup></td><td rowspan="2">2</td></tr>'
    '<tr><td>3</td></tr><tr><td colspan="2">4</td><td><p>两</p><p>段</p></td></tr></tbody></table>'
    "<figure><table><tbody><tr><td>表</td></tr></tbody></table><figcaption>图注<strong>粗</strong></figcaption></figure>"
    '<p><a data-record="trial:NCT00366145"><strong>粗链</strong></a></p>'
)


@pytest.fixture
def article(transactional_db):
    return factories.draft_article("回路", body=BODY)


def test_the_body_holds_every_tag_and_attribute_that_is_let_through():
    for tag in TAGS:
        assert f"<{tag}" in BODY
    for attribute in set().union(*ATTRIBUTES.values()):
        assert f' {attribute}="' in BODY


def test_everything_survives_an_edit(article, log_in):
    page = log_in("编辑")
    page.goto(staff.address(article, "change"))
    body = page.get_by_role("textbox", name="正文（简体）")
    body.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("尾")
    page.get_by_role("button", name="保存并继续编辑").click()
    page.wait_for_selector(".messagelist")
    saved = page.locator("#id_body_zh_hans").input_value()
    assert saved == BODY.replace("粗链</strong></a></p>", "粗链</strong></a><strong>尾</strong></p>")


def test_opening_and_saving_changes_nothing(article, log_in):
    page = log_in("编辑")
    page.goto(staff.address(article, "change"))
    page.get_by_role("button", name="保存并继续编辑").click()
    page.wait_for_selector(".messagelist")
    assert page.locator("#id_body_zh_hans").input_value() == BODY
    page.get_by_text("版本与操作记录").click()
    assert page.get_by_role("link", name="第 1 版").count() == 1
    assert page.get_by_role("link", name="第 2 版").count() == 0
