"""Signing in, in steps: the first proof (password or provider), the second where there is or must be one, the session.

Until the last step nobody is signed in: what has been proved waits in an anonymous session for a few minutes.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.contrib import auth
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from mscsite.accounts import device_cookie, devices, events, factor, notices, sessions

_KEY = "first_proof"
_MINUTES = 10
SECOND = "second_factor"  # in a session: with what it was opened besides the password
BACKEND = "django.contrib.auth.backends.ModelBackend"
PASSWORD, PROVIDER = "password", "provider"


@dataclass(frozen=True)
class Pending:
    """Somebody who has proved the first thing."""

    user: AbstractBaseUser
    via: str
    next_url: str


def begin(
    request: HttpRequest, user: AbstractBaseUser, *, via: str, next_url: str, is_second: bool = False
) -> HttpResponse:
    """Go on after the first proof; `is_second` where it was two at once (a provider that asked for both)."""
    if is_second or not (factor.of(user) or factor.is_required(user)):
        return complete(request, user, via=via, next_url=next_url, second=via if is_second else "")
    request.session.cycle_key()
    request.session[_KEY] = {
        "user": user.pk,
        "password": user.get_session_auth_hash(),
        "at": time.time(),
        "via": via,
        "next": next_url,
    }
    return HttpResponseRedirect(reverse("admin:login_code" if factor.of(user) else "admin:login_enrol"))


def pending(request: HttpRequest) -> Pending | None:
    """Who waits in this browser for the second step; None where nobody does, or it took too long."""
    held = request.session.get(_KEY)
    if not held or not 0 <= time.time() - held["at"] <= _MINUTES * 60:
        return None
    user = auth.get_user_model().objects.filter(pk=held["user"], is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(user.get_session_auth_hash(), held["password"]):
        return None
    return Pending(user, held["via"], held["next"])


def open_session(request: HttpRequest, user: AbstractBaseUser, *, via: str, second: str = "") -> None:
    """The last step. The session gets a new key; what waited in the old one is gone."""
    request.session.pop(_KEY, None)
    sessions.clear()
    is_new = user.last_login is not None and not device_cookie.of(request, user.get_username())
    with transaction.atomic():
        auth.login(request, user, backend=BACKEND)
        if is_new:
            notices.send("new_browser", user, device=devices.in_words(request.headers.get("User-Agent", "")))
        if second:
            request.session[SECOND] = second
        events.note("signed_in", user, actor=user, via=via, **({"second": second} if second else {}))


def is_enough(request: HttpRequest) -> bool:
    """Whether the session was opened with all that its owner needs by now: a role may have come, or the setting."""
    return bool(request.session.get(SECOND)) or not factor.is_required(request.user)


def complete(
    request: HttpRequest, user: AbstractBaseUser, *, via: str, next_url: str, second: str = ""
) -> HttpResponse:
    open_session(request, user, via=via, second=second)
    response = HttpResponseRedirect(safe_next(request, next_url))
    device_cookie.put(response, user.get_username())
    return response


def safe_next(request: HttpRequest, wanted: str) -> str:
    """`wanted` where it is a page of this site, else the first page of the admin."""
    hosts = {request.get_host()}
    if wanted and url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure()):
        return wanted
    return reverse("admin:index")
