"""How the interface is read over HTTP: from pages of any origin, and again only where something changed."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from ninja import NinjaAPI
from ninja.openapi.docs import Swagger

_METHODS = "GET, HEAD, OPTIONS"
_A_DAY = "86400"


class Docs(Swagger):
    """The OpenAPI page from our own template and static files. Ninja takes them where it is an installed app, which
    every process would load; otherwise it sends readers to a CDN."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs) -> HttpResponse:
        shown = json.dumps(self.settings | {"url": self.get_openapi_url(api, kwargs)}, indent=1)
        return render(request, self.template, {"swagger_settings": shown, "api": api})


class ReadingAPI(NinjaAPI):
    """A NinjaAPI all of whose addresses may be read from anywhere and answer `If-None-Match`."""

    def _get_urls(self) -> list[URLPattern]:
        patterns = super()._get_urls()
        for pattern in patterns:
            pattern.callback = _readable(pattern.callback)
        return patterns


def _readable(view: Callable) -> Callable:
    @functools.wraps(view)
    def readable(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method == "OPTIONS":
            return _open(_preflight())
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        response = _open(_conditional(request, view(request, *args, **kwargs)))
        return _without_body(response) if is_head else response

    return readable


def _without_body(response: HttpResponse) -> HttpResponse:
    response["Content-Length"] = str(len(response.content))
    response.content = b""
    return response


def _preflight() -> HttpResponse:
    answer = HttpResponse(status=204)
    answer["Allow"] = answer["Access-Control-Allow-Methods"] = _METHODS
    answer["Access-Control-Allow-Headers"] = "If-None-Match"
    answer["Access-Control-Max-Age"] = _A_DAY
    return answer


def _open(response: HttpResponse) -> HttpResponse:
    """Readable from everywhere: all of it is public, and nothing depends on who asks."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag"
    return response


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code != 200 or response.streaming:
        return response
    etag = quote_etag(sha256(response.content).hexdigest()[:32])
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response)
