"""`/sitemap.xml`: one file while the site is small, else a list of files that each hold a bounded number of pages."""

from __future__ import annotations

from django.contrib.sitemaps.views import SitemapIndexItem
from django.contrib.sitemaps.views import sitemap as one_file
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from mscsite.core import memo
from mscsite.core.pagecache.middleware import in_no_language
from mscsite.sitemaps import IN_PARTS, PART, SITEMAPS, WHOLE


@require_safe
@in_no_language
def sitemap(request: HttpRequest) -> HttpResponse:
    if not memo.kept("sitemap is long", _is_long):
        return one_file(request, SITEMAPS)
    files = [SitemapIndexItem(request.build_absolute_uri(reverse("sitemap-rest")))]
    for name, parts in memo.kept("sitemap parts", _parts).items():
        for number, changed in parts:
            address = request.build_absolute_uri(reverse("sitemap-part", args=[name, number]))
            files.append(SitemapIndexItem(address, changed))
    return TemplateResponse(request, "sitemap_index.xml", {"sitemaps": files}, content_type="application/xml")


def _is_long() -> bool:
    return any(part.everything()[PART : PART + 1].exists() for part in IN_PARTS.values())


def _parts() -> dict[str, list]:
    return {name: part.parts() for name, part in IN_PARTS.items()}


@require_safe
@in_no_language
def rest(request: HttpRequest) -> HttpResponse:
    """The pages that are few."""
    return one_file(request, WHOLE)


@require_safe
@in_no_language
def part(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One part of one kind; 404 where it is empty, which no file of the kind may be."""
    found = IN_PARTS[name].part(number) if name in IN_PARTS else None
    if found is None or not found.items().exists():
        raise Http404
    return one_file(request, {name: found})
