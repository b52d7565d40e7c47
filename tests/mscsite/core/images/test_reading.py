"""What becomes of uploaded bytes: plain upright pixels, or a refusal that says what to do."""

from __future__ import annotations

import io
import struct
import zlib

import PIL.Image
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageCms

from mscsite.core.images import encoding, reading
from mscsite.core.images.reading import ImageRefused, read

RED, BLUE = (200, 30, 30), (30, 30, 200)


def saved(picture: PIL.Image.Image, kind: str = "PNG", **options) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def two_halves(size=(80, 60)) -> PIL.Image.Image:
    """Red above, blue below."""
    picture = PIL.Image.new("RGB", size, RED)
    picture.paste(BLUE, (0, size[1] // 2, *size))
    return picture


def is_near(pixel, colour, tolerance: int = 12) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(pixel[:3], colour, strict=True))


@pytest.mark.parametrize("kind", reading.FORMATS)
def test_every_format_is_read_whatever_its_name_says(kind):
    picture = read(saved(two_halves(), kind), "wrong-name.txt")
    assert (picture.mode, picture.size) == ("RGB", (80, 60))
    assert is_near(picture.getpixel((40, 5)), RED, 20)


def test_a_photograph_taken_sideways_is_turned_upright_and_says_nothing_of_where_it_was_taken():
    exif = PIL.Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees to the right
    exif[0x010F] = "SECRET-CAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    data = saved(two_halves(), "JPEG", exif=exif, quality=95)
    assert b"SECRET-CAMERA" in data
    picture = read(data, "a.jpg")
    assert picture.size == (60, 80)
    assert is_near(picture.getpixel((55, 40)), RED)
    for _name, content in encoding.renditions(picture):
        assert b"SECRET" not in content
        again = PIL.Image.open(io.BytesIO(content))
        assert dict(again.getexif()) == {}
        assert "icc_profile" not in again.info
        assert "exif" not in again.info


def test_colours_of_another_space_become_those_of_the_screen():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    data = saved(two_halves(), "PNG", icc_profile=profile)
    assert read(data, "broken-profile.png").getpixel((40, 5)) == RED  # a profile of another kind changes nothing
    cmyk = saved(two_halves().convert("CMYK"), "JPEG", quality=95)
    assert is_near(read(cmyk, "print.jpg").getpixel((40, 5)), RED, 40)


def test_transparency_stays_only_where_there_is_some():
    picture = two_halves().convert("RGBA")
    assert read(saved(picture), "opaque.png").mode == "RGB"
    picture.putpixel((0, 0), (0, 0, 0, 0))
    assert read(saved(picture), "clear.png").mode == "RGBA"
    palette = two_halves().convert("P")
    palette.info["transparency"] = palette.getpixel((0, 0))
    assert read(saved(palette, "GIF", transparency=palette.getpixel((0, 0))), "a.gif").mode == "RGBA"


def test_sixteen_bits_a_pixel_keep_their_tones():
    grey = PIL.Image.new("I;16", (40, 40), 0x8000)
    assert read(saved(grey), "scan.png").getpixel((1, 1)) == (128, 128, 128)


def test_large_pictures_are_brought_down_in_proportion():
    assert read(saved(PIL.Image.new("RGB", (6400, 200))), "wide.png").size == (reading.MASTER_SIDE, 100)


def refusal(data: bytes) -> tuple[str, str]:
    with pytest.raises(ImageRefused) as caught:
        read(data, "图.jpg")
    assert str(caught.value) == f"图.jpg：{caught.value.reason}。{caught.value.advice}。"
    return caught.value.reason, caught.value.advice


def moving(kind: str) -> bytes:
    return saved(two_halves(), kind, save_all=True, append_images=[two_halves().rotate(180)])


def claiming(width: int, height: int) -> bytes:
    """A PNG whose header promises more pixels than it has."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    parts = (struct.pack(">I", len(c)) + n + c + struct.pack(">I", zlib.crc32(n + c)) for n, c in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "文件是空的"),
        (b"hello", "不是可用的图片"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "是 SVG 图片，其中可能有脚本"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "是 HEIC 图片"),
        (b"%PDF-1.7", "是 PDF 文件"),
        (b"\xd7\xcd\xc6\x9a" + b"\0" * 30, "是 Office 的 EMF 或 WMF 图形"),
        (saved(two_halves())[:120], "图片已损坏或不完整"),
        (saved(two_halves(), "JPEG")[:400], "图片已损坏或不完整"),
        (saved(PIL.Image.new("RGB", (1, 1))), "只有 1×1 像素，太小"),
        (claiming(50_000, 50_000), "50000×50000 像素，超过 6000 万"),
        (moving("GIF"), "是动图或有多页"),
        (moving("WEBP"), "是动图或有多页"),
        (moving("TIFF"), "是动图或有多页"),
    ],
    ids=range(13),
)
def test_what_is_refused_says_why_and_what_to_do(data, reason):
    found, advice = refusal(data)
    assert found == reason
    assert advice


def test_too_many_bytes_are_not_looked_at(monkeypatch):
    monkeypatch.setattr(reading, "MAX_BYTES", 1024 * 1024)
    assert refusal(b"x" * (1024 * 1024 + 1))[0] == "文件超过 1 MB"


@pytest.mark.filterwarnings("ignore")  # Pillow warns of damage that it gets over
@given(st.sampled_from(reading.FORMATS), st.data())
def test_damage_is_refused_and_never_an_error_of_ours(kind, data):
    content = bytearray(saved(two_halves((48, 48)), kind))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        picture = read(bytes(content), "x")
    except ImageRefused:
        return
    assert picture.mode in ("RGB", "RGBA")
