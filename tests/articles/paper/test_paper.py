"""The draft on paper: everything that its page shows, in both scripts, in files that other programs read."""

from __future__ import annotations

import ctypes
import io

import docx
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import workflow
from articles.paper import content, pdf, word
from articles.paper.content import Block, Paper, Run, Section
from mscsite.core.html import sanitise
from mscsite.core.roles import EDITOR, MARKETING
from tests import factories, staff

BODY = (
    '<h2>来源</h2><p>细胞数 10<sup>6</sup>，<strong>重要</strong><br>换行<cite data-citation="k2020"></cite></p>'
    '<ul><li>一<ol start="3"><li>三</li></ol></li></ul><blockquote><p>引文</p></blockquote>'
    '<table><caption>表题</caption><thead><tr><th>甲</th><th colspan="2">乙</th></tr></thead>'
    "<tbody><tr><td>1</td><td>2</td><td>3</td></tr></tbody></table>"
)


def texts(blocks: list[Block]) -> list[tuple]:
    return [(b.kind, b.marker, b.text or [["".join(r.text for r in c) for c in row] for row in b.rows]) for b in blocks]


def test_a_body_in_blocks():
    assert texts(content.blocks(BODY)) == [
        ("heading", "", "来源"),
        ("paragraph", "", "细胞数 106，重要\n换行"),
        ("item", "•", "一"),
        ("item", "3.", "三"),
        ("quote", "", "引文"),
        ("caption", "", "表题"),
        ("table", "", [["甲", "乙", ""], ["1", "2", "3"]]),
    ]
    assert [run for run in content.blocks(BODY)[1].runs if run.sup] == [Run("6", sup=True)]


@pytest.fixture
def revision(db):
    factories.public_citation("k2020", title="Stem cells", doi="10.1000/x")
    author = factories.person("李编辑", credentials="科学编辑")
    article = factories.draft_article("干细胞", body=BODY, summary="要点", disclaimer="仅供参考", author=author)
    return workflow.newest(article)


