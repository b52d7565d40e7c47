"""Connections to other machines: only to public addresses, and never longer than agreed.

The check stands where the connection is made, on the address that is really dialled. So it holds for redirects as well,
and a name that answers differently the second time gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from functools import cache

import httpcore
import httpx
from django.conf import settings

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotAllowed(httpx.RequestError):
    """An address that the site does not talk to."""


class NoSuchHost(httpx.ConnectError):
    """A name that the DNS does not know, or no DNS at all: asking again at once is no use."""


def is_public(text: str) -> bool:
    """Whether an IP address belongs to the open internet; IPv4 addresses inside IPv6 ones are looked at as well."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            address = inner
    return address.is_global and not address.is_multicast


def addresses(host: str, port: int) -> list[str]:
    """The addresses of a host that may be dialled, in the resolver's order.

    Raises NotAllowed where it has only private ones, NoSuchHost where it has none at all.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoSuchHost(str(error)) from error
    known = list(dict.fromkeys(info[4][0] for info in found))
    if {host, f"{host}:{port}", f"[{host}]:{port}"} & set(settings.FETCH_PRIVATE):
        return known
    allowed = [address for address in known if is_public(address)]
    if not allowed:
        raise NotAllowed(f"{host}:{port}")
    return allowed


class _Timed(httpcore.NetworkStream):
    """A stream that ends at a moment: a server that sends a byte now and then cannot hold us."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream, self._until = stream, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._until, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._until, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, ssl_context, server_hostname=None, timeout=None) -> httpcore.NetworkStream:
        left = _left(self._until, httpcore.ConnectTimeout)
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, left), self._until)

    def get_extra_info(self, info: str):
        return self._stream.get_extra_info(info)


class _Guard(httpcore.NetworkBackend):
    """Dials public addresses alone. `until` is a moment of `time.monotonic`."""

    def __init__(self, until: float) -> None:
        self._backend, self._until = httpcore.SyncBackend(), until

    def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError(host)
        for address in addresses(host, port):
            left = _left(self._until, httpcore.ConnectTimeout)
            try:
                stream = self._backend.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Timed(stream, self._until)
        raise failure

    def connect_unix_socket(self, path, timeout=None, socket_options=None) -> httpcore.NetworkStream:
        raise NotAllowed(path)


def _left(until: float, late: type[Exception]) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise late("the limit for the whole request")
    return left


@cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


class GuardedTransport(httpx.HTTPTransport):
    """httpx's own transport over the guard; it ends with the request, `seconds` from now."""

    def __init__(self, seconds: float) -> None:
        super().__init__(verify=_certificates(), trust_env=False)
        # httpx has no public way to hand its pool another network; httpcore, which it stands on, has this one.
        self._pool = httpcore.ConnectionPool(
            ssl_context=_certificates(), network_backend=_Guard(time.monotonic() + seconds), max_keepalive_connections=0
        )
