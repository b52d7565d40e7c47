"""Static files by this process, where no web server stands before it that has them."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware


def serve(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: WhiteNoise, which looks at all files when it is made, for requests that may be for one.

    Behind nginx there is none, and a worker starts without that (27 ms, 2.6 MB).
    """

    @functools.cache  # two threads that come first at once make two, which are the same
    def files() -> WhiteNoiseMiddleware:
        return WhiteNoiseMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return files()(request) if request.path_info.startswith(settings.STATIC_URL) else get_response(request)

    return middleware
