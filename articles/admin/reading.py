"""Bodies as they are read, for those who may look but not edit, and for revisions."""

from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from articles import images
from mscsite.core.html import sanitise


def readable(html: str | None) -> str:
    """A body to be shown in the admin; sanitised again, since what stands in the database came from many hands."""
    return format_html('<div class="body-text">{}</div>', mark_safe(images.shown(sanitise(html or ""))))


class ReadableBody:
    """A ModelAdmin mixin with both bodies as read-only fields."""

    @admin.display(description=_("正文（简体）"))
    def read_body_zh_hans(self, content) -> str:
        return readable(content.body_zh_hans)

    @admin.display(description=_("正文（繁體）"))
    def read_body_zh_hant(self, content) -> str:
        return readable(content.body_zh_hant)


def with_readable_bodies(fields: list[str]) -> list[str]:
    """The same fields, with bodies to be read in the place of bodies to be edited."""
    return [f"read_{name}" if name.startswith("body_zh_") else name for name in fields]
