"""To the provider and back."""

from __future__ import annotations

import logging

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mscsite.accounts import events, provider, signing_in
from mscsite.accounts.views.pages import page, secret

logger = logging.getLogger(__name__)
_NEXT = "provider_next"


@require_safe
@secret
def begin(request: HttpRequest) -> HttpResponse:
    if not provider.is_set():
        raise Http404
    request.session[_NEXT] = signing_in.safe_next(request, request.GET.get(REDIRECT_FIELD_NAME, ""))
    try:
        return provider.begin(request, request.build_absolute_uri(reverse("admin:login_provider_return")))
    except provider.Refused as error:
        logger.warning("The provider of sign-ins: %s", error.__cause__)
        return page(request, "provider_failed", _("统一登录"), 502, words=str(error))


@require_safe
@secret
def back(request: HttpRequest) -> HttpResponse:
    """What the provider says in the address is good for this browser alone, once."""
    if not provider.is_set():
        raise Http404
    wanted = request.session.get(_NEXT, "")
    try:
        proved = provider.proved(request)
    except provider.Refused as error:
        if error.__cause__ is not None:
            logger.warning("The provider of sign-ins: %s: %s", type(error.__cause__).__name__, error.__cause__)
        events.failed("", via=signing_in.PROVIDER)
        return page(request, "provider_failed", _("统一登录"), 403, words=str(error))
    return signing_in.begin(request, proved.user, via=signing_in.PROVIDER, next_url=wanted, is_second=proved.is_second)
