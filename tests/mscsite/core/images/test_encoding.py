"""The files of a picture: formats, widths, and the crop around its focal point."""

import io

import PIL.Image
import pytest

from mscsite.core.images import encoding


def opened(content: bytes) -> PIL.Image.Image:
    return PIL.Image.open(io.BytesIO(content))


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (300, [300]),
        (480, [480]),
        (1000, [480, 800, 1000]),
        (1600, [480, 800, 1200, 1600]),
        (3000, [480, 800, 1200, 1600]),
    ],
)
def test_no_width_is_larger_than_the_picture(width, widths):
    assert encoding.widths(width) == widths


def test_each_width_is_made_in_three_formats_and_says_its_own_size():
    files = dict(encoding.renditions(PIL.Image.new("RGB", (1000, 500), "navy")))
    assert sorted(files) == [
        "1-1000.avif", "1-1000.jpg", "1-1000.webp", "1-480.avif", "1-480.jpg", "1-480.webp", "1-800.avif",
        "1-800.jpg", "1-800.webp", "1-master.jpg",
    ]  # fmt: skip
    small = [opened(files[f"1-480.{extension}"]) for extension in ("avif", "webp", "jpg")]
    assert [(picture.format, picture.size) for picture in small] == [
        ("AVIF", (480, 240)), ("WEBP", (480, 240)), ("JPEG", (480, 240)),
    ]  # fmt: skip


def test_what_is_transparent_stays_so_in_all_formats():
    files = dict(encoding.renditions(PIL.Image.new("RGBA", (100, 100), (0, 0, 0, 0))))
    assert {name.rpartition(".")[2] for name in files} == {"avif", "webp", "png"}
    for name, content in files.items():
        assert (name, opened(content).convert("RGBA").getpixel((9, 9))[3]) == (name, 0)


@pytest.mark.parametrize(("focal", "colour"), [((0, 50), "red"), ((100, 50), "blue"), ((50, 50), "lime")])
def test_the_crop_for_sharing_keeps_the_focal_point(focal, colour):
    picture = PIL.Image.new("RGB", (6000, 630), "lime")
    picture.paste("red", (0, 0, 1200, 630))
    picture.paste("blue", (4800, 0, 6000, 630))
    shared = opened(encoding.share(picture, *focal))
    assert shared.size == encoding.SHARE_SIZE
    expected = PIL.Image.new("RGB", (1, 1), colour).getpixel((0, 0))
    assert all(abs(a - b) < 12 for a, b in zip(shared.getpixel((600, 300)), expected, strict=True))


@pytest.mark.parametrize("size", [(40, 3000), (3000, 40), (32, 32), (1200, 630)])
def test_any_shape_can_be_cropped(size):
    assert opened(encoding.share(PIL.Image.new("RGBA", size), 30, 70)).size == encoding.SHARE_SIZE
