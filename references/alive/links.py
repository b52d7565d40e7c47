"""Whether an address still answers, and where a copy of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.conf import settings

from mscsite.core import fetch
from mscsite.core.fetch import FetchError, Kind
from references.choices import LinkStatus

_MISSING = (404, 410)


def status(url: str) -> LinkStatus:
    """ALIVE or GONE where the server says so; UNSURE where it is silent, refuses us or has trouble of its own.

    Raises FetchError where this site has no network itself.
    """
    try:
        code = fetch.status_of(url)
    except FetchError as error:
        if error.kind is Kind.OFF:
            raise
        return LinkStatus.UNSURE
    if code in _MISSING:
        return LinkStatus.GONE
    return LinkStatus.ALIVE if code < 400 else LinkStatus.UNSURE


def archived(url: str) -> str:
    """The newest good copy that the Internet Archive keeps of an address; '' where there is none, or nobody answers."""
    try:
        found = fetch.get_json(f"{settings.SERVICES['archive']}?{urlencode({'url': url})}")
    except FetchError:
        return ""
    copies = found.get("archived_snapshots") if isinstance(found, Mapping) else None
    copy = copies.get("closest") if isinstance(copies, Mapping) else None
    if not isinstance(copy, Mapping) or not copy.get("available") or str(copy.get("status")) != "200":
        return ""
    address = str(copy.get("url") or "").replace("http://web.archive.org/", "https://web.archive.org/", 1)
    return address if address.startswith("https://") and len(address) <= 500 else ""
