"""When an address leads nowhere: the public records whose own addresses resemble it."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from django.db.models import Q

from mscsite.core.models import SearchEntry
from mscsite.search import LABELS, address

SHOWN = 5
_CANDIDATES = 400
_ALIKE = 0.6  # of difflib's ratio: a slip of the finger, a piece that was cut off
_MIN_PIECE = 3  # letters
_KEY = re.compile(r"/zh-han[st]/(?P<kind>articles|products|trials|references)/(?P<key>[^/]+)/?")
_TYPES = {"articles": "article", "products": "product", "trials": "trial", "references": "citation"}


@dataclass(frozen=True)
class NearPage:
    title: str
    label: str
    url: str


def find(path: str, language: str) -> list[NearPage]:
    """Pages whose key is like that of `path`, the nearest first; none for other kinds of address. One query."""
    asked = _KEY.match(path)
    if asked is None:
        return []
    kind, key = _TYPES[asked["kind"]], asked["key"].lower()[:120]
    title = f"title_{language.replace('-', '_')}"
    rows = SearchEntry.objects.filter(_resembling(key), type=kind, is_public=True).exclude(**{title: ""})
    titles = {row_key.lower(): (row_key, text) for row_key, text in rows.values_list("key", title)[:_CANDIDATES]}
    near = difflib.get_close_matches(key, titles, SHOWN, _ALIKE)
    return [NearPage(titles[k][1], str(LABELS[kind]), address(kind, titles[k][0])) for k in near]


def _resembling(key: str) -> Q:
    """Keys that begin alike, end alike, or have a whole piece in common: what a slip leaves untouched."""
    pieces = sorted({piece for piece in re.split(r"[-_.%\s]+", key) if len(piece) >= _MIN_PIECE}, key=len)[-3:]
    wanted = Q(key__istartswith=key[:_MIN_PIECE]) | Q(key__iendswith=key[-_MIN_PIECE:])
    for piece in pieces:
        wanted |= Q(key__icontains=piece)
    return wanted
