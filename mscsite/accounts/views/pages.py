"""What the pages share: the admin's frame around a template of ours."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters


def page(request: HttpRequest, template: str, title: str, status: int = 200, **context) -> HttpResponse:
    """`template` of `admin/accounts/` with `title`."""
    request.current_app = admin.site.name
    shared = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"admin/accounts/{template}.html", shared, status=status)


def secret(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that is kept nowhere, asks for a token, and of which no error report shows what was typed."""
    return wraps(view)(sensitive_post_parameters()(csrf_protect(never_cache(view))))
