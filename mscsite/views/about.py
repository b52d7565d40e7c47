from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mscsite.views.pages import page


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return page(request, "about.html")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """`/robots.txt`: everything public may be read; result pages of the search are no content."""
    sitemap = request.build_absolute_uri("/sitemap.xml")
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /*/search/", "", f"Sitemap: {sitemap}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
