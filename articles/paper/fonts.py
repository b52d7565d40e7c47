"""Fonts for a PDF: of Noto Sans in either script just the characters that the paper uses, embedded in it.

A reader's own fonts are asked for nothing. The files (17 and 12 MB, all weights in each) come with a package; HarfBuzz
cuts a weight and a few hundred characters out of one in milliseconds.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import uharfbuzz as hb
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FILES = {"zh-hans": "notosanssc/NotoSansSC[wght].ttf", "zh-hant": "notosanstc/NotoSansTC[wght].ttf"}
WEIGHTS = {"": 400, "-Bold": 700}
MISSING = "〓"  # what Chinese printers set for a character that they do not have


def family(language: str) -> str:
    return {"zh-hans": "NotoSansHans", "zh-hant": "NotoSansHant"}[language]


@cache
def _face(language: str) -> hb.Face:
    path = files("justmytype_intl_cjk") / "fonts" / "ofl" / FILES[language]
    return hb.Face(hb.Blob.from_file_path(str(path)))


@cache
def _known(language: str) -> frozenset[int]:
    return frozenset(_face(language).unicodes)


def language_for(character: str, language: str) -> str:
    """In whose font a character of a text in `language` is set: the other script's has what this one's has not.

    Empty where neither has it.
    """
    code = ord(character)
    others = [other for other in FILES if other != language]
    return next((each for each in (language, *others) if code in _known(each)), "")


def register(characters: Iterable[str]) -> None:
    """Make the fonts known to reportlab under `family`, with `characters` in them, in place of those of the last paper.

    One paper at a time: what reportlab knows of fonts is shared by all threads.
    """
    wanted = {ord(character) for character in characters} | {ord(MISSING), ord(" ")}
    for language in FILES:
        name = family(language)
        for suffix, weight in WEIGHTS.items():
            _replace(TTFont(name + suffix, io.BytesIO(_cut(language, weight, wanted))))
        for bold in (0, 1):
            for italic in (0, 1):  # Chinese has no italics
                addMapping(name, bold, italic, name + ("-Bold" if bold else ""))


def _replace(font: TTFont) -> None:
    """Register a font in place of the one of that name, which reportlab by itself would keep."""
    font.face.name = font.fontName.encode()  # all weights of a file share its name, and would share the glyphs
    pdfmetrics._fonts.pop(font.fontName, None)
    pdfmetrics._dynFaceNames.pop(font.face.name, None)
    pdfmetrics.registerFont(font)


def _cut(language: str, weight: int, wanted: set[int]) -> bytes:
    subset = hb.SubsetInput()
    subset.sets(hb.SubsetInputSets.UNICODE).set(wanted)
    subset.pin_axis_location(_face(language), "wght", weight)
    return hb.subset(_face(language), subset).blob.data
