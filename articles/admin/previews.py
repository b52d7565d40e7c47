"""Both scripts of an article as their public pages would show them, on one screen."""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, override

from articles.models import Article
from mscsite.core.forms import SCRIPT_NAMES


class PreviewViews:
    """A ModelAdmin mixin with the page of both previews."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.previews_view)
        return [
            path("new/previews/", view, name="articles_article_previews_new"),
            path("<path:object_id>/previews/", view, name="articles_article_previews"),
            *super().get_urls(),
        ]

    @method_decorator(csp_replace({"frame-src": [SELF]}))
    def previews_view(self, request: HttpRequest, object_id: str = "") -> HttpResponse:
        """Both pages side by side; without an id those of the new article that this person is typing."""
        article = self.get_object(request, unquote(object_id)) if object_id else None
        if object_id and article is None:
            raise Http404
        if not (self.has_view_permission(request, article) if object_id else self.has_add_permission(request)):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": article,
            "title": gettext("两种字形预览"),
            "is_typed": article is None or self.has_change_permission(request, article),
            "previews": _pages(article) if article is None or article.revisions.exists() else [],
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/articles/article/previews.html", context)


def _pages(article: Article | None) -> list[tuple[str, str]]:
    """Names of the scripts, with the addresses of the article's preview in each."""
    pages = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            url = reverse("article-preview", args=[article.pk]) if article else reverse("article-preview-new")
            pages.append((SCRIPT_NAMES[code], url))
    return pages
