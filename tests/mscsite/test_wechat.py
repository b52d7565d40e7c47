"""What is copied into WeChat's editor: styles inline, every word there, nothing that the editor would drop."""

import re

import lxml.html
import pytest

from mscsite.core.roles import EDITOR
from tests import staff
from tests.factories import (
    draft_article,
    image,
    public_article,
    public_citation,
    public_event,
    public_product,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return staff.client_of(staff.account(EDITOR))


def copied(client, article, script="zh-hans") -> lxml.html.HtmlElement:
    response = client.get(f"/{script}/wechat/{article.pk}/body/")
    assert response.status_code == 200
    return lxml.html.document_fromstring(response.text).find(".//section")


def test_the_whole_article_is_there_with_inline_styles_and_without_what_is_dropped(editor):
    picture, citation = image(alt="示意图"), public_citation("a2001", doi="10.1000/x1", title="A paper")
    public_event(public_product("Ryoncil", name="瑞克"))
    body = (
        '<h2>标题</h2><p>正文<a href="https://example.org/">外链</a>与<a data-record="product:ryoncil">产品</a>'
        f'<cite data-citation="{citation.key}"></cite></p>'
        '<aside data-callout="warning"><p>当心</p></aside><ul><li>一</li></ul>'
        "<table><caption>表题</caption><thead><tr><th>甲</th></tr></thead><tbody><tr><td>乙</td></tr></tbody></table>"
        f'<figure data-image="{picture.key}"></figure><figure data-embed="products"></figure>'
    )
    article = public_article("题", body=body, summary="第一点\n第二点", disclaimer="仅供科普")
    tree = copied(editor, article)
    text = tree.text_content()
    for words in (
        "第一点",
        "标题",
        "外链",
        "产品",
        "[1]",
        "当心",
        "请注意",
        "表题",
        "乙",
        "瑞克",
        "A paper",
        "仅供科普",
    ):
        assert words in text
    assert "https://doi.org/10.1000/x1" in text
    tags = {element.tag for element in tree.iter(lxml.html.etree.Element)}
    assert tags <= set("section p h2 h3 h4 ul ol li table thead tbody tr th td img sup sub strong em br span".split())
    names = {name for element in tree.iter(lxml.html.etree.Element) for name in element.attrib}
    assert names <= {"style", "src", "alt", "colspan", "rowspan", "start"}
    assert "border-left: 4px solid #0f5257" in tree.find(".//h2").get("style")
    assert re.fullmatch(r"http://testserver/media/images/.*\.(jpg|png)", tree.find(".//img").get("src"))
    assert tree.find(".//img").get("alt") == "示意图"


def test_each_script_is_copied_for_itself(editor):
    article = public_article("干细胞", body="<p>干细胞研究</p>")
    assert "幹細胞研究" in copied(editor, article, "zh-hant").text_content()
    html = editor.get(f"/zh-hans/wechat/{article.pk}/").text
    assert f'href="/zh-hant/wechat/{article.pk}/"' in html
    assert f"http://testserver/zh-hans/articles/{article.slug}/" in html


def test_only_what_is_public_and_only_for_those_who_may_see_articles(client, editor):
    article, draft = public_article("甲"), draft_article("乙")
    for name in ("", "body/"):
        assert client.get(f"/zh-hans/wechat/{article.pk}/{name}").status_code == 403
        assert editor.get(f"/zh-hans/wechat/{draft.pk}/{name}").status_code == 404
    assert "复制到公众号" in editor.get(staff.address(article, "change")).text
    assert "复制到公众号" not in editor.get(staff.address(draft, "change")).text


def test_no_script_may_run_in_what_is_shown(editor):
    policy = editor.get(f"/zh-hans/wechat/{public_article().pk}/body/")["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
