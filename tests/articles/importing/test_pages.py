from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importing.beside import nothing
from articles.importing.decoding import ImportRefused
from articles.importing.html_tree import parse
from articles.importing.markdown import read_markdown
from articles.importing.page import read_html
from articles.importing.parsed import Block
from articles.importing.reading import pictures, read
from tests.articles.importing.accounting import letters, places

HERE = Path(__file__).parent / "samples"
SAMPLES = sorted([*HERE.glob("*.html"), *HERE.glob("*.md")])
PARAGRAPH = "关节软骨没有血管，一旦磨损就很难长回来。"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples(path):
    found = read(path.read_bytes(), path.name).article().as_dict()
    assert found == json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def blocks(html: str) -> list[Block]:
    sections = read_html(f"<h1>题目在这里</h1><h2>一、节</h2><p>{PARAGRAPH}</p>{html}").sections
    return [block for section in sections for block in section.blocks][1:]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ul><li>甲<ul><li>子</li></ul></li><li><p>乙</p></li></ul>", [Block("ul", items=("甲", "子", "乙"))]),
        ("<ol><li>甲<li>乙</ol>", [Block("ol", items=("甲", "乙"))]),
        ("<blockquote><p>甲。</p><p>乙。</p></blockquote>", [Block("quote", "甲。\n乙。")]),
        ("<p>甲。<br>乙。</p>", [Block("p", "甲。"), Block("p", "乙。")]),
        ("<p>5×10<sup>7</sup>个/cm<sup>2</sup>，Ca<sup>2+</sup>。</p>", [Block("p", "5×10⁷个/cm²，Ca²⁺。")]),
        ("<p>研究很多<sup>1-3</sup>，也有反对的<sup>[4]</sup>。</p>", [Block("p", "研究很多[1-3]，也有反对的[4]。")]),
        ("<p>一\n  行\n字 and\nwords</p>", [Block("p", "一行字 and words")]),
        ('<figure><img alt="膝"><figcaption>图1 膝</figcaption></figure>', [Block("figure", "图1 膝", alt="膝")]),
        ('<img src="a.png" alt="膝关节">', [Block("figure", "膝关节", alt="膝关节")]),
        ('<img src="a.png" alt="图片"><p>图2 膝</p>', [Block("figure", "图2 膝")]),
        ("<table><tr><td>布局<td><p>a</p></table>", [Block("table", rows=(("布局", "a"),))]),
    ],
    ids=range(11),
)
def test_blocks(html, expected):
    assert blocks(html) == expected


def test_cells_over_rows_and_columns_stand_in_each_place():
    html = "<table><tr><th rowspan=2>甲<th colspan=2>乙<tr><td>丙<td>丁<tr><td colspan=3>总<tr><td>1<td>2<td>3</table>"
    rows = (("甲", "乙", "乙"), ("甲", "丙", "丁"), ("总", "", ""), ("1", "2", "3"))
    assert blocks(html) == [Block("table", rows=rows)]


def test_a_table_parted_by_a_page_is_one():
    part = "<table><tr><th>名<th>国<tr><td>{}<td>日本</table>"
    parsed = read_html(f"<h1>题目在这里</h1><p>{PARAGRAPH}</p>{part.format('甲')}{part.format('乙')}")
    assert parsed.sections[0].blocks[-1].rows == (("名", "国"), ("甲", "日本"), ("乙", "日本"))
    assert parsed.dropped == ("名 | 国",)


@pytest.mark.parametrize(
    "heading",
    [
        "<h3>{}</h3>",
        "<p><strong>{}</strong></p>",
        '<p style="font-weight:700">{}</p>',
        '<section><span style="font-size:20px">{}</span></section>',
    ],
)
def test_headings_by_mark_up(heading):
    text = f'<p style="font-size:15px">{PARAGRAPH}</p>'
    html = f"<h1>题目在这里</h1>{text}" + "".join(heading.format(words) + text for words in ("来源如何", "用途如何"))
    assert [(s.level, s.heading) for s in read_html(html).sections] == [(1, "来源如何"), (1, "用途如何")]


def test_numbers_give_the_level_where_all_headings_are_the_same_element():
    headings = ["前言", "一、甲", "（一）子", "（二）丑", "二、乙", "结语"]
    html = "<h1>题目在这里</h1>" + "".join(f"<h2>{heading}</h2><p>{PARAGRAPH}</p>" for heading in headings)
    levels = [1, 1, 2, 2, 1, 1]
    assert [(s.level, s.heading) for s in read_html(html).sections] == list(zip(levels, headings, strict=True))


def test_levels_are_not_jumped():
    html = f"<h1>题目在这里</h1><h2>甲</h2><p>{PARAGRAPH}</p><h5>子</h5><p>{PARAGRAPH}</p><h2>乙</h2><p>{PARAGRAPH}</p>"
    assert [(s.level, s.heading) for s in read_html(html).sections] == [(1, "甲"), (2, "子"), (1, "乙")]


