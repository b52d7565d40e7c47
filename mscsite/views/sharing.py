"""What a page is passed on with: the code of its address, and the picture that stands for it in a chat."""

from __future__ import annotations

import io

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Article
from mscsite import share_pictures
from mscsite.models import SiteProfile

CACHE_CONTROL = "public, max-age=86400"


@require_safe
def article_code(request: HttpRequest, slug: str) -> HttpResponse:
    """The QR code of an article's own address, as SVG. It holds nothing else, and no way to the clinic."""
    import segno

    get_object_or_404(Article.objects.public(), slug=slug)
    drawing = io.BytesIO()
    address = request.build_absolute_uri(reverse("article", args=[slug]))
    segno.make(address, error="m").save(drawing, kind="svg", scale=4, border=4, light="white", xmldecl=False)
    return _cached(drawing.getvalue(), "image/svg+xml")


@require_safe
def article_picture(request: HttpRequest, slug: str) -> HttpResponse:
    article = get_object_or_404(Article.objects.public(), slug=slug)
    live = article.live
    category = live.category.name if live.category else _("科普文章")
    return _picture(request, share_pictures.Words(live.title, category, SiteProfile.of(request).name))


@require_safe
def site_picture(request: HttpRequest) -> HttpResponse:
    profile = SiteProfile.of(request)
    return _picture(request, share_pictures.Words(profile.headline_shown, _("逐条注明来源"), profile.name))


def _picture(request: HttpRequest, words: share_pictures.Words) -> HttpResponse:
    drawn = share_pictures.draw(words, get_language() or "zh-hans")
    if drawn is None:
        raise Http404
    return _cached(drawn, "image/png")


def _cached(content: bytes, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = CACHE_CONTROL
    return response
