"""Pages of citations in the admin: bringing many in at once, and one by its number on the spot."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from mscsite.core.admin.pages import OwnPages
from mscsite.core.admin_names import ORIGIN
from references.exchange import files
from references.exchange.decoding import Refused, decode
from references.exchange.entries import Entry
from references.exchange.importing import Options, Outcome, import_entries
from references.lookup import entries as lookup
from references.lookup import identifiers
from references.models import Citation
from references.styles import format_entry

MAX_UPLOAD = 1_500_000  # it goes through the confirming form as text, whose limit is 2.5 MB
SALT = "citations-to-bring-in"
ASKED_SALT = "numbers-being-asked"
SECONDS = 4  # of looking up in one request: a long list goes on in the next one


class BringingInViews(OwnPages):
    """A ModelAdmin mixin for Citation."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("bring-in/", view(self.bring_in_view), name="references_citation_bring_in"),
            path("look-up/", view(self.look_up_view), name="references_citation_look_up"),
            *super().get_urls(),
        ]

    def bring_in_view(self, request: HttpRequest) -> HttpResponse:
        """What was pasted or uploaded is shown as what it would change, and stored when that is confirmed."""
        self._require(self.has_add_permission(request) and self.has_change_permission(request))
        if request.method != "POST":
            return self._bring_in_page(request, {})
        if confirmed := request.POST.get("entries"):
            return self._store(request, confirmed)
        try:
            return self._read(request)
        except Refused as error:
            return self._bring_in_page(request, {"error": error, "text": request.POST.get("text", "")})

    def _read(self, request: HttpRequest) -> HttpResponse:
        """A list of numbers is asked for step by step; everything else is read at once."""
        if asked := request.POST.get("asked"):
            asking = _asking(asked)
        else:
            data, name = self._given(request)
            text = decode(data, name)
            if not identifiers.reads(text):
                return self._bring_in_page(request, self._preview(files.read(data, name)) | {"text": text})
            asking = lookup.Asking(text)
        asking.go_on(SECONDS)
        if asking.is_done:
            return self._bring_in_page(request, self._preview(asking.done) | {"text": asking.text})
        done = [(entry.number, entry.label, entry.item, entry.error) for entry in asking.done]
        state = signing.dumps([asking.text, done], salt=ASKED_SALT, compress=True)
        return self._bring_in_page(request, {"asking": asking, "asked": state, "text": asking.text})

    def look_up_view(self, request: HttpRequest) -> JsonResponse:
        """For the editor: the citation that the number `id` stands for, looked up and proposed where it is new."""
        self._require(self.has_add_permission(request))
        if request.method != "POST":
            return JsonResponse({"error": _("请用 POST 提交 id。")}, status=405)
        outcome = lookup.propose(request.POST.get("id", "")[:300], actor=request.user)
        if outcome.status == "failed":
            return JsonResponse({"status": outcome.status, "error": outcome.reason})
        citation = Citation.objects.get(key=outcome.key)
        found = {"key": citation.key, "name": citation.title, "proposal": not citation.is_public}
        url = reverse("admin:references_citation_change", args=[citation.pk])
        return JsonResponse({"status": outcome.status, "url": url, **found})

    def _require(self, allowed: bool) -> None:
        if not allowed:
            raise PermissionDenied

    def _given(self, request: HttpRequest) -> tuple[bytes, str]:
        upload = request.FILES.get("file")
        if upload is None:
            return request.POST.get("text", "").encode(), _("粘贴的内容")
        if upload.size > MAX_UPLOAD:
            raise Refused(_("文件太大，请分成几个导入。"))
        return upload.read(), upload.name

    def _preview(self, entries: list[Entry]) -> dict:
        outcomes = import_entries(entries, Options(dry_run=True))
        good = [(entry.number, entry.label, entry.item) for entry in entries if not entry.error]
        return {
            "rows": [_row(entry, outcome) for entry, outcome in zip(entries, outcomes, strict=True)],
            "entries": signing.dumps(good, salt=SALT, compress=True) if good else "",
            "possible": any(outcome.status in ("created", "updated") for outcome in outcomes),
        }

    def _store(self, request: HttpRequest, confirmed: str) -> HttpResponse:
        try:
            good = signing.loads(confirmed, salt=SALT)
        except signing.BadSignature:
            return self._bring_in_page(request, {"error": _("确认的内容不完整，请重新提交。")})
        options = Options(origin=ORIGIN, actor=request.user)
        outcomes = import_entries([Entry(*fields) for fields in good], options)
        states = [outcome.status for outcome in outcomes]
        counts = {"created": states.count("created"), "updated": states.count("updated")}
        self.message_user(request, _("新增提案 %(created)s 条，补充 %(updated)s 条。") % counts)
        return HttpResponseRedirect(reverse("admin:references_citation_changelist"))

    def _bring_in_page(self, request: HttpRequest, context: dict) -> HttpResponse:
        return self.own_page(request, "bring_in", _("导入文献"), context)


def _asking(signed: str) -> lookup.Asking:
    """What the last step sent along; raises Refused."""
    try:
        text, done = signing.loads(signed, salt=ASKED_SALT)
    except signing.BadSignature as error:
        raise Refused(_("确认的内容不完整，请重新提交。")) from error
    return lookup.Asking(text, [Entry(*fields) for fields in done])


def _row(entry: Entry, outcome: Outcome) -> dict:
    text = format_entry(entry.item, settings.CITATION_STYLE) if entry.item else entry.label
    known = Citation.objects.filter(key=outcome.key).first() if outcome.status in ("updated", "skipped") else None
    return {"number": entry.number, "text": text, "outcome": outcome, "known": known}
