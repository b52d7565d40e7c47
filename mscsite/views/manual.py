"""The editors' manual, from docs/editors.md, inside the admin: in the script of the interface, with its pictures."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import lxml.html
from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mscsite.core import hanzi, slugs

PICTURES = {".png": "image/png", ".webp": "image/webp"}


def _docs() -> Path:
    return Path(settings.BASE_DIR) / "docs"


@require_safe
def manual(request: HttpRequest) -> HttpResponse:
    """The page; 404, saying so, where an installation came without its docs."""
    path = _docs() / "editors.md"
    if not path.is_file():
        raise Http404(_("这个安装没有带上 docs 文件夹。"))
    html, contents = _rendered(path, path.stat().st_mtime_ns, get_language() or settings.LANGUAGE_CODE)
    context = {
        **admin.site.each_context(request),
        "title": _("编辑手册"),
        "manual": mark_safe(html),  # of our own repository
        "contents": contents,
    }
    request.current_app = admin.site.name
    return TemplateResponse(request, "admin/manual.html", context)


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """One of the manual's pictures."""
    path = _docs() / "images" / name
    if path.suffix not in PICTURES or not path.is_file():
        raise Http404
    return HttpResponse(path.read_bytes(), content_type=PICTURES[path.suffix])


@lru_cache(maxsize=4)
def _rendered(path: Path, _changed: int, language: str) -> tuple[str, list[tuple[str, str]]]:
    """The manual as HTML in the script of `language`, and the ids and words of its headings."""
    from markdown_it import MarkdownIt

    text = MarkdownIt("commonmark", {"html": False}).enable("table").render(path.read_text(encoding="utf-8"))
    tree = lxml.html.fragment_fromstring(text, create_parent="div")
    contents = []
    for heading in tree.iter("h2"):
        words = heading.text_content()
        heading.set("id", slugs.slug_of(words))
        contents.append((heading.get("id"), words))
    for image in tree.iter("img"):
        image.set("src", reverse("admin:manual-picture", args=[image.get("src").rpartition("/")[2]]))
        image.set("loading", "lazy")
    for title in list(tree.iter("h1")):
        title.drop_tree()  # the admin's page has one
    html = lxml.html.tostring(tree, encoding="unicode")
    if language != "zh-hant":
        return html, contents
    tags = hanzi.HANT, hanzi.HANS
    return hanzi.convert_html(html, *tags), [(anchor, hanzi.convert(words, *tags)) for anchor, words in contents]
