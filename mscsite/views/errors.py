"""Pages for what cannot be shown, in the script of the address."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.template import loader
from django.utils.translation import get_language

from mscsite import near_pages
from mscsite.core import reconnecting
from mscsite.views import resend
from mscsite.views.pages import page

RETRY_AFTER = 60  # seconds


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    near = near_pages.find(request.path, get_language() or "zh-hans")
    return page(request, "404.html", {"near": near}, languages=(), status=404)


def gone(request: HttpRequest) -> HttpResponse:
    """For what was public once. It says no more than that: not even the title."""
    return page(request, "410.html", languages=(), status=410)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "403.html", languages=(), status=403)


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """To whoever asks too often: when to come back. Asks nothing of the database, which it is there to spare."""
    headers = {"Retry-After": str(seconds), "Cache-Control": "no-store"}
    if request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
        words = f"Too many requests; try again in {seconds} seconds."
        return JsonResponse({"detail": words}, status=429, headers=headers)
    text = loader.get_template("429.html").render({"seconds": seconds})
    return HttpResponse(text, status=429, headers=headers)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database or the session, any of which may be what broke.

    Where the database did not answer or takes no writes, the page is unavailable for now and not broken: 503, so that
    search engines and proxies come back later, and editors get what they typed back with a button to send it again.
    """
    error = sys.exc_info()[1]
    if not reconnecting.is_away(error):
        return HttpResponseServerError(loader.get_template("500.html").render())
    response = resend.page(request) if request.path.startswith("/admin/") else _unavailable()
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    reconnecting.mark(response, error)
    return response


def _unavailable() -> HttpResponse:
    return HttpResponse(loader.get_template("503.html").render(), status=503)
