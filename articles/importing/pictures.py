"""The pictures that a file brings along, as they are: whoever keeps one checks and re-encodes it."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from lxml.html import HtmlElement

from .html_lines import picture_key

_DATA = re.compile(r"data:(image/[\w.+-]{1,40})((?:;[\w=.+-]{1,40})*),(.*)", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True)
class Picture:
    """A picture of a file: the key that figures name it by, its type as the file says, its bytes, and what it shows."""

    key: str
    media_type: str
    data: bytes
    alt: str


def pictures_within(body: HtmlElement) -> Iterator[Picture]:
    """The pictures that a page holds in itself (`data:` addresses), each once; what cannot be decoded is left out."""
    seen: set[str] = set()
    for element in body.iter("img"):
        source = (element.get("src") or "").strip()
        match = _DATA.fullmatch(source)
        key = picture_key(source)
        if match is None or key in seen:
            continue
        seen.add(key)
        if data := _decoded(match[2], match[3]):
            yield Picture(key, match[1].lower(), data, element.get("alt") or "")


def _decoded(parameters: str, content: str) -> bytes:
    raw = unquote_to_bytes(content)
    if "base64" not in parameters.lower():
        return raw
    try:
        return base64.b64decode(re.sub(rb"\s+", b"", raw) + b"==")
    except (binascii.Error, ValueError):
        return b""


def elsewhere(body: HtmlElement) -> int:
    """How many pictures of a page are on the web or in a folder beside it, and so do not come along."""
    sources = (element.get("data-src") or element.get("src") or "" for element in body.iter("img"))
    return sum(1 for source in sources if source and not source.startswith(("data:", "picture:")))
