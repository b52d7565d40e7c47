"""For editors: the public version of an article, to be copied into WeChat's editor with one click."""

from __future__ import annotations

from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from articles import reading
from articles.models import Article
from articles.rendering import render as render_body
from mscsite import wechat

_VIEW = "articles.view_article"
admin.autodiscover()  # its page stands in the frame of the admin, which may be loaded by nothing else yet


@require_safe
@never_cache
@permission_required(_VIEW, raise_exception=True)
@csp_replace({"frame-src": [SELF]})
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """What will be copied, how, and what else belongs beside it. 404 for what readers cannot see in this script."""
    article = get_object_or_404(Article.objects.public(), pk=pk)
    others = [
        (name, f"/{code}{request.path.removeprefix(f'/{get_language()}')}")
        for code, name in settings.LANGUAGES
        if code != get_language() and code in reading.languages(article.live)
    ]
    context = admin.site.each_context(request) | {
        "title": _("复制到公众号"),
        "opts": Article._meta,
        "article": article,
        "live": article.live,
        "others": others,
        "body_url": reverse("article-wechat-body", args=[pk]),
        "page_url": request.build_absolute_uri(article.get_absolute_url()),
    }
    return render(request, "wechat/page.html", context)


@require_safe
@never_cache
@permission_required(_VIEW, raise_exception=True)
@xframe_options_sameorigin
@csp_replace({"style-src": [UNSAFE_INLINE], "script-src": ["'none'"], "frame-ancestors": [SELF]})
def body(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML that is copied, and nothing else. Its styles are inline, as WeChat wants them; no script runs here."""
    live = get_object_or_404(Article.objects.public(), pk=pk).live
    origin = f"{request.scheme}://{request.get_host()}"
    html = wechat.article(live, render_body(live, get_language()), reading.review_of(live), origin)
    response = HttpResponse(f"<!doctype html><meta charset=utf-8><title>{pk}</title><body>{html}")
    response["X-Robots-Tag"] = "noindex"
    return response
