"""What a database cannot take is refused at the door: PostgreSQL has no NUL in text, and it would be our error."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotFound


def without_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A NUL in the address is a page that is not there; in the query a request that nobody made by hand: 400."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            return HttpResponseNotFound("Not found.", content_type="text/plain")
        if "%00" in (query := request.META.get("QUERY_STRING", "")) or "\x00" in query:
            return HttpResponseBadRequest("Bad request: the query holds a NUL character.", content_type="text/plain")
        return get_response(request)

    return middleware
