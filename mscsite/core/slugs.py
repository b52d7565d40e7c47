"""Readable addresses: Chinese titles in pinyin, Latin ones as they are."""

from __future__ import annotations

import re

from django.db import models
from django.utils.text import slugify

from mscsite.core import hanzi

MAX_LENGTH = 80


_BEYOND_LATIN = re.compile("[\u2e80-\U0010ffff]")  # Chinese, and more that nobody has to tell from it


def is_spelled(text: str) -> bool:
    """Whether an address of `text` may want pinyin."""
    return _BEYOND_LATIN.search(text) is not None


def slug_of(text: str, max_length: int = MAX_LENGTH) -> str:
    """ASCII slug of a text in either script, cut at a syllable; empty where nothing in it can be spelled."""
    if not is_spelled(text):
        return _cut(slugify(text), max_length)
    import pypinyin  # 57 MB of dictionaries, which exports and most commands never need

    simplified = hanzi.convert(text, hanzi.HANS, hanzi.HANT)
    syllables = pypinyin.lazy_pinyin(simplified, errors=lambda other: [other])
    return _cut(slugify(" ".join(syllables)), max_length)


def _cut(slug: str, max_length: int) -> str:
    if len(slug) <= max_length:
        return slug
    return re.sub(r"-[^-]*\Z", "", slug[: max_length + 1]) if "-" in slug[:max_length] else slug[:max_length]


def unique_slug(text: str, taken: models.QuerySet, fallback: str, *further: models.QuerySet) -> str:
    """A slug of `text` that no row of `taken` and `further` has in its field `slug`: the second gets `-2` and so on."""
    base = slug_of(text) or fallback
    used: set[str] = set()
    for rows in (taken, *further):
        used |= set(rows.filter(slug__startswith=base).values_list("slug", flat=True))
    candidate, number = base, 2
    while candidate in used:
        candidate, number = f"{base}-{number}", number + 1
    return candidate