def test_what_stands_around_the_article_is_dropped_line_by_line():
    html = (
        "<title>题目在这里_某网</title><nav><a>首页</a></nav><div><h1>题目在这里</h1><p>2024-05-06</p>"
        f"<div class=body>{f'<p>{PARAGRAPH}</p>' * 5}<div class=share>分享</div></div></div>"
        "<div class=comments>说得好</div>"
    )
    parsed = read_html(html)
    assert (parsed.title, parsed.metadata["date"].value) == ("题目在这里", "2024-05-06")
    assert parsed.dropped == ("题目在这里_某网", "首页", "分享", "说得好")


def test_scripts_and_handlers_are_taken_out_and_told():
    parsed = read_html(f"<h1 onclick=x()>题目在这里</h1><script>题</script><iframe>框</iframe><p>{PARAGRAPH}</p>")
    assert parsed.notes == ("已去除网页中的脚本和嵌入内容 2 处", "已去除网页中的事件代码 1 处")
    assert places(parsed) == ["题目在这里", PARAGRAPH]


@pytest.mark.parametrize(
    ("name", "data", "note"),
    [
        ("a.txt", f"<html><p>{PARAGRAPH}".encode(), "扩展名是 .txt，内容是HTML，已按内容读取"),
        ("a.html", PARAGRAPH.encode(), "扩展名是 .html，内容是纯文本，已按内容读取"),
        (
            "a.html",
            f"<meta charset=utf-8><p>{PARAGRAPH}".encode("gb18030"),
            "网页标明的编码是 utf-8，与实际不符，已按实际的编码读取",
        ),
        (
            "a.htm",
            f"<meta charset=gb2312><p>{PARAGRAPH}".encode(),
            "网页标明的编码是 gb2312，与实际不符，已按实际的编码读取",
        ),
    ],
    ids=range(4),
)
def test_the_content_decides_what_a_file_is(name, data, note):
    article = read(data, name).article()
    assert (article.notes, PARAGRAPH in places(article)) == ((note,), True)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.html", ("<p>深" + "<div>" * 5_000 + "处").encode(), "网页的标签嵌套过深，可能已损坏"),
        ("a.html", b"From: <Saved by Blink>\r\n", "网页存档里没有网页"),
        ("a.pages", b"x", "不支持“.pages”文件"),
    ],
    ids=range(3),
)
def test_what_is_refused(name, data, reason):
    with pytest.raises(ImportRefused) as refusal:
        read(data, name)
    assert refusal.value.reason == reason


TAGS = (
    "p div h1 h2 h3 ul ol li blockquote table tr td th strong span sup br section nav aside a figure figcaption".split()
)
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(["一、来源", "参考文献", "[1] Able A. One. J Imag. 2001;3:4.", "免责声明：仅供科普。", "图1 膝"]),
    st.text(alphabet="干细胞，。：1 2ab", min_size=1, max_size=12),
    st.sampled_from(
        ['<p class="share">', "<img alt=膝关节>", "<script>", "&nbsp;", "<!--", "<p hidden>", "<td rowspan=3>"]
    ),
)


@given(st.lists(PIECES, max_size=40))
@settings(max_examples=100, deadline=None)
def test_nothing_is_lost_in_any_html(pieces):
    html = "".join(pieces)
    shown = letters("".join(parse(html).body.itertext()))
    found = letters("".join(places(read_html(html))))
    assert not set(shown) - set(found)
    assert len(found) >= len(shown)  # cells over several rows are said in each, pictures by their alternative text


MARKDOWN = ["# 题", "##节", "- 甲", "1. 乙", "> 引", "|a|b|", "|-|-|", "---", "", "正文，很长。", "```", "    缩进"]
MARKDOWN += ["[1]: https://x.cn", "[^1]: 注", "<!-- 评 -->", "**粗**", "===", "![图](1.2)"]


@given(st.lists(st.sampled_from(MARKDOWN), max_size=25))
@settings(max_examples=100, deadline=None)
def test_nothing_is_lost_in_any_markdown(lines):
    text = "\n".join(lines)
    shown = letters(text)
    found = letters("".join(places(read_markdown(text))))
    assert sorted(found) == sorted(shown)


def test_long_tables_are_read_whole_and_endless_ones_refused():
    def page(rows: int) -> bytes:
        return f"<h1>题目在这里</h1><p>正文。</p><table>{'<tr><td>甲<td>乙' * rows}</table>".encode()

    (block,) = read(page(2_500), "a.html").article().sections[0].blocks[1:]
    assert len(block.rows) == 2_500
    with pytest.raises(ImportRefused, match="有超过两万行的表格"):
        read(page(20_001), "a.html")


def test_tags_that_are_never_closed():
    data = "<h1>题目在这里</h1><p>甲有一句话。<p>丙也有一句话。<table><tr><td>丁<td>戊<tr><td>己".encode()
    found = read(data, "a.html").article()
    assert [block.as_dict() for block in found.sections[0].blocks] == [
        {"type": "p", "text": "甲有一句话。"},
        {"type": "p", "text": "丙也有一句话。"},
        {"type": "table", "rows": [["丁", "戊"], ["己", ""]]},
    ]


def test_more_brackets_than_links_are_read_as_plain_text_and_kept(monkeypatch):
    monkeypatch.setattr("articles.importing.markdown._MOST_BRACKETS", 3)
    data = "# 题\n\n[一][二][三][四]".encode()
    assert "[一][二][三][四]" in str(read(data, "a.md").article().as_dict())
    assert list(pictures(data, "a.md", nothing)) == []
