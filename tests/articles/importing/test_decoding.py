from __future__ import annotations

import codecs
import contextlib
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importing.decoding import MAX_BYTES, ImportRefused, decode

HANS = "关节软骨没有血管，一旦磨损就很难长回来。\n医生常用的办法包括减重、物理治疗和手术。\n"
HANT = "關節軟骨沒有血管，一旦磨損就很難長回來。\n醫師常用的辦法包括減重、物理治療和手術。\n"
SHORT_HANS, SHORT_HANT = "干细胞是什么？", "幹細胞是什麼？"
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]


@pytest.mark.parametrize("encoding", [*ENCODINGS, "gbk", "gb2312", "utf-32"])
@pytest.mark.parametrize("text", [HANS, HANS * 50, SHORT_HANS])
def test_simplified_text_in_every_encoding(encoding, text):
    assert decode(text.encode(encoding), "文.txt") == text


@pytest.mark.parametrize("encoding", [*ENCODINGS, "big5", "cp950", "big5hkscs", "gbk"])
@pytest.mark.parametrize("text", [HANT, HANT * 50, SHORT_HANT])
def test_traditional_text_in_every_encoding(encoding, text):
    assert decode(text.encode(encoding), "文.txt") == text


def test_big_endian_text_with_a_mark():
    assert decode(codecs.BOM_UTF16_BE + HANT.encode("utf-16-be"), "文.txt") == HANT


def test_hong_kong_characters_of_big5():
    text = "佢哋嘅醫生話，膝頭痛唔使即刻做手術，可以先減重同埋做物理治療。\n"
    assert decode(text.encode("big5hkscs"), "文.txt") == text


def test_mixed_text_with_much_latin():
    text = "MSC 与 NCT01234567：\nMesenchymal stromal cells, phase III, 2020. 疗效尚不清楚。\n"
    assert decode(text.encode("gb18030"), "文.txt") == text


def test_plain_english_is_text():
    assert decode(b"Stem cells\n", "a.txt") == "Stem cells\n"


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_line_ends_become_one(end):
    assert decode(f"甲{end}乙{end}".encode(), "a.txt") == "甲\n乙\n"


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "文件是空的"),
        (b" \r\n\t", "文件是空的"),
        ("\ufeff\u3000\n".encode(), "文件里没有文字"),
        (b"%PDF-1.7\n1 0 obj", "是 PDF 文件"),
        (_zip(), "是压缩包或 Office 文件（zip、docx、xlsx）"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "是旧版 Office 文件（doc、xls）"),
        (b"\x89PNG\r\n\x1a\n" + bytes(20), "是图片"),
        (b"\x7fELF\x02\x01\x01" + bytes(20), "是程序文件"),
        (bytes(range(256)) * 4, "含有二进制内容，不是文本文件"),
        (b"plain\0words", "含有二进制内容，不是文本文件"),
        (b"\x01\x02\x03\x04 words and more", "含有二进制内容，不是文本文件"),
        ("Größe und Länge der Zellen".encode("latin-1"), "无法识别文字编码（不是 UTF-8、UTF-16、GB18030 或 Big5）"),
        (HANS.encode()[:-2] + b"\xff" + HANS.encode(), "无法识别文字编码（不是 UTF-8、UTF-16、GB18030 或 Big5）"),
        (codecs.BOM_UTF8 + b"abc\xff", "按文件头标明的 utf-8 编码，第 7 个字节无法读出"),
        (b"a" * (MAX_BYTES + 1), "文件超过 10 MB"),
    ],
    ids=range(15),
)
def test_what_is_no_text_is_refused(data, reason):
    with pytest.raises(ImportRefused) as refusal:
        decode(data, "稿件.txt")
    assert refusal.value.reason == reason
    assert str(refusal.value) == f"稿件.txt：{reason}。{refusal.value.advice}。"


def test_the_largest_file_is_read():
    assert len(decode(b"a" * MAX_BYTES, "a.txt")) == MAX_BYTES


@given(st.binary(max_size=400))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_read_or_refused(data):
    with contextlib.suppress(ImportRefused):
        assert isinstance(decode(data, "a.txt"), str)
