"""Elements of SVG as text, and how wide a label may get. Pure."""

from __future__ import annotations

import unicodedata
from html import escape

_WIDE = 1.0
_CAPITAL = 0.74
_BROAD = 0.95
_OTHER = 0.6


def element(tag: str, *content: str, **attributes: object) -> str:
    """`<tag …>content</tag>`; content is SVG already. `class_` and `font_size` stand for class and font-size."""
    pairs = ((name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items() if value is not None)
    written = "".join(f' {name}="{escape(_number(value))}"' for name, value in pairs)
    return f"<{tag}{written}>{''.join(content)}</{tag}>"


def text(words: str, x: float, y: float, size: int, **attributes: object) -> str:
    return element("text", escape(words), x=x, y=y, font_size=size, **attributes)


def title(words: str) -> str:
    """What a pointer shows, and a screen reader may."""
    return element("title", escape(words))


def picture(id_: str, width: float, height: float, name: str, description: str, *content: str) -> str:
    """The svg element: one image to a screen reader, with its name and description."""
    named = element("title", escape(name), id=f"{id_}-title") + element("desc", escape(description), id=f"{id_}-desc")
    return element(
        "svg",
        named,
        *content,
        class_="chart-svg",
        viewBox=f"0 0 {_number(width)} {_number(height)}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{id_}-title",
        aria_describedby=f"{id_}-desc",
    )


def measure(words: str, size: float) -> float:
    """At most how wide `words` get at a font size: fonts differ from reader to reader, nothing may be cut off."""
    return size * sum(map(_em, words))


def _em(character: str) -> float:
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WFA":
        return _WIDE
    if character in "mwMW@%&":
        return _BROAD
    return _CAPITAL if character.isupper() else _OTHER


def fitted(words: str, size: float, width: float) -> str:
    """`words`, cut with an ellipsis where they would get wider than `width`."""
    if measure(words, size) <= width:
        return words
    while words and measure(words, size) + size > width:
        words = words[:-1]
    return f"{words.rstrip()}…"


def wrapped(words: str, size: float, width: float, lines: int) -> list[str]:
    """`words` on at most `lines` lines, broken at spaces where there are any, the last one cut if need be."""
    found: list[str] = []
    words = words.strip()
    while words and len(found) < lines - 1 and measure(words, size) > width:
        end = next(n for n in range(len(words), 0, -1) if n == 1 or measure(words[:n], size) <= width)
        space = words.rfind(" ", 1, end + 1)
        end = space if space > 0 else end
        found.append(words[:end].rstrip())
        words = words[end:].lstrip()
    return [*found, fitted(words, size, width)] if words else found


def _number(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
