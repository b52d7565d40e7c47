"""Bodies compared: one changed character is one marked character, and structure, marks and formats are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.comparing.bodies import CHANGED, FORMAT, GONE, MOVED, NEW, SAME, compare
from articles.comparing.leaves import leaves
from articles.comparing.showing import shown


def told(before: str, after: str) -> list[tuple[str, str]]:
    """What is shown of every line that is not the same: its label and its HTML."""
    return [(line.label, str(line.html)) for line in shown(compare(before, after), {}) if line.fate != SAME]


@pytest.mark.parametrize(
    ("before", "after", "html"),
    [
        ("治愈率为六成", "治疗率为六成", "治<del>愈</del><ins>疗</ins>率为六成"),
        ("在骨髓中发现的细胞，后来", "在骨髓里发现的细胞，后来", "在骨髓<del>中</del><ins>里</ins>发现的细胞，后来"),
        ("甲的乙的丙", "甲的乙丙", "甲的乙<del>的</del>丙"),
        ("有 120 人入组", "有 128 人入组", "有 <del>120</del><ins>128</ins> 人入组"),
        ("剂量3.5×10", "剂量8.5×10", "剂量<del>3.5</del><ins>8.5</ins>×10"),
        ("用 Ryoncil 治疗", "用 Alofisel 治疗", "用 <del>Ryoncil</del><ins>Alofisel</ins> 治疗"),
        ("完全缓解的比例高达九成以上", "部分缓解的比例约为四成，另有", None),
    ],
)
def test_what_changed_is_marked_by_the_character_and_numbers_and_words_whole(before, after, html):
    ((label, found),) = told(f"<p>{before}</p>", f"<p>{after}</p>")
    assert label == "段落 · 改动"
    if html is not None:
        assert found == html


def test_a_rewritten_clause_is_read_as_one():
    ((_label, html),) = told("<p>研究者认为这种疗法前景广阔值得期待。</p>", "<p>研究者认为目前证据还不足以下结论。</p>")
    assert html.count("<del>") == 1


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("<h2>来源</h2>", "<h3>来源</h3>", [("二级标题 → 三级标题", "来源")]),
        ("<p>一段话</p>", "<ul><li>一段话</li></ul>", [("段落 → 列表项", "一段话")]),
        ("<ul><li>甲甲</li></ul>", "<ol><li>甲甲</li></ol>", [("列表项 → 编号列表项", "甲甲")]),
        ("<p>甲</p><p>丙</p>", "<p>甲</p><p>乙乙</p><p>丙</p>", [("段落 · 新增", "<ins>乙乙</ins>")]),
        ("<p>甲</p><hr>", "<p>甲</p>", [("分隔线 · 删去", "")]),
        (
            '<figure data-image="aaa"></figure>',
            '<figure data-image="bbb"></figure>',
            [("图片 · 删去", "<del><code>aaa</code></del>"), ("图片 · 新增", "<ins><code>bbb</code></ins>")],
        ),
        (
            '<figure data-embed="products"></figure>',
            "",
            [("实时图表 · 删去", "<del><code>产品表</code></del>")],
        ),
        (
            "<p>甲乙丙丁</p>",
            '<p>甲乙<cite data-citation="k"></cite>丙丁</p>',
            [("段落 · 改动", '甲乙<ins><cite class="citation-chip">k</cite></ins>丙丁')],
        ),
        (
            "<p>甲乙丙</p>",
            "<p>甲<strong>乙</strong>丙</p>",
            [
                (
                    "段落 · 改动",
                    '甲<span class="format-change"><strong>乙</strong>'
                    '<span class="format-words">〔格式：无 → 加粗〕</span></span>丙',
                )
            ],
        ),
        (
            '<p>见<a data-record="product:a">药品</a></p>',
            '<p>见<a data-record="product:b">药品</a></p>',
            [
                (
                    "段落 · 改动",
                    '见<span class="format-change"><span class="linked" title="product:b">药品</span>'
                    '<span class="format-words">〔格式：链接到 product:a → 链接到 product:b〕</span></span>',
                )
            ],
        ),
        (
            "<table><tbody><tr><th>药</th><td>一</td></tr></tbody></table>",
            "<table><tbody><tr><th>药</th><td>二</td></tr></tbody></table>",
            [("表格行 · 改动", '<strong>药</strong><span class="cell"> ｜ </span><del>一</del><ins>二</ins>')],
        ),
        ("<p>&lt;b&gt;</p>", "", [("段落 · 删去", "<del>&lt;b&gt;</del>")]),
    ],
)
def test_structure_marks_and_formats_are_told(before, after, lines):
    assert told(before, after) == lines


def test_a_paragraph_that_went_elsewhere_is_moved():
    moved, other = "<p>这一段话长得足够认出来</p>", "<p>另一段完全不同的文字在此处</p><p>第三段说别的事情</p>"
    assert [line.fate for line in compare(moved + other, other + moved)] == [MOVED, SAME, SAME, MOVED]


def test_long_stretches_without_a_change_are_folded():
    body = "".join(f"<p>第{n}段</p>" for n in range(9))
    found = shown(compare(body, body + "<p>新</p>"), {})
    assert [(line.label, len(line.folded)) for line in found] == [("8 段没有变", 8), ("段落", 0), ("段落 · 新增", 0)]


TEXT = st.text("干细胞，。的a1 ", min_size=0, max_size=12)
BODY = st.lists(
    st.one_of(
        TEXT.map("<p>{}</p>".format),
        TEXT.map("<h2>{}</h2>".format),
        st.tuples(TEXT, TEXT).map(lambda t: f"<ul><li>{t[0]}</li><li><strong>{t[1]}</strong></li></ul>"),
        st.tuples(TEXT, TEXT).map(lambda t: f"<table><tbody><tr><td>{t[0]}</td><td>{t[1]}</td></tr></tbody></table>"),
        st.just('<figure data-image="k"></figure>'),
        TEXT.map('<p>x<cite data-citation="c"></cite>{}</p>'.format),
    ),
    max_size=7,
).map("".join)


@given(BODY, BODY)
def test_both_sides_can_be_read_off_the_comparison(before, after):
    lines = compare(before, after)
    for side, other in ((before, NEW), (after, GONE)):
        at = "before" if other == NEW else "after"
        assert [getattr(line, at) for line in lines if getattr(line, at)] == leaves(side)
        for line in lines:
            if leaf := getattr(line, at):
                kept = [atom.identity for run in line.runs if run.fate != other for atom in run.atoms]
                assert kept == list(leaf.identities)
    assert {line.fate for line in compare(after, after)} <= {SAME}
    assert {run.fate for line in lines for run in line.runs} <= {SAME, NEW, GONE, FORMAT}
    assert {line.fate for line in lines} <= {SAME, NEW, GONE, CHANGED, MOVED}
