"""Texts that are kept in one script, shown in the reader's."""

from __future__ import annotations

import re

from django import template
from django.conf import settings
from django.utils.translation import get_language

from mscsite.core import apart, hanzi

register = template.Library()
_HAN = re.compile(r"[\u3400-\u9fff]")


@register.filter
def in_script(text: str) -> str:
    """`text` in the script of the page. For short fields without a column of their own in each script."""
    if not text or not _HAN.search(text):
        return text
    return apart.in_script(text, hanzi.tag_of(get_language() or settings.LANGUAGE_CODE))


@register.filter
def lang_of(text: str) -> str:
    """The BCP 47 tag of a text that is either Chinese, shown in the script of the page, or Latin."""
    return hanzi.tag_of(get_language() or settings.LANGUAGE_CODE) if _HAN.search(text) else "en"
