"""Requests that are not for us are refused before anything else looks at them."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host


def check(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, the first: a Host that is none of ALLOWED_HOSTS gets 400 and nothing of the site."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except DisallowedHost:
            return HttpResponse("Bad Request: this host is not served here.\n", "text/plain", status=400)
        return get_response(request)

    return middleware


def is_ours(host: str) -> bool:
    """Whether a Host header names this site; for what answers before Django does."""
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
