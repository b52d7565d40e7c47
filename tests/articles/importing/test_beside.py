"""Which file beside a page the address of a picture means, and what web archives and packed folders hold."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importing.archives import read_archive, unpack_folder
from articles.importing.beside import among, is_picture
from articles.importing.decoding import ImportRefused
from articles.importing.pictures import LeftPicture
from articles.importing.reading import pictures, read

NAMES = ["稿/一_files/640.png", "稿/二_files/640.png", "图1.JPG", "https://img.example.org/p/640?fmt=png", "640"]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("./一_files/640.png", "稿/一_files/640.png"),
        ("%E4%BA%8C_files/640.png?x=1", "稿/二_files/640.png"),
        ("images/640.png", None),  # two are called so
        ("images\\图1.jpg", "图1.JPG"),
        ("https://other.example.org/a/图1.jpg", "图1.JPG"),
        ("https://img.example.org/p/640?fmt=png", "https://img.example.org/p/640?fmt=png"),
        ("https://img.example.org/q/640?fmt=png", None),  # on the network all are called 640
        ("三_files/640", "640"),
        ("../../图1.jpg", "图1.JPG"),
        ("cid:640", None),
        ("data:image/png,640", None),
        ("", None),
    ],
)
def test_which_file_an_address_means(address, name):
    load = among(NAMES, str.encode, "稿")(address)
    assert (load and load().decode()) == name


def test_names_are_taken_apart_on_some_systems():
    assert among(["e\u0301.png"], str.encode)("\u00e9.png") is not None


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [("a.svg", b"", True), ("640", b"\x89PNG..", True), ("640", b"RIFF....WEBPVP8", True), ("a.css", b"p {}", False)],
)
def test_what_is_a_picture(name, data, expected):
    assert is_picture(name, data) is expected


def mhtml(html: str, *parts: tuple[str, str, bytes]) -> bytes:
    archive = MIMEMultipart("related")
    archive["From"] = "<Saved by Blink>"
    archive["Snapshot-Content-Location"] = "https://site.example.org/p/1.html"
    page = MIMEText(html, "html", "utf-8")
    page["Content-Location"] = "https://site.example.org/p/1.html"
    archive.attach(page)
    for header, value, data in parts:
        part = MIMEBase("image", "png")
        part.set_payload(data)
        part[header] = value
        archive.attach(part)
    return archive.as_bytes()


def test_a_web_archive_brings_its_pictures():
    html = (
        "<h1>膝关节的结构</h1><p>正文在这里，有几张图。</p>"
        "<figure><img src='../i/a.png'><figcaption>图1 剖面</figcaption></figure>"
        "<p><img src='cid:b'></p><p>正文还有一段在这里。</p><p><img src='c.png'></p><p>图2 细胞</p>"
    )
    parts = [
        ("Content-Location", "https://site.example.org/i/a.png", b"first"),
        ("Content-ID", "<b>", b"second"),
    ]
    data = mhtml(html, *parts)
    assert [picture.data for picture in pictures(data, "存档.mhtml")] == [b"first", b"second"]
    article = read(data, "存档.mhtml").article()
    assert article.title == "膝关节的结构"
    blocks = [block for section in article.sections for block in section.blocks]
    assert [(b.type, b.text, bool(b.picture)) for b in blocks] == [
        ("p", "正文在这里，有几张图。", False),
        ("figure", "图1 剖面", True),
        ("figure", "", True),
        ("p", "正文还有一段在这里。", False),
        ("figure", "图2 细胞", False),
    ]
    expected = LeftPicture("https://site.example.org/p/c.png", "正文还有一段在这里。", "图2 细胞")
    assert article.left_pictures == (expected,)
    assert read(data, "a.html").article() == article


@pytest.mark.parametrize(
    "data",
    [
        b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n   ",
        b"Content-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: image/png\r\n\r\n",
        b"\xff\xfe\x00\x01",
        b"MIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\nContent-Type: text/html; charset=none\r\n\r\n===",
    ],
)
def test_an_archive_without_a_page_is_refused(data):
    with pytest.raises(ImportRefused):
        read_archive(data, "a.mht")


def packed(*files: tuple[str, bytes], flags: int | None = None) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return buffer.getvalue()


def test_a_packed_folder():
    files = [("页.html", b"<p>"), ("__MACOSX/._页.html", b"x"), (".DS_Store", b"x"), ("页_files/a.png", b"\x89PNG")]
    assert unpack_folder(packed(*files), "a.zip") == [files[0], files[3]]


def test_names_as_windows_packs_them():
    data = packed(("网页.html".encode("gb18030").decode("cp437"), b"<p>"))
    info = zipfile.ZipFile(io.BytesIO(data)).infolist()[0]
    # The flag of UTF-8 is what Windows leaves out, and its own bytes stand in the place of the name.
    plain = data.replace(info.filename.encode(), "网页.html".encode("gb18030").ljust(len(info.filename.encode()), b"_"))
    at = plain.index(b"PK\x01\x02")
    plain = plain[:6] + b"\0\0" + plain[8 : at + 8] + b"\0\0" + plain[at + 10 :]
    assert unpack_folder(plain, "a.zip")[0][0].startswith("网页.html")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04 and no more", "压缩包已损坏，无法打开"),
        (packed(("word/document.xml", b"<x/>")), "其实是 Word 文件"),
        (packed(), "压缩包里没有可用的文件"),
        (packed(*((f"{n}.txt", b"") for n in range(2_001))), "解压后过大（0 MB，2001 个文件），可能是压缩炸弹"),
        (packed(("a.txt", b"\0" * 201 * 1024 * 1024)), "解压后过大（201 MB，1 个文件），可能是压缩炸弹"),
    ],
    ids=range(5),
)
def test_packed_folders_that_are_refused(data, reason):
    with pytest.raises(ImportRefused) as refusal:
        unpack_folder(data, "a.zip")
    assert refusal.value.reason == reason


def page_of(*images: str) -> str:
    return f"<h1>题目在这里</h1><p>正文在这里，有一张图。</p>{''.join(images)}<p>正文到这里结束。</p>"


@pytest.mark.parametrize(
    ("image", "left"),
    [
        ("<img src='data:image/gif;base64,AAAA' data-src='https://a.example.org/640'>", "https://a.example.org/640"),
        ("<img src='//a.example.org/1.png'>", "https://a.example.org/1.png"),
        ("<img src='页_files/1.png' data-src='https://a.example.org/1'>", "https://a.example.org/1"),
        ("<img src='1.png' width='1' height='1'>", None),
        ("<img src='blob:x'>", None),
        ("<nav><img src='1.png'></nav>", None),
        ("<img>", None),
    ],
)
def test_which_pictures_are_told_as_left(image, left):
    found = read(page_of(image).encode(), "a.html").article().left_pictures
    assert [picture.address for picture in found] == ([left] if left else [])


def test_a_placeholder_is_no_picture():
    lazy = [f"<p><img src='页_files/lazy.gif' data-src='https://a.example.org/{n}.png'></p>" for n in range(2)]
    find = among(["页_files/lazy.gif"], str.encode)
    assert list(pictures(page_of(*lazy).encode(), "a.html", find)) == []


def test_a_text_goes_on_behind_a_picture_that_is_not_here():
    found = read(page_of("<p>句子的前半<img src='1.png'>和后半。</p>").encode(), "a.html").article()
    assert [block.text for block in found.sections[0].blocks][1] == "句子的前半和后半。"
    assert found.left_pictures == (LeftPicture("1.png", "句子的前半和后半。", ""),)


def test_where_a_page_was_saved_from():
    head = "<!-- saved from url=(0028)https://site.example.org/p/1 -->"
    found = read(f"{head}{page_of('<img src=i/1.png>')}".encode(), "a.html").article()
    assert [picture.address for picture in found.left_pictures] == ["https://site.example.org/p/i/1.png"]


def test_pictures_of_markdown():
    text = "# 题目在这里\n\n正文在这里。\n\n![细胞的样子](图/a.png)\n\n![](b.png)\n"
    find = among(["图/a.png"], str.encode)
    assert [picture.alt for picture in pictures(text.encode(), "a.md", find)] == ["细胞的样子"]
    article = read(text.encode(), "a.md", find).article()
    assert [picture.address for picture in article.left_pictures] == ["b.png"]


MUTATIONS = st.lists(st.tuples(st.integers(0, 4_000), st.binary(max_size=12)), min_size=1, max_size=6)


def mutated(data: bytes, changes: list[tuple[int, bytes]]) -> bytes:
    """Bytes with some of them written over, at places that lie in them."""
    changed = bytearray(data)
    for place, put in changes:
        at = place % len(changed)
        changed[at : at + len(put)] = put
    return bytes(changed)


@settings(max_examples=60)
@given(changes=MUTATIONS, cut=st.integers(0, 2_000))
def test_a_broken_archive_is_read_or_refused(changes, cut):
    whole = mhtml(page_of("<p><img src='cid:b'></p>"), ("Content-ID", "<b>", b"second"))
    data = mutated(whole, changes)[cut:]
    with suppress(ImportRefused):
        assert read(data, "a.mhtml").article().script in ("zh-Hans", "zh-Hant")
        list(pictures(data, "a.mhtml"))


@settings(max_examples=60)
@given(changes=MUTATIONS)
def test_a_broken_folder_is_unpacked_or_refused(changes):
    data = mutated(packed(("页.html", b"<p>"), ("页_files/a.png", b"\x89PNG" * 20)), changes)
    with suppress(ImportRefused):
        assert unpack_folder(data, "a.zip") != []
