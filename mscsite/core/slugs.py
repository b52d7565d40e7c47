"""Readable addresses: Chinese titles in pinyin, Latin ones as they are."""

from __future__ import annotations

import re

from django.db import models
from django.utils.text import slugify

from mscsite.core import hanzi

MAX_LENGTH = 80


def slug_of(text: str, max_length: int = MAX_LENGTH) -> str:
    """ASCII slug of a text in either script, cut at a syllable; empty where nothing in it can be spelled."""
    import pypinyin  # 56 MB of dictionaries, which exports and most commands never need

    simplified = hanzi.convert(text, hanzi.HANS, hanzi.HANT)
    syllables = pypinyin.lazy_pinyin(simplified, errors=lambda other: [other])
    slug = slugify(" ".join(syllables))
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
