"""What every template may use."""

from __future__ import annotations

import functools

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from mscsite.core import hanzi


def site_name() -> str:
    """The name of the site in the active script."""
    return _in_script(settings.SITE_NAME, get_language() or settings.LANGUAGE_CODE)


@functools.lru_cache
def _in_script(name: str, language: str) -> str:
    return hanzi.convert(name, hanzi.HANT, hanzi.HANS) if language == "zh-hant" else name


def site(request: HttpRequest) -> dict:
    return {"SITE_NAME": site_name()}
