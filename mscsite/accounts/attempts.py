"""Attempts to sign in: how many of them are heard, by address, by account from an address, and by account.

No stranger keeps anybody out: what is counted for an account is counted for one address each, and a browser that has
signed in before has a count of its own. The one limit of an account alone is wide (OWASP ASVS 2.2.1: 100 an hour);
whoever meets it because of others signs in with a browser they know, or by the link of a reset.
"""

from __future__ import annotations

import unicodedata

from django.http import HttpRequest
from django.utils.translation import gettext as _

from mscsite.accounts import device_cookie
from mscsite.accounts.throttling import Limit, forget, hit, take_back
from mscsite.core import clients

BY_DEVICE = Limit("login device", 10, 15)
BY_ADDRESS = Limit("login address", 50, 15)
BY_PAIR = Limit("login account at address", 5, 15)
BY_ACCOUNT = Limit("login account", 100, 60)
CODES = Limit("codes of account", 10, 15)
REUSED = Limit("mails of a code used twice", 1, 60)


def counted(request: HttpRequest, username: str) -> int:
    """Count an attempt with a password: 0 where it is heard, else the seconds until one is."""
    name, place = _name(username), clients.network(request)
    device = device_cookie.of(request, username)
    if device and not hit(BY_DEVICE, device):
        return 0
    # One after the other: what is refused because of its address must not count against the account.
    return hit(BY_ADDRESS, place) or hit(BY_PAIR, name, place) or hit(BY_ACCOUNT, name)


def succeeded(request: HttpRequest, username: str) -> None:
    """The password was right: colleagues behind one address do not use up each other's attempts."""
    name, place = _name(username), clients.network(request)
    device = device_cookie.of(request, username)
    if device:
        forget(BY_DEVICE, device)
        return
    forget(BY_PAIR, name, place)
    take_back(BY_ADDRESS, place)
    take_back(BY_ACCOUNT, name)


def in_words(seconds: int) -> str:
    """What somebody reads who has to wait."""
    minutes = -(-seconds // 60)
    return _("尝试的次数太多了，请 %(n)s 分钟后再试。") % {"n": minutes}


def _name(username: str) -> str:
    return unicodedata.normalize("NFKC", username).casefold()
