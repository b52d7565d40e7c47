"""Browsers that somebody has signed in with before: a stranger's failures do not keep their owner out.

After OWASP's "device cookies": signed, names the account and nothing else, good for nothing without the password.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

NAME, PATH = "device", "/admin/"
_AGE = 180 * 24 * 3600  # seconds
_SALT = "mscsite.accounts.device"


def of(request: HttpRequest, username: str) -> str:
    """What this browser is counted under where it has signed in as `username` before; empty where not."""
    try:
        account, nonce = signing.loads(request.COOKIES.get(NAME, ""), salt=_SALT, max_age=_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(nonce) if constant_time_compare(str(account), _account(username)) else ""


def put(response: HttpResponse, username: str) -> None:
    """Give the browser a new one, after every sign-in."""
    value = signing.dumps([_account(username), secrets.token_urlsafe(12)], salt=_SALT)
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(NAME, value, max_age=_AGE, path=PATH, secure=secure, httponly=True, samesite="Strict")


def _account(username: str) -> str:
    return salted_hmac(_SALT, username.casefold(), algorithm="sha256").hexdigest()[:32]
