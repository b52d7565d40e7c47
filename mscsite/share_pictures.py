"""Pictures of 1200 × 630 that stand for a page where it is shared: its title in its script, drawn on the server.

They need a font with Chinese characters on the server: Debian's `fonts-noto-cjk`, or any file that `SHARE_FONT` names.
Without one there are no such pictures, and pages name none.
"""

from __future__ import annotations

import functools
import hashlib
import io
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache

if TYPE_CHECKING:
    from PIL import ImageFont

SIZE = WIDTH, HEIGHT = 1200, 630
_MARGIN = 84
_PAPER, _INK, _SOFT, _BRAND, _LINE = "#faf8f3", "#1d2a2e", "#4c5a5e", "#0f5257", "#7d827b"
_TITLE_SIZES = (84, 72, 62, 54)
_MOST_LINES = 4
_AGE = 7 * 24 * 3600  # seconds that a drawn picture is kept
# Characters that do not begin a line, and those that do not end one.
_NOT_FIRST = set("，。、；：？！）】》」』”’％%—…·,.;:?!)")
_NOT_LAST = set("（【《「『“‘(")
_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc",
    "/usr/share/fonts/noto-cjk/NotoSerifCJK-Bold.ttc",
    "/usr/share/fonts/google-noto-serif-cjk-fonts/NotoSerifCJK-Bold.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/System/Library/Fonts/Supplemental/Songti.ttc",
)
_FAMILY_ENDS = {"zh-hans": " SC", "zh-hant": " TC"}


@dataclass(frozen=True)
class Words:
    title: str
    kind: str
    site: str


def available() -> bool:
    return _font_file() is not None


def draw(words: Words, language: str) -> bytes | None:
    """The picture as PNG, from the cache where it was drawn before; None where the server has no font for it."""
    if not available():
        return None
    key = "share:" + hashlib.sha256(repr((astuple(words), language, _font_file())).encode()).hexdigest()
    drawn = cache.get(key)
    if drawn is None:
        drawn = _draw(words, language)
        cache.set(key, drawn, _AGE)
    return drawn


@functools.cache
def _font_file() -> str | None:
    named = getattr(settings, "SHARE_FONT", "")
    return next((path for path in ([named] if named else _FONTS) if Path(path).is_file()), None)


@functools.cache
def _font(size: int, language: str) -> ImageFont.FreeTypeFont:
    """The face of the script's own region, where the file is a collection of several."""
    from PIL import ImageFont

    path, end = _font_file(), _FAMILY_ENDS[language]
    first = ImageFont.truetype(path, size)
    if first.getname()[0].endswith(end) or not path.endswith((".ttc", ".otc")):
        return first
    for index in range(1, 12):
        try:
            face = ImageFont.truetype(path, size, index=index)
        except OSError:
            break
        if face.getname()[0].endswith(end):
            return face
    return first


def _draw(words: Words, language: str) -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 22, HEIGHT), fill=_BRAND)
    pen.text((_MARGIN, 70), words.kind, font=_font(34, language), fill=_BRAND)
    lines, font = _fitting(words.title, language)
    step = int(font.size * 1.32)
    for number, line in enumerate(lines):
        pen.text((_MARGIN, 142 + number * step), line, font=font, fill=_INK)
    pen.line((_MARGIN, HEIGHT - 122, WIDTH - _MARGIN, HEIGHT - 122), fill=_LINE, width=2)
    pen.line((_MARGIN, HEIGHT - 116, WIDTH - _MARGIN, HEIGHT - 116), fill=_LINE, width=2)
    pen.text((_MARGIN, HEIGHT - 92), words.site, font=_font(36, language), fill=_SOFT)
    file = io.BytesIO()
    picture.quantize(colors=64, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _fitting(title: str, language: str) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """The title in the largest size in which it fits; in the smallest it is cut."""
    for size in _TITLE_SIZES:
        font = _font(size, language)
        lines = _lines(title, font)
        if len(lines) * size * 1.32 <= HEIGHT - 142 - 140:
            return lines, font
    return [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1][:-1] + "…"], font


def _lines(title: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """`title` broken to the width, between Han characters and at spaces, never before closing punctuation."""
    lines = [""]
    for unit in _units(title):
        if lines[-1] and font.getlength(lines[-1] + unit) > WIDTH - 2 * _MARGIN:
            lines.append("")
        lines[-1] = (lines[-1] + unit) if lines[-1] else unit.lstrip()
    return lines


def _units(title: str) -> list[str]:
    """Pieces that stay together: a Latin word, a Han character with the punctuation that clings to it."""
    units: list[str] = []
    for character in title:
        clings = units and (
            character in _NOT_FIRST
            or units[-1][-1] in _NOT_LAST
            or (character.isascii() and character != " " and units[-1][-1].isascii() and units[-1][-1] != " ")
        )
        if clings:
            units[-1] += character
        else:
            units.append(character)
    return units
