"""Pictures of Word files and pages: checked, re-encoded, with alternative texts, and taken back with their import."""

from __future__ import annotations

import base64
import io
import json
import zipfile

import PIL.Image
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from articles.batches import service
from articles.batches.models import ImportBatch, ImportItem
from articles.batches.undo import undo
from articles.importing.pictures import LeftPicture
from articles.importing.reading import pictures, read
from articles.intake.decisions import Decisions
from articles.intake.folders import beside
from articles.models import Article
from articles.workflow import Origin
from mscsite.core import roles
from mscsite.core.images.models import Image
from tests import staff
from tests.articles.importing.word import document, paragraph
from tests.loopback import Reply

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


def test_pictures_within_a_page_come_along_and_those_elsewhere_are_listed():
    inside = f"data:image/png;base64,{base64.b64encode(png()).decode()}"
    data = page(inside, "https://img.example.org/a.png", "文章_files/b.png", inside)
    assert [picture.data for picture in pictures(data, "a.html")] == [png()]
    assert read(data, "a.html").source.left_pictures == (
        LeftPicture("https://img.example.org/a.png", "细胞", "细胞"),
        LeftPicture("文章_files/b.png", "细胞", "细胞"),
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


LINKED = page("页_files/a.png", "https://img.example.org/wx/640?fmt=png")
LEFT_ALONE = (
    "图片没有带入：https://img.example.org/wx/640?fmt=png（在“细胞”之后，说明是“细胞”）；"
    "图片在网上，可在后台的导入预览里下载，或另存后和网页一起导入。"
)


def test_the_command_takes_pictures_from_the_folder_beside_the_page(tmp_path, capsys):
    (tmp_path / "稿" / "页_files").mkdir(parents=True)
    (tmp_path / "稿" / "页.html").write_bytes(LINKED)
    (tmp_path / "稿" / "页_files" / "a.png").write_bytes(png())
    with zipfile.ZipFile(tmp_path / "稿.zip", "w") as archive:
        archive.writestr("稿/另页.html", LINKED.replace("题目在这里".encode(), "另一个题目".encode()))
        archive.writestr("稿/页_files/a.png", png("red"))
        archive.writestr("稿/页_files/x.js", b"alert(1)")
    call_command("import_articles", str(tmp_path / "稿"), str(tmp_path / "稿.zip"), "--json")
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["status"], second["status"]) == ("created", "created")
    assert second["file"] == f"{tmp_path}/稿.zip/稿/另页.html"
    assert first["warnings"][-1] == LEFT_ALONE
    assert Image.objects.count() == 2
    call_command("import_articles", str(tmp_path / "稿"), "--json")
    assert json.loads(capsys.readouterr().out)["status"] == "skipped"
    for item in ImportItem.objects.all():  # an import that is taken back is previewed with its pictures
        undo(item.pk, origin=ORIGIN)
        service.look_again(ImportItem.objects.get(pk=item.pk), origin=ORIGIN)
    counts = [[r["kind"] for r in item.preview["records"]].count("picture") for item in ImportItem.objects.all()]
    assert (counts, Image.objects.count()) == ([1, 1], 0)


def test_a_page_reads_no_file_outside_its_folder(tmp_path):
    (tmp_path / "secret.png").write_bytes(png())
    folder = tmp_path / "稿"
    folder.mkdir()
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    find = beside(folder / "页.html")
    for address in (
        "../secret.png",
        "link.png",
        f"file://{tmp_path}/secret.png",
        str(tmp_path / "secret.png"),
        "\0.png",
    ):
        assert find(address) is None
    (folder / "a.png").write_bytes(b"x")
    assert [find(address)() for address in ("a.png", "./A_files/a.png", "https://x.example.org/a.png")] == [b"x"] * 3


def test_what_is_in_a_packed_folder_that_cannot_be_read(tmp_path, capsys):
    (tmp_path / "a.zip").write_bytes(b"no archive")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("a.png", png())
    with pytest.raises(SystemExit):
        call_command("import_articles", str(tmp_path), "--json")
    reasons = [json.loads(line)["reason"] for line in capsys.readouterr().out.splitlines()]
    assert reasons == [
        "a.zip：压缩包已损坏，无法打开。请重新压缩后再上传。",
        "b.zip：压缩包里只有图片。请把文章文件和图片一起压缩。",
    ]


@pytest.fixture
def client():
    return staff.client_of(staff.account(roles.EDITOR))


def upload(client, files: dict[str, bytes]) -> None:
    sent = [SimpleUploadedFile(name.rpartition("/")[2], data) for name, data in files.items()]
    client.post("/admin/articles/article/import/", {"files": sent, "path": list(files), "text": "", "batch": ""})


def shown(item: ImportItem) -> tuple[list[str], list[str]]:
    """The pictures that come along, and the addresses of those that do not."""
    kinds = [record["label"] for record in item.preview["records"] if record["kind"] == "picture"]
    return kinds, [left["address"] for left in item.preview["left_pictures"]]


