from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from mscsite.core.pagecache.middleware import in_no_language
from mscsite.models import Page
from mscsite.views.pages import page


@require_safe
def site_page(request: HttpRequest, slug: str = Page.ABOUT) -> HttpResponse:
    """A page of the site's own, as editors wrote it."""
    found = get_object_or_404(Page.objects.public(), slug=slug)
    if request.path != found.get_absolute_url():
        return redirect(found, permanent=True)
    return page(request, "page.html", {"page": found}, crumbs=[(found.title, "")])


@require_safe
@in_no_language
def robots(request: HttpRequest) -> HttpResponse:
    """`/robots.txt`: everything public may be read; result pages of the search are no content."""
    sitemap = request.build_absolute_uri("/sitemap.xml")
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /*/search/", "", f"Sitemap: {sitemap}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
