"""How often one address may ask for what costs: searching, answers for machines, files made on the spot.

Pages out of the page cache never come here. Readers of one mobile network share an address, so a limit stops a machine
and no crowd. `docs/operations.md` lists the limits beside those of nginx.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from mscsite.core import limits
from mscsite.core.limits import Limit
from mscsite.views import errors

SEARCH = Limit("search", 600, 60)
SUGGEST = Limit("suggest", 2_400, 60)
FILES = Limit("files", 600, 60)
API = Limit("api", 3_000, 60)
LIMITED = {
    "search": SEARCH,
    "search-feed": SEARCH,
    "search-suggest": SUGGEST,
    "article-references": FILES,
    "citation-file": FILES,
    "product-data-file": FILES,
    "product-data-package": FILES,
    "article-qr": FILES,
    "article-share": FILES,
    "share": FILES,
    "shared-paper": FILES,
}


class Rates:
    """Middleware: counts once the address is known, before its view does anything."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        match = request.resolver_match
        limit = API if "api-v1" in match.namespaces else LIMITED.get(match.url_name or "")
        seconds = limits.over(limit, request) if limit else 0
        return errors.too_many(request, seconds) if seconds else None