REMOTE = "https://img.example.org/wx/640?fmt=png"


def test_pictures_handed_in_with_their_page_are_found(client, settings):
    settings.FETCH = False
    upload(client, {"稿/页.html": LINKED, "稿/页_files/a.png": png(), "稿/页_files/x.css": b"p {}"})
    item = ImportItem.objects.get()
    assert shown(item) == (["细胞"], [REMOTE])
    address = f"/admin/articles/article/import/{item.batch_id}/{item.pk}/"
    html = client.get(address).content.decode()
    assert REMOTE in html
    assert 'name="download"' not in html
    key = next(r["key"] for r in item.preview["records"] if r["kind"] == "picture")
    assert client.get(f"{address}picture/{key.removeprefix('picture:')}/").status_code == 200


def test_a_packed_folder_is_unpacked(client):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("页.html", LINKED)
        archive.writestr("页_files/a.png", png())
    upload(client, {"页.zip": buffer.getvalue(), "b.zip": b"no archive"})
    refused, item = ImportItem.objects.order_by("id")
    assert (refused.state, refused.reason) == ("failed", "b.zip：压缩包已损坏，无法打开。请重新压缩后再上传。")
    assert (item.name, shown(item)) == ("页.html", (["细胞"], [REMOTE]))


def test_of_two_pictures_of_one_name_none_is_guessed(client):
    batch = service.open_batch(actor=None, origin="tests")
    for colour in ("red", "teal"):
        service.take(batch, [("a.png", png(colour))], origin=ORIGIN)
    service.take(batch, [("页.html", LINKED)], origin=ORIGIN)
    assert shown(ImportItem.objects.get()) == ([], ["页_files/a.png", REMOTE])


def test_pictures_alone_say_what_is_missing(client):
    upload(client, {"a.png": png()})
    assert (
        "还没有文章" in client.get(f"/admin/articles/article/import/{ImportBatch.objects.get().pk}/").content.decode()
    )


def test_missing_pictures_are_handed_in_later(client):
    upload(client, {"页.html": LINKED})
    item = ImportItem.objects.get()
    address = f"/admin/articles/article/import/{item.batch_id}/{item.pk}/"
    client.post(address, {"action": "attach", "title": "改过的题目"})
    assert shown(ImportItem.objects.get()) == ([], ["页_files/a.png", REMOTE])
    sent = {"action": "attach", "title": "改过的题目", "pictures": [SimpleUploadedFile("a.png", png())]}
    client.post(address, sent)
    item = ImportItem.objects.get()
    assert (item.title, shown(item)) == ("改过的题目", (["细胞"], [REMOTE]))


def test_pictures_are_fetched_when_an_editor_says_so(client, loopback):
    addresses = [f"{loopback.url}{name}" for name in ("a.png", "gone.png", "page.png", "b")]
    loopback.answers |= {
        "/a.png": Reply(png(), type="image/png"),
        "/page.png": Reply(b"<html>", type="text/html"),
        "/b": Reply(png("red"), type="image/png"),
    }
    upload(client, {"页.html": page(*addresses)})
    item = ImportItem.objects.get()
    assert (shown(item), loopback.asked) == (([], addresses), [])
    address = f"/admin/articles/article/import/{item.batch_id}/{item.pk}/"
    assert 'name="download"' in client.get(address).content.decode()
    client.post(address, {"action": "download", "title": "", "download": [*addresses[:3], f"{loopback.url}other"]})
    assert loopback.paths == ["/a.png", "/gone.png", "/page.png"]
    item = ImportItem.objects.get()
    assert shown(item) == (["细胞"], addresses[1:])
    assert item.downloads == {
        addresses[1]: f"{loopback.host.partition(':')[0]} 没有这条记录，请核对编号。",
        addresses[2]: "不是可用的图片，请提供 JPEG、PNG、WebP 或 AVIF",
    }
    assert "不是可用的图片" in client.get(address).content.decode()


def test_fetching_goes_on_in_the_next_request_and_can_be_stopped(client, loopback, monkeypatch):
    monkeypatch.setattr("articles.admin.importing.SECONDS", 0)
    addresses = [f"{loopback.url}{n}.png" for n in range(3)]
    loopback.answers |= {f"/{n}.png": Reply(png(size=(64, 48 + n)), type="image/png") for n in range(3)}
    upload(client, {"页.html": page(*addresses)})
    item = ImportItem.objects.get()
    address = f"/admin/articles/article/import/{item.batch_id}/{item.pk}/"
    client.post(address, {"action": "download", "title": "", "download": addresses})
    assert "正在下载图片：还有 2 张" in client.get(address).content.decode()
    client.post(address, {"action": "go on"})
    assert shown(ImportItem.objects.get())[1] == addresses[2:]
    client.post(address, {"action": "stop"})
    client.post(address, {"action": "go on"})
    assert (loopback.paths, ImportItem.objects.get().downloads) == (["/0.png", "/1.png"], {})
