"""Pictures of Word files and pages: checked, re-encoded, with alternative texts, and taken back with their import."""

from __future__ import annotations

import base64
import io

import PIL.Image
import pytest

from articles.batches import service
from articles.batches.models import ImportItem
from articles.batches.undo import undo
from articles.importing.reading import pictures, read
from articles.intake.decisions import Decisions
from articles.models import Article
from articles.workflow import Origin
from mscsite.core import roles
from mscsite.core.images.models import Image
from tests import staff
from tests.articles.importing.word import document, paragraph

pytestmark = pytest.mark.django_db
ORIGIN = Origin(actor=None, place="tests")
_DRAWING = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<wp:docPr descr="{alt}"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>'
    '<a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="{key}"/>'
    "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
)
_LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="p1" Type="{kind}" Target="media/a.png"/>'
    '<Relationship Id="p2" Type="{kind}" Target="media/b.png"/>'
    "</Relationships>"
).replace("{kind}", "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image")


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def png(colour: str = "teal", size: tuple[int, int] = (64, 48)) -> bytes:
    buffer = io.BytesIO()
    PIL.Image.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


def word(first: bytes, second: bytes) -> bytes:
    parts = {"word/media/a.png": first, "word/media/b.png": second, "word/_rels/document.xml.rels": _LINKS}
    return document(
        paragraph("膝关节的结构", style="a"),
        paragraph("正文在这里，说明下面的两张图。"),
        paragraph(_DRAWING.format(alt="膝关节的剖面", key="p1")),
        paragraph("图1 剖面"),
        paragraph(_DRAWING.format(alt="图片 2", key="p2")),
        paragraph("正文到这里结束，没有别的了。"),
        parts=parts,
    )


def added(data: bytes, name: str) -> ImportItem:
    return service.add(service.open_batch(actor=None, origin="tests"), data, name, origin=ORIGIN)


def test_pictures_of_a_word_file_come_along():
    item = added(word(png(), png("red")), "稿.docx")
    assert not Image.objects.exists()
    assert [(r["key"], r["label"], r["detail"]) for r in item.preview["records"]] == [
        ("picture:1", "图1 剖面", "64×48"),
        ("picture:2", "稿 图 2", "64×48"),
    ]
    assert item.preview["notes"] == ["稿 图 2：没有替代文字，发布前请写明图里有什么"]
    service.decide(item, Decisions(alts={"picture:2": "红色的方块"}), origin=ORIGIN)
    item = service.apply(ImportItem.objects.get(), origin=ORIGIN)
    first, second = Image.objects.order_by("id")
    assert (first.alt_zh_hans, first.alt_zh_hant, second.alt_zh_hans) == ("膝关节的剖面", "膝關節的剖面", "红色的方块")
    body = Article.objects.get().body_zh_hans
    assert f'<figure data-image="{first.key}"><figcaption>图1 剖面</figcaption></figure>' in body
    assert f'<figure data-image="{second.key}"></figure>' in body
    assert list(Article.objects.get().revisions.get().images.order_by("id")) == [first, second]
    undo(item.pk, origin=ORIGIN)
    assert not Image.objects.exists()


def test_a_picture_that_is_refused_leaves_its_caption():
    item = added(word(png(), png("red")), "稿.docx")
    service.decide(item, Decisions(refused=frozenset({"picture:1", "picture:2"})), origin=ORIGIN)
    service.apply(ImportItem.objects.get(), origin=ORIGIN)
    assert "<figure><figcaption>图1 剖面</figcaption></figure>" in Article.objects.get().body_zh_hans
    assert not Image.objects.exists()


def test_what_is_no_picture_is_told_and_left_out():
    item = added(word(b"<svg onload='x'/>", png(size=(8, 8))), "稿.docx")
    assert item.preview["notes"] == [
        "稿 图 1：是 SVG 图片，其中可能有脚本，没有带入；请导出为 PNG",
        "稿 图 2：只有 8×8 像素，太小，没有带入；请上传每边至少 32 像素的图片",
    ]
    assert item.preview["records"] == []


def page(*images: str) -> bytes:
    tags = "".join(f'<p><img src="{source}" alt="细胞"></p>' for source in images)
    return f"<h1>题目在这里</h1><p>正文在这里，有一张图。</p>{tags}<p>正文到这里结束。</p>".encode()


def test_pictures_within_a_page_come_along_and_those_elsewhere_are_counted():
    inside = f"data:image/png;base64,{base64.b64encode(png()).decode()}"
    data = page(inside, "https://img.example.org/a.png", "文章_files/b.png", inside)
    assert [picture.data for picture in pictures(data, "a.html")] == [png()]
    assert read(data, "a.html").source.notes[-1] == (
        "正文中有 2 张图片在网上或另存的文件夹里，没有带入；需要的请在编辑器中上传"
    )
    service.apply(added(data, "a.html"), origin=ORIGIN)
    image = Image.objects.get()
    assert image.alt_zh_hans == "细胞"
    assert Article.objects.get().body_zh_hans.count(f'<figure data-image="{image.key}"></figure>') == 2


def test_broken_data_is_no_picture():
    assert list(pictures(page("data:image/png;base64,%%%", "data:image/png,"), "a.html")) == []
    item = added(page("data:image/png;base64,AAAA"), "a.html")
    assert item.preview["notes"] == ["a 图 1：不是可用的图片，没有带入；请提供 JPEG、PNG、WebP 或 AVIF"]


def test_the_preview_shows_pictures_re_encoded_and_asks_for_their_texts():
    client = staff.client_of(staff.account(roles.EDITOR))
    item = added(word(png(), b"no picture"), "稿.docx")
    address = f"/admin/articles/article/import/{item.batch_id}/{item.pk}/"
    response = client.get(f"{address}picture/1/")
    assert (response["Content-Type"], PIL.Image.open(io.BytesIO(response.content)).size) == ("image/webp", (64, 48))
    assert client.get(f"{address}picture/2/").status_code == 404
    assert client.get(f"{address}picture/9/").status_code == 404
    assert 'name="alt picture:1"' in client.get(address).content.decode()
    client.post(
        address, {"action": "apply", "title": item.title, "accept": ["picture:1"], "alt picture:1": "另一种说法"}
    )
    assert Image.objects.get().alt_zh_hans == "另一种说法"
