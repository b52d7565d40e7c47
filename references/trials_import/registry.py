"""A trial asked of its registry by its id. ClinicalTrials.gov alone has an interface that answers for one."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _

from mscsite.core import fetch
from mscsite.core.fetch import FetchError, Kind
from references import registries

ANSWERING = ("NCT",)  # keys of the registries that can be asked


def ask(registry_id: str) -> object:
    """The study in the data model of ClinicalTrials.gov (version 2), unread; raises FetchError."""
    number = registries.normalise(registry_id)
    registry = registries.registry_of(number)
    if registry not in ANSWERING:
        words = {"id": number, "url": registries.url(number)}
        message = _("%(id)s 的登记平台不提供按编号查询，请从 %(url)s 或 ICTRP 下载 XML 文件后导入。") % words
        raise FetchError(Kind.NOT_ALLOWED, message)
    found = fetch.get_json(f"{settings.SERVICES['clinicaltrials']}{quote(number)}?format=json")
    said = _number(found)
    if said != number:
        words = {"id": number, "said": said or _("别的内容")}
        raise FetchError(Kind.UNREADABLE, _("问的是 %(id)s，答复却是 %(said)s，未采用。") % words)
    return found


def _number(found: object) -> str:
    for name in ("protocolSection", "identificationModule", "nctId"):
        found = found.get(name) if isinstance(found, dict) else None
    return str(found or "")
