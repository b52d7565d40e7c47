import pytest

from articles.importing.parsed import Block, ParsedArticle, Section
from articles.intake.body import Linker, build, mark_numbers
from mscsite.core.names import NameIndex


def linker(**citations: str) -> Linker:
    return Linker({int(n[1:]): key for n, key in citations.items()}, NameIndex({"ryoncil": ["Ryoncil"]}))


@pytest.mark.parametrize(
    ("mark", "numbers"), [("[3]", [3]), ("[1,3-5]", [1, 3, 4, 5]), ("［2、4］", [2, 4]), ("[5-3]", []), ("[1-900]", [])]
)
def test_numbers_of_a_mark(mark: str, numbers: list[int]):
    assert mark_numbers(mark) == numbers


def test_marks_become_citations_and_the_others_stay():
    html = linker(n1="a1", n2="b2").html("甲[1,2]乙[3]丙[2]")
    assert html == (
        '甲<cite data-citation="a1"></cite><cite data-citation="b2"></cite>乙[3]丙<cite data-citation="b2"></cite>'
    )


def test_text_is_escaped_and_records_are_linked_once_in_a_text():
    found = linker()
    html = found.html("P<0.05 & Ryoncil，Ryoncil；nct01234567")
    assert html == (
        'P&lt;0.05 &amp; <a data-record="product:ryoncil">Ryoncil</a>，Ryoncil；'
        '<a data-record="trial:NCT01234567">nct01234567</a>'
    )
    assert (list(found.used_products), list(found.used_trials)) == (["ryoncil"], ["NCT01234567"])


def test_all_kinds_of_blocks():
    parsed = ParsedArticle(
        title="题",
        script="zh-Hans",
        lead=("导语",),
        sections=(
            Section(1, "一、甲", (Block("ul", items=("子", "丑")), Block("quote", text="引"))),
            Section(2, None, (Block("table", rows=(("表头",), ("格",))), Block("figure", text="图1"))),
        ),
    )
    assert build(parsed, linker()) == (
        "<p>导语</p>\n<h2>一、甲</h2>\n<ul><li>子</li><li>丑</li></ul>\n<blockquote><p>引</p></blockquote>\n"
        '<table><thead><tr><th scope="col">表头</th></tr></thead><tbody><tr><td>格</td></tr></tbody></table>\n'
        "<figure><figcaption>图1</figcaption></figure>"
    )


def test_a_picture_without_a_caption_leaves_nothing_empty():
    parsed = ParsedArticle(
        title="题", script="zh-Hans", sections=(Section(1, "一、甲", (Block("figure", picture="picture:1"),)),)
    )
    assert build(parsed, linker()) == "<h2>一、甲</h2>"
