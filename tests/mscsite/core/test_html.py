import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscsite.core.html import plain_text, sanitise


@pytest.mark.parametrize(
    "html",
    [
        "<h2>标题</h2><p>段<strong>落</strong><sup>7</sup><sub>2</sub><br>行</p>",
        '<p>甲<cite data-citation="a1"></cite>乙<a data-record="product:x" rel="noopener">丙</a></p>',
        '<table><caption>表</caption><thead><tr><th scope="col" colspan="2">头</th></tr></thead>'
        '<tbody><tr><td rowspan="2">格</td></tr></tbody></table>',
        '<figure data-embed="timeline" data-product="x"></figure>',
        '<ol start="3"><li>项</li></ol><blockquote><p>引</p></blockquote><hr>',
    ],
)
def test_what_the_site_uses_passes_unchanged(html: str):
    assert sanitise(html) == html


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ('<p onclick="x()" style="color:red" class="y">文</p>', "<p>文</p>"),
        ("<p>文<script>alert(1)</script></p>", "<p>文</p>"),
        ('<a href="javascript:alert(1)">文</a>', '<a rel="noopener">文</a>'),
        ('<img src="x" onerror="y"><iframe src="//evil"></iframe>文', "文"),
        ("<div><font>文</font></div><!-- 注 -->", "文"),
        ("<p>未关闭<b>的", "<p>未关闭的</p>"),
    ],
)
def test_all_else_goes_and_the_text_stays(dirty: str, clean: str):
    assert sanitise(dirty) == clean


@given(st.text())
def test_sanitising_twice_is_sanitising_once(text: str):
    once = sanitise(text)
    assert sanitise(once) == once


def test_plain_text_has_a_line_a_block():
    html = "<h2>题</h2><p>P&lt;0.05&nbsp;&amp;<br>下行</p><ul><li>甲</li><li>乙</li></ul>"
    assert plain_text(html) == "题\nP<0.05 &\n下行\n甲\n乙"
