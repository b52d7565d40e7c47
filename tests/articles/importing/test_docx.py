from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importing.decoding import ImportRefused
from articles.importing.docx import Picture, docx_pictures
from articles.importing.parsed import Block
from articles.importing.reading import read
from tests.articles.importing.accounting import letters, places
from tests.articles.importing.word import cell, document, header, packed, paragraph, run, table

PARAGRAPH = "骨髓是最早的来源，研究也最多。"
ENTRY = "Able A, Baker B. Cells. J Imag. 2020;3(4):5-9."


def body(*parts: str) -> list[dict]:
    return read(document(*parts), "稿件.docx").article().as_dict()["sections"]


def test_styles_lists_tables_and_superscripts():
    data = document(
        paragraph("干细胞综述", style="a"),
        paragraph("研究很多", run("1,2", raised=True), "。剂量为5×10", run("7", raised=True), "个。"),
        paragraph("一、来源", style="1"),
        paragraph("（一）骨髓", style="2"),
        paragraph("甲", numbered="2"),
        paragraph("乙", numbered="2"),
        paragraph("先问来源。", style="q"),
        table(
            [cell("分期", down="restart"), cell("表现", across=2)],
            [cell("", down="continue"), cell("影像"), cell("疼痛")],
            [cell("早期"), cell("轻"), cell("重")],
        ),
        paragraph("二、结论", style="1"),
        paragraph(PARAGRAPH),
        paragraph("参考文献", style="1"),
        paragraph(f"[1] {ENTRY}"),
        parts={"word/header1.xml": header("虚构杂志 2024")},
    )
    found = read(data, "稿件.docx").article().as_dict()
    assert (found["title"], found["lead"], found["dropped"]) == (
        "干细胞综述",
        ["研究很多[1,2]。剂量为5×10⁷个。"],
        ["虚构杂志 2024"],
    )
    rows = [["分期", "表现", "表现"], ["分期", "影像", "疼痛"], ["早期", "轻", "重"]]
    assert found["sections"] == [
        {"level": 1, "heading": "一、来源", "blocks": []},
        {
            "level": 2,
            "heading": "（一）骨髓",
            "blocks": [
                {"type": "ul", "items": ["甲", "乙"]},
                {"type": "quote", "text": "先问来源。"},
                {"type": "table", "rows": rows},
            ],
        },
        {"level": 1, "heading": "二、结论", "blocks": [{"type": "p", "text": PARAGRAPH}]},
    ]
    assert [(r["number"], r["raw"]) for r in found["references"]] == [(1, f"[1] {ENTRY}")]


def test_headings_that_are_only_bold():
    parts = [paragraph("干细胞综述在这里")]
    for heading in ("一、来源", "二、用途"):
        parts += [paragraph(run(heading, bold=True)), paragraph(PARAGRAPH)]
    assert [(s["level"], s["heading"]) for s in body(*parts)] == [(1, "一、来源"), (1, "二、用途")]


def test_numbers_that_word_prints_by_itself():
    parts = [paragraph("干细胞综述", style="a")]
    for heading in ("来源", "用途"):
        parts += [paragraph(heading, style="1", numbered="1"), paragraph(PARAGRAPH)]
    found = read(document(*parts, paragraph("参考文献"), *[paragraph(ENTRY, numbered="3")] * 2), "a.docx").article()
    assert [section.heading for section in found.sections] == ["一、来源", "二、用途"]
    assert [reference.raw for reference in found.references] == [f"[1] {ENTRY}", f"[2] {ENTRY}"]


def test_items_of_a_list_of_references_have_its_numbers():
    parts = [paragraph("题目在这里"), paragraph("参考文献", style="1"), *[paragraph(ENTRY, numbered="4")] * 2]
    found = read(document(*parts), "a.docx").article()
    assert [(reference.number, reference.raw) for reference in found.references] == [(1, ENTRY), (2, ENTRY)]


def test_formulas_are_read():
    formula = (
        '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>5×10</m:t></m:r>'
        "<m:sSup><m:sup><m:r><m:t>7</m:t></m:r></m:sup></m:sSup></m:oMath>"
    )
    found = body(paragraph("题目在这里"), f"<w:p>{run('剂量为')}{formula}{run('个细胞，每周一次。')}</w:p>")
    assert found[0]["blocks"] == [{"type": "p", "text": "剂量为5×10⁷个细胞，每周一次。"}]


