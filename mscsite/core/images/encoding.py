"""Pixels as files: three formats in a few widths, and a crop for sharing. Pure; names of files without a folder."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # each process knows the names of files; few open one
    import PIL.Image

# Part of every file's name: files are kept by browsers for a year, so another way to encode needs other names.
VERSION = 1
WIDTHS = (480, 800, 1200, 1600)
SHARE_SIZE = (1200, 630)  # what WeChat, LINE and others crop to when an article is shared
FORMATS = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG", "png": "PNG"}
MIME_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}
# About the same to the eye; measured on photographs and on charts with small type.
_OPTIONS = {
    "avif": {"quality": 60, "speed": 6},
    "webp": {"quality": 80, "method": 4},
    "jpg": {"quality": 84, "optimize": True, "progressive": True},
    "png": {"optimize": True},
}
_MASTER_OPTIONS = {"jpg": {"quality": 93, "subsampling": 0}, "png": {}}


def fallback(picture: PIL.Image.Image) -> str:
    """The format for browsers that know neither AVIF nor WebP: PNG where something is transparent."""
    return "png" if picture.mode == "RGBA" else "jpg"


def widths(width: int) -> list[int]:
    """The widths in which a picture of `width` pixels is made; none larger than it is."""
    return [*(w for w in WIDTHS if w < width), *([width] if width <= WIDTHS[-1] else [])]


def name_of(width: int, extension: str) -> str:
    return f"{VERSION}-{width}.{extension}"


def master_name(extension: str) -> str:
    return f"{VERSION}-master.{extension}"


def share_name(focal_x: int, focal_y: int) -> str:
    return f"{VERSION}-share-{focal_x}-{focal_y}.jpg"


def renditions(picture: PIL.Image.Image) -> Iterator[tuple[str, bytes]]:
    """Names and contents of all files of a picture but the one for sharing, which depends on the focal point."""
    last = fallback(picture)
    yield master_name(last), _encoded(picture, last, _MASTER_OPTIONS[last])
    for width in widths(picture.width):
        scaled = _scaled(picture, width)
        for extension in ("avif", "webp", last):
            yield name_of(width, extension), _encoded(scaled, extension, _OPTIONS[extension])


def share(picture: PIL.Image.Image, focal_x: int, focal_y: int) -> bytes:
    """The picture cropped to SHARE_SIZE as JPEG, its focal point (per cent from the left and the top) kept in sight."""
    from PIL.Image import Resampling

    width, height = SHARE_SIZE
    scale = max(width / picture.width, height / picture.height)
    size = max(width, round(picture.width * scale)), max(height, round(picture.height * scale))
    scaled = _on_white(picture.resize(size, Resampling.LANCZOS))
    left = min(max(0, round(size[0] * focal_x / 100 - width / 2)), size[0] - width)
    top = min(max(0, round(size[1] * focal_y / 100 - height / 2)), size[1] - height)
    return _encoded(scaled.crop((left, top, left + width, top + height)), "jpg", _OPTIONS["jpg"])


def _scaled(picture: PIL.Image.Image, width: int) -> PIL.Image.Image:
    from PIL.Image import Resampling

    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Resampling.LANCZOS, reducing_gap=3)


def _on_white(picture: PIL.Image.Image) -> PIL.Image.Image:
    import PIL.Image

    if picture.mode != "RGBA":
        return picture
    ground = PIL.Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _encoded(picture: PIL.Image.Image, extension: str, options: dict) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, FORMATS[extension], **options)
    return buffer.getvalue()
