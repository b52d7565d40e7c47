"""Whether an address still answers, and where a copy of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.conf import settings

from mscsite.core import fetch
from mscsite.core.fetch import FetchError, Kind
from references.choices import LinkStatus

_MISSING = (404, 410)


def look(url: str) -> tuple[LinkStatus, str]:
    """What became of an address, and the copy that is kept of it where it is gone.

    ALIVE or GONE where the server says so, GONE too where its name is no more; UNSURE where it is silent, refuses us or
    has trouble of its own. Raises FetchError where this site has no network itself.
    """
    try:
        code = fetch.status_of(url)
    except FetchError as error:
        if error.kind is Kind.OFF:
            raise
        return _nameless(url) if fetch.has_no_host(error) else (LinkStatus.UNSURE, "")
    if code in _MISSING:
        return LinkStatus.GONE, archived(url)
    return LinkStatus.ALIVE if code < 400 else LinkStatus.UNSURE, ""


def _nameless(url: str) -> tuple[LinkStatus, str]:
    """The DNS knows no such name. If the archive answers at that moment, the fault is not with our own network."""
    try:
        return LinkStatus.GONE, _newest(url)
    except FetchError:
        return LinkStatus.UNSURE, ""


def archived(url: str) -> str:
    """The newest good copy that the Internet Archive keeps of an address; '' where there is none, or nobody answers."""
    try:
        return _newest(url)
    except FetchError:
        return ""


def _newest(url: str) -> str:
    found = fetch.get_json(f"{settings.SERVICES['archive']}?{urlencode({'url': url})}")
    copies = found.get("archived_snapshots") if isinstance(found, Mapping) else None
    copy = copies.get("closest") if isinstance(copies, Mapping) else None
    if not isinstance(copy, Mapping) or not copy.get("available") or str(copy.get("status")) != "200":
        return ""
    address = str(copy.get("url") or "").replace("http://web.archive.org/", "https://web.archive.org/", 1)
    return address if address.startswith("https://") and len(address) <= 500 else ""
