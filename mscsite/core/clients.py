"""Where a request comes from, as far as it may be believed, and as a keyed digest wherever it is counted."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

_IPV6_NETWORK = 64  # bits: what one customer has; single addresses of it are changed at will


def address(request: HttpRequest) -> str:
    """The peer's address, or what a proxy of TRUSTED_PROXIES says it is. `X-Forwarded-For` is read from its end, as far
    as our own proxies wrote it: what stands before that any client can write.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    for said in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        if not _is_ours(peer) or not said.strip():
            break
        peer = said.strip()
    return peer


def network(request: HttpRequest) -> str:
    """The address, of IPv6 its /64; what is no address (a socket of the machine) as it is."""
    said = address(request)
    try:
        parsed = ipaddress.ip_address(said)
    except ValueError:
        return said
    mapped = getattr(parsed, "ipv4_mapped", None)
    if mapped is not None or parsed.version == 4:
        return str(mapped or parsed)
    return str(ipaddress.ip_network((parsed, _IPV6_NETWORK), strict=False))


def digest(*what: object) -> str:
    """A digest of `what` that nobody without SECRET_KEY can turn back or compare; another one every day."""
    text = "\0".join((timezone.localdate().isoformat(), *map(str, what)))
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _is_ours(peer: str) -> bool:
    """Whether `peer` is a proxy of ours. A peer without address came by a socket of this machine."""
    networks = settings.TRUSTED_PROXIES
    if not peer:
        return bool(networks)
    try:
        parsed = ipaddress.ip_address(peer)
    except ValueError:
        return False
    return any(parsed in ipaddress.ip_network(each, strict=False) for each in networks)
