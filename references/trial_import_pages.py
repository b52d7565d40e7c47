"""Bringing trials in from the admin: ids that are asked for, or a file of a registry, with a look at it first."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import replace

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from mscsite.core import fetch
from mscsite.core.admin.pages import OwnPages
from mscsite.core.admin_names import ORIGIN
from mscsite.core.fetch import FetchError
from references import registries
from references.exchange.decoding import Refused
from references.trials_import import files, registry
from references.trials_import.records import Outcome, Source, import_studies
from references.trials_import.study import Malformed

MOST = 20  # ids of one go: more come as a file of the registry
SECONDS = 25
MAX_UPLOAD = 1_500_000  # it goes through the confirming form as text, whose limit is 2.5 MB
SALT = "trials-to-bring-in"


class ImportViews(OwnPages):
    """A ModelAdmin mixin for Trial."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.import_view)
        return [path("bring-in/", view, name="references_trial_bring_in"), *super().get_urls()]

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """What was named or uploaded is shown as what it would change, and stored when that is confirmed."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        if request.method != "POST":
            return self._import_page(request, {})
        try:
            if confirmed := request.POST.get("sources"):
                return self._store(request, signing.loads(confirmed, salt=SALT))
            sources, failed = _given(request)
        except signing.BadSignature:
            return self._import_page(request, {"error": _("确认的内容不完整，请重新提交。")})
        except Refused as error:
            return self._import_page(request, {"error": error, "text": request.POST.get("text", "")})
        outcomes = [*_imported(sources, request, dry_run=True), *failed]
        context = {
            "outcomes": outcomes,
            "possible": any(outcome.status in ("created", "updated") for outcome in outcomes),
            "sources": signing.dumps(sources, salt=SALT, compress=True),
            "text": request.POST.get("text", ""),
        }
        return self._import_page(request, context)

    def _store(self, request: HttpRequest, sources: list) -> HttpResponse:
        states = [outcome.status for outcome in _imported(sources, request, dry_run=False)]
        counts = {"created": states.count("created"), "updated": states.count("updated")}
        self.message_user(request, _("新增提案 %(created)s 项，更新 %(updated)s 项。") % counts)
        return HttpResponseRedirect(reverse("admin:references_trial_changelist"))

    def _import_page(self, request: HttpRequest, context: dict) -> HttpResponse:
        return self.own_page(request, "bring_in", _("导入临床试验"), context)


def _given(request: HttpRequest) -> tuple[list[tuple[str, str]], list[Outcome]]:
    """Sources as (name, base64 of the file), and what became of ids that gave none; raises Refused."""
    upload = request.FILES.get("file")
    if upload is not None:
        if upload.size > MAX_UPLOAD:
            raise Refused(_("文件太大，请分成几个导入。"))
        return [(upload.name, base64.b64encode(upload.read()).decode())], []
    written = [each for each in re.split(r"[\s,，;；、]+", request.POST.get("text", "")) if each]
    if not written:
        raise Refused(_("请填写登记号，或选择文件。"))
    if len(written) > MOST:
        raise Refused(_("一次最多查询 %(most)s 个登记号，请分批，或下载文件后导入。") % {"most": MOST})
    sources, failed = [], []
    with fetch.within(SECONDS):
        for each in dict.fromkeys(written):
            try:
                study = json.dumps(_asked(each)).encode()
                sources.append((registries.normalise(each), base64.b64encode(study).decode()))
            except (FetchError, Malformed) as error:
                failed.append(Outcome(each, each, reason=str(error)))
    return sources, failed


def _asked(written: str) -> object:
    if registries.registry_of(written) is None:
        meant = files.hint(written)
        near = _("是不是 %(meant)s（数字里混有字母）？") % {"meant": meant} if meant else ""
        raise Malformed(_("“%(text)s”不是已知登记平台的编号。") % {"text": written[:60]} + near)
    return registry.ask(written)


def _imported(sources: list, request: HttpRequest, *, dry_run: bool) -> list[Outcome]:
    """Every study of every source; a file that cannot be read is one failure."""
    outcomes: list[Outcome] = []
    for name, data in sources:
        source = Source(name, actor=request.user, origin=ORIGIN)
        try:
            found = import_studies(files.read(base64.b64decode(data), name), source, dry_run=dry_run)
        except (Refused, Malformed) as error:
            found = [Outcome(name, reason=str(error))]
        outcomes += [replace(outcome, id=outcome.id or outcome.place) for outcome in found]
    return outcomes
