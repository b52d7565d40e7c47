"""Pages for what cannot be shown, in the script of the address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader

from mscsite.views.pages import page


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "404.html", languages=(), status=404)


def gone(request: HttpRequest) -> HttpResponse:
    """For what was public once. It says no more than that: not even the title."""
    return page(request, "410.html", languages=(), status=410)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "403.html", languages=(), status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks nothing of the database, the session or the request, any of which may be what broke."""
    return HttpResponseServerError(loader.get_template("500.html").render())
