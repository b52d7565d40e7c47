"""The newest revision of an article as its public page would show it, for those who may see articles in the admin."""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from articles.models import Article
from mscsite.views.articles import shown


@require_safe
@never_cache
@permission_required("articles.view_article", raise_exception=True)
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """The page in the script of the address; it may stand in a frame of our own pages, and is never indexed."""
    found = get_object_or_404(Article, pk=pk)
    found.live = found.revisions.first()  # for this page alone; nothing is saved
    if found.live is None:
        raise Http404
    response = shown(request, found, is_indexed=False)
    response["X-Robots-Tag"] = "noindex"
    return response
