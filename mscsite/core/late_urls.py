"""Addresses whose code is loaded when somebody asks for one of them.

The admin and the API take more memory and start-up time than all that readers see. A process that serves readers never
needs them, and one that serves both loads them at the first such request.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver
from django.urls.resolvers import RoutePattern
from django.utils.module_loading import import_string


class LateURLs(URLResolver):
    """As `path(route, include(urlconf, namespace))`, with the module `urlconf` not imported before it is needed.

    A resolver matches its own prefix first, and an included module that is given by name is imported when it looks
    further. Only the table for `reverse()` would read every module at the first name asked for: of a namespace it keeps
    no name, but where to go on looking, so that there is nothing to read.
    """

    def __init__(self, route: str, urlconf: str, namespace: str) -> None:
        super().__init__(RoutePattern(route), urlconf, app_name=namespace, namespace=namespace)

    def _populate(self) -> None:
        """Not for us: `reverse()` finds names by the namespace, in a resolver that Django makes of our patterns."""


def late_view(path: str) -> Callable[..., HttpResponse]:
    """The view at a dotted path, imported when it is first asked; for views that readers never come to.

    What Django asks of a view before it runs (`csrf_exempt`) it does not know of this one.
    """

    def view(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return import_string(path)(request, *args, **kwargs)

    view.path = view.__name__ = path
    return view
