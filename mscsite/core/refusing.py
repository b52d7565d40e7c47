"""What a database cannot take stays outside: PostgreSQL has no NUL in text, and it would be our error."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound


def without_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A NUL in the address is a page that is not there; in the query it is a space, and the rest is answered."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            return HttpResponseNotFound("Not found.", content_type="text/plain")
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\x00" in query:  # exchanged and not left out, which could join %0 and 0
            request.META["QUERY_STRING"] = query.replace("%00", "+").replace("\x00", "+")
        return get_response(request)

    return middleware