def test_pictures_are_named_in_their_figures_and_their_bytes_are_had_apart():
    drawing = (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        '<wp:docPr descr="膝关节"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>'
        '<a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="p1"/>'
        "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    link = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="p1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/a.png"/>'
        "</Relationships>"
    )
    parts = {"word/media/a.png": b"png", "word/_rels/document.xml.rels": link}
    data = document(paragraph("题目在这里"), paragraph(PARAGRAPH), paragraph(drawing), paragraph("图1 膝"), parts=parts)
    (block,) = read(data, "a.docx").article().sections[0].blocks[1:]
    assert block == Block("figure", text="图1 膝", picture="picture:1", alt="膝关节")
    assert list(docx_pictures(data, "a.docx")) == [Picture("picture:1", "image/png", b"png", "膝关节")]


_TEXTS = st.text(alphabet="干细胞一二（）、：。1[] abA", min_size=1, max_size=12).filter(lambda text: text.strip())
_PARTS = st.lists(
    st.one_of(
        st.builds(paragraph, _TEXTS, style=st.sampled_from(["", "a", "1", "2", "q"])),
        st.builds(paragraph, _TEXTS, numbered=st.sampled_from(["1", "2", "3", "4"])),
        st.builds(lambda text: paragraph(run(text, bold=True)), _TEXTS),
        st.builds(lambda a, b: table([cell(a), cell(b)], [cell(b), cell(a)]), _TEXTS, _TEXTS),
    ),
    max_size=8,
)


@given(_PARTS)
@settings(max_examples=80, deadline=None)
def test_nothing_is_lost_or_doubled_in_any_document(parts):
    words = re.findall(r"<w:t[^>]*>([^<]*)</w:t>", "".join(parts))
    found = letters("".join(places(read(document(*parts), "a.docx").article())))
    added = {"一", "二", "三", "四", "五", "六", "七", "八"}  # numbers that Word prints by itself
    missing = list(found)
    for char in letters("".join(words)):
        missing.remove(char)
    assert set(missing) <= added


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.docx", document(paragraph("长" * 35_000_000)), "解压后过大（100 MB，6 个部件），可能是压缩炸弹"),
        ("a.docx", document(parts={"word/vbaProject.bin": b"x"}), "文件含有宏"),
        ("a.docm", document(), "是含宏的 Word 文件"),
        (
            "a.docx",
            document(prolog='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///x">]>'),
            "文件中含有实体声明（可能用于攻击）",
        ),
        ("a.docx", packed({"xl/workbook.xml": ""}), "是Excel 表格，不是 Word 文件"),
        ("a.docx", packed({"a.txt": ""}), "是压缩包，不是 Word 文件"),
        ("a.docx", document(paragraph("题目"))[:300], "Word 文件已损坏，无法打开"),
        ("a.docx", document("<w:p>"), "Word 文件的内容已损坏"),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "其实是旧版 Word 文件（.doc），只是扩展名写成了 .docx",
        ),
        ("a.docx", b"%PDF-1.7", "是 PDF 文件"),
    ],
    ids=range(10),
)
def test_what_is_refused(name, data, reason):
    with pytest.raises(ImportRefused) as refusal:
        read(data, name)
    assert refusal.value.reason == reason


def test_a_table_of_500_rows_and_a_paragraph_of_100000_characters():
    rows = [[cell("甲"), cell("乙")]] * 500
    found = body(paragraph("题目在这里"), paragraph("长。" * 50_000), table(*rows))
    assert [len(found[0]["blocks"][0]["text"]), len(found[0]["blocks"][1]["rows"])] == [100_000, 500]


@given(st.binary(max_size=200), st.integers(0, 2_000))
@settings(max_examples=100, deadline=None)
def test_a_damaged_file_is_read_or_refused(noise, at):
    whole = document(paragraph("题目在这里", style="a"), paragraph(PARAGRAPH))
    with contextlib.suppress(ImportRefused):
        read(whole[:at] + noise + whole[at + len(noise) :], "a.docx").article()


def test_more_paragraphs_than_an_article_has_are_refused_before_anything_is_made_of_them(monkeypatch):
    monkeypatch.setattr("articles.importing.docx_package._MOST_MARKS", 200)
    assert read(document(paragraph("一") * 3), "a.docx")
    with pytest.raises(ImportRefused, match="内容太多，不像一篇文章"):
        read(document(paragraph("一") * 100), "a.docx")