def words_of_docx(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(
        [*(p.text for p in document.sections[0].header.paragraphs), *(p.text for p in document.paragraphs), *cells]
    )


def words_of_pdf(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "\n")


@pytest.mark.parametrize(("write", "read"), [(word.docx, words_of_docx), (pdf.pdf, words_of_pdf)])
def test_both_scripts_with_everything_are_in_the_file(revision, write, read):
    text = read(write(content.paper(revision)))
    for expected in (
        "干细胞", "幹細胞", "来源", "來源", "要点", "要點", "李编辑，科学编辑", "重要", "表题", "表題", "Stem cells",
        "10.1000/x", "仅供参考", "僅供參考", "审核意见", "審核意見", "第 1 版", revision.content_hash[:12],
    ):  # fmt: skip
        assert expected in text, expected


@pytest.fixture
def pictured(db):
    picture = factories.image(alt="膝关节的剖面", caption="图一：膝关节", credit="某医院", licence="own")
    return workflow.newest(
        factories.draft_article("干细胞", body=f'<p>甲</p><figure data-image="{picture.key}"></figure>')
    )


def test_word_shows_the_pictures_with_their_words(pictured):
    document = docx.Document(io.BytesIO(word.docx(content.paper(pictured))))
    shapes = document.inline_shapes
    assert [shape._inline.docPr.get("descr") for shape in shapes] == ["膝关节的剖面", "膝關節的剖面"]
    assert round(shapes[0].width / shapes[0].height, 2) == 1.6
    text = "\n".join(line.text for line in document.paragraphs)
    for expected in ("图一：膝关节", "圖一：膝關節", "替代文字：膝关节的剖面", "替代文字：膝關節的剖面", "某医院"):
        assert expected in text
    blobs = {part.partname for part in document.part.package.iter_parts() if "/media/" in part.partname}
    assert len(blobs) == 1  # both scripts show the same file


def test_pdf_shows_the_pictures_with_their_words(pictured):
    data = pdf.pdf(content.paper(pictured))
    images = [pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]
    shown = [obj for page in pypdfium2.PdfDocument(data) for obj in page.get_objects(filter=images)]
    assert [image.get_px_size() for image in shown] == [(640, 400), (640, 400)]
    text = words_of_pdf(data)
    for expected in ("图一：膝关节", "圖一：膝關節", "替代文字：膝关节的剖面", "替代文字：膝關節的剖面"):
        assert expected in text


def test_a_picture_whose_file_is_gone_leaves_its_words(pictured, monkeypatch):
    def gone(name):
        raise FileNotFoundError(name)

    monkeypatch.setattr("articles.paper.pictures.default_storage.open", gone)
    paper = content.paper(pictured)
    assert "替代文字：膝关节的剖面" in words_of_docx(word.docx(paper))
    assert "替代文字：膝关节的剖面" in words_of_pdf(pdf.pdf(paper))


def fonts_of(data: bytes) -> dict[str, bool]:
    """Fonts of a PDF that text is set in, and whether they are in the file."""
    found = {}
    for page in pypdfium2.PdfDocument(data):
        for text in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
            font = pypdfium2.raw.FPDFTextObj_GetFont(text.raw)
            buffer = ctypes.create_string_buffer(200)
            pypdfium2.raw.FPDFFont_GetBaseFontName(font, buffer, 200)
            found[buffer.value.decode().split("+")[-1]] = bool(pypdfium2.raw.FPDFFont_GetIsEmbedded(font))
    return found


def test_the_fonts_of_both_scripts_are_in_the_file_and_nothing_else_is_asked_of_the_reader(revision):
    found = fonts_of(pdf.pdf(content.paper(revision)))
    assert set(found.values()) == {True}
    assert set(found) == {"NotoSansHans", "NotoSansHans-Bold", "NotoSansHant", "NotoSansHant-Bold"}


def test_what_one_font_has_not_is_set_in_the_other_and_what_none_has_is_told():
    section = Section("zh-hant", "繁體", "贴片", [], content.blocks("<p>细胞 10⁶，CO₂，😀</p>"))
    text = words_of_pdf(pdf.pdf(Paper("题", "x", [section])))
    assert "贴片" in text
    assert "细胞 106，CO2，〓" in text


def test_a_paper_with_all_its_fonts_stays_small(revision):
    assert len(pdf.pdf(content.paper(revision))) < 400_000


def test_one_script_alone(revision):
    text = words_of_docx(word.docx(content.paper(revision, ("zh-hant",))))
    assert "幹細胞" in text
    assert "干细胞" not in text


@pytest.mark.django_db
def test_what_is_not_public_is_on_paper_as_little_as_on_the_page():
    factories.proposed_citation("secret", title="Hidden paper")
    article = factories.draft_article(body='<p>甲<cite data-citation="secret"></cite></p>')
    assert "Hidden" not in words_of_docx(word.docx(content.paper(workflow.newest(article))))


def test_chinese_in_word_has_the_font_and_language_of_its_script(revision):
    data = word.docx(content.paper(revision))
    xml = docx.Document(io.BytesIO(data)).element.xml
    for mark in ('w:eastAsia="SimSun"', 'w:eastAsia="PMingLiU"', 'w:eastAsia="zh-CN"', 'w:eastAsia="zh-TW"'):
        assert mark in xml


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80), st.text(max_size=40))
def test_any_text_makes_a_file(title, text):
    html = sanitise(f"<p>{text}</p><ul><li>{text}</li></ul><table><tr><td>{text}</td></tr></table>")
    section = Section("zh-hans", "简体", title, [("摘要", text)], content.blocks(html), [text], text)
    paper = Paper(title, "第 1 版", [section])
    assert docx.Document(io.BytesIO(word.docx(paper))).paragraphs
    assert len(pypdfium2.PdfDocument(pdf.pdf(paper))) >= 1


@pytest.mark.parametrize("html", ["<table></table>", "<ul></ul>", "<p> </p>", "", "文字", "<table><tr></tr></table>"])
def test_empty_pieces_are_left_out(html):
    assert texts(content.blocks(html)) == ([("paragraph", "", "文字")] if html == "文字" else [])


def test_a_table_longer_than_a_page_and_a_cell_higher_than_one():
    long = "".join(f"<tr><td>{n}</td><td>{'很长的格子' * (600 if n == 3 else 1)}</td></tr>" for n in range(80))
    section = Section("zh-hans", "简体", "题", [], content.blocks(f"<table>{long}</table>"))
    assert len(pypdfium2.PdfDocument(pdf.pdf(Paper("题", "x", [section])))) > 3


def test_in_the_admin(revision):
    client = staff.client_of(staff.account(EDITOR))
    address = f"/admin/articles/article/{revision.article_id}/paper/"
    response = client.get(f"{address}pdf/")
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")
    assert response["Content-Disposition"] == 'attachment; filename="gan-xi-bao-v1.pdf"'
    assert (
        'filename="gan-xi-bao-v1-zh-hant.docx"' in client.get(f"{address}docx/?script=zh-hant")["Content-Disposition"]
    )
    assert client.get(f"{address}odt/").status_code == 404
    assert client.get(f"{address}pdf/?script=en").status_code == 404
    assert staff.client_of(staff.account(MARKETING)).get(f"{address}pdf/").status_code == 403
