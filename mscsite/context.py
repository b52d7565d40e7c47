"""What every template may use."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from mscsite.core import lasting
from mscsite.models import Page, SiteProfile


def site(request: HttpRequest) -> dict:
    """The site profile and the public pages of the site's own; each is read when a template first asks for it."""
    return {
        "site": SimpleLazyObject(lambda: SiteProfile.of(request)),
        "site_pages": SimpleLazyObject(lambda: lasting.kept("site pages", (Page,), _pages)),
    }


def _pages() -> list[Page]:
    return list(Page.objects.public().defer("body_zh_hans", "body_zh_hant"))
