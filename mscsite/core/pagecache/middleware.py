"""Says under which generation a page was rendered, and lets it keep what it reads (`mscsite.core.memo`). It stands
before all other middleware."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from mscsite.core import generation, memo

ASKED = "mscsite.pagecache"  # set in the WSGI environment by the cache that asks
# Of what says nothing itself: caches on the way have defaults of their own for that, up to a day, and a list with a
# query would show what was taken down. A browser asks again.
FOR_ONE = "private, max-age=0"
# A view says how long browsers keep what it sends. Caches for all keep it for a second, whatever it is, or a picture
# with the title of an article that was taken down would be shown for a day.
FOR_ALL = "s-maxage=1, stale-while-revalidate=60, stale-if-error=86400"
HEADER = "X-Generation"  # never reaches a reader: the cache takes it off


def tag(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The number is read before the page, on the connection that the page is rendered with: a change that comes in
    between makes the page too new for its tag, never too old."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with memo.asking():
            if not request.META.get(ASKED):
                response = get_response(request)
                response.headers.setdefault("Cache-Control", FOR_ONE)
                _shorten(response)
                return response
            number = generation.current()
            memo.begin(number)
            response = get_response(request)
        response.headers[HEADER] = str(number)
        _shorten(response)
        if getattr(response, "is_in_no_language", False):
            _forget_languages(response)
        return response

    return middleware


def in_no_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose answers are the same whatever a reader speaks. Django says that they vary by it, since their
    addresses name no language, and no cache would keep them."""

    @functools.wraps(view)
    def marked(*args, **kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response.is_in_no_language = True
        return response

    return marked


def _shorten(response: HttpResponse) -> None:
    control = response.headers.get("Cache-Control", "")
    if "public" in control and "immutable" not in control and "s-maxage" not in control:
        response.headers["Cache-Control"] = f"{control}, {FOR_ALL}"


def _forget_languages(response: HttpResponse) -> None:
    parts = [part.strip() for part in response.get("Vary", "").split(",")]
    del response["Vary"]
    if left := [part for part in parts if part and part.lower() != "accept-language"]:
        response["Vary"] = ", ".join(left)
