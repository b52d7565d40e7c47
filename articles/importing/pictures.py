"""The pictures of a page: which of them come along, as they are, and which lie elsewhere and are left behind.

Whoever keeps one checks and re-encodes it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes, urljoin

from lxml.html import HtmlElement

from .beside import Finder, Load, is_in_folder_of_a_page, is_remote, nothing

ELSEWHERE = "data-imported-elsewhere"  # our own attribute: the address of a picture that did not come along
_DATA = re.compile(r"data:(image/[\w.+-]{1,40})((?:;[\w=.+-]{1,40})*),(.*)", re.DOTALL | re.IGNORECASE)
# Where pages keep the address of a picture until it scrolls into view; `src` holds a placeholder then.
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-echo", "data-url")
_SMALLEST = 32  # pixels: below it are counters, rulers and icons


@dataclass(frozen=True)
class Picture:
    """A picture of a file: the key that figures name it by, its type as the file says, its bytes, and what it shows."""

    key: str
    media_type: str
    data: bytes
    alt: str


@dataclass(frozen=True)
class LeftPicture:
    """A picture that did not come along: its address, the line that it stands below, and what is said of it."""

    address: str
    place: str = ""
    caption: str = ""

    @property
    def is_on_network(self) -> bool:
        return self.address.startswith(("http://", "https://"))


def name_pictures(body: HtmlElement, find: Finder = nothing, base: str = "") -> dict[str, tuple[str, Load]]:
    """Give each picture of a page that came along a key as its `src`, and mark the others as ELSEWHERE.

    `find` knows the files beside the page, `base` is the address it was saved from. Out come the pictures that are
    there, by their keys: their alternative texts and ways to their bytes.
    """
    found: dict[str, tuple[str, Load]] = {}
    elements = list(body.iter("img"))
    placeholders = _placeholders(elements)
    for element in elements:
        addresses = [address for address in _addresses(element) if address not in placeholders]
        element.attrib.pop("src", None)
        element.attrib.pop(ELSEWHERE, None)
        address, load = next(((a, way) for a in addresses if (way := _way_to(a, find, base))), ("", None))
        if load is not None:
            key = f"picture:{hashlib.sha256(address.encode()).hexdigest()[:12]}"
            element.set("src", key)
            found.setdefault(key, (element.get("alt") or "", load))
        elif (left := _left(addresses, base)) and not _is_ornament(element):
            element.set(ELSEWHERE, left)
    return found


def pictures_within(body: HtmlElement, find: Finder = nothing, base: str = "") -> Iterator[Picture]:
    """The pictures that a page holds in itself or that lie beside it, each once; what cannot be decoded is left out."""
    for key, (alt, load) in name_pictures(body, find, base).items():
        if data := load():
            yield Picture(key, "", data, alt)


def _addresses(element: HtmlElement) -> list[str]:
    """The addresses of one picture: where it lies before what stands in its place until it is shown."""
    named = [(element.get(name) or "").strip() for name in (*_LAZY, "src")]
    addresses = [address for address in dict.fromkeys(named) if address and not address.startswith(("blob:", "about:"))]
    elsewhere = [address for address in addresses if not address.startswith("data:")]
    return elsewhere or addresses


def _placeholders(elements: list[HtmlElement]) -> set[str]:
    """What several pictures that lie in different places show until they are loaded."""
    places: dict[str, set[str]] = defaultdict(set)
    for element in elements:
        if (lazy := next(filter(None, map(element.get, _LAZY)), "")) and (source := (element.get("src") or "").strip()):
            places[source].add(lazy)
    return {source for source, lazies in places.items() if len(lazies) > 1}


def _left(addresses: list[str], base: str) -> str:
    """The address to be told of a picture that did not come along: on the network, else beside the page."""
    wholes = [_whole(address, base) for address in addresses if not address.startswith("data:")]
    return next(filter(is_remote, wholes), wholes[0] if wholes else "")


def _way_to(address: str, find: Finder, base: str) -> Load | None:
    if match := _DATA.fullmatch(address):
        return lambda: _decoded(match[2], match[3])
    return find(address) or (find(whole) if (whole := _whole(address, base)) != address else None)


def _whole(address: str, base: str) -> str:
    """An address as it is fetched; what a browser saved into a folder beside the page is nowhere on the network."""
    if address.startswith("//"):
        return f"https:{address}"
    if not base or is_remote(address) or ":" in address[:8] or is_in_folder_of_a_page(address):
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _is_ornament(element: HtmlElement) -> bool:
    """Whether a page says that a picture is too small to show anything."""
    sizes = [element.get(name) or "" for name in ("width", "height", "data-w")]
    return any(size.removesuffix("px").isdecimal() and int(size.removesuffix("px")) < _SMALLEST for size in sizes)


def _decoded(parameters: str, content: str) -> bytes:
    raw = unquote_to_bytes(content)
    if "base64" not in parameters.lower():
        return raw
    try:
        return base64.b64decode(re.sub(rb"\s+", b"", raw) + b"==")
    except (binascii.Error, ValueError):
        return b""
