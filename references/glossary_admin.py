"""Pages of the glossary in the admin: as a sheet, its conflicts, where a term stands, a term on the spot."""

from __future__ import annotations

import base64
import datetime as dt

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.urls import path, reverse
from django.utils.translation import gettext as _

from mscsite.core import audit, hanzi
from mscsite.core.admin.pages import OwnPages
from mscsite.core.admin_names import ORIGIN
from mscsite.core.tabular.grid import SheetRefused
from mscsite.core.tabular.text_write import csv_pieces
from references import glossary_conflicts, glossary_sheet, glossary_usage
from references.models import Term

MAX_UPLOAD = 1_500_000  # it goes through the confirming form as text, whose limit is 2.5 MB
SHOWN = 300


class GlossaryViews(OwnPages):
    """A ModelAdmin mixin for Term."""

    def get_urls(self):
        pages = {
            "export/": (self.export_view, "export"),
            "import/": (self.import_view, "import"),
            "conflicts/": (self.conflicts_view, "conflicts"),
            "quick/": (self.quick_view, "quick"),
            "<path:object_id>/usage/": (self.usage_view, "usage"),
        }
        view = self.admin_site.admin_view
        ours = [path(route, view(page), name=f"references_term_{name}") for route, (page, name) in pages.items()]
        return [*ours, *super().get_urls()]

    def _require(self, allowed: bool) -> None:
        if not allowed:
            raise PermissionDenied

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        may_rederive = {"may_rederive": self.has_change_permission(request)}
        return super().changelist_view(request, (extra_context or {}) | may_rederive)

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """The terms of the list as it was searched and filtered, as CSV."""
        self._require(self.has_view_permission(request))
        terms = self.get_changelist_instance(request).get_queryset(request).order_by("slug")
        body = csv_pieces(list(glossary_sheet.COLUMNS.values()), glossary_sheet.rows(terms.iterator(chunk_size=500)))
        response = StreamingHttpResponse(body, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="glossary-{dt.date.today():%Y%m%d}.csv"'
        return response

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """A file is shown as what it would change, and imported when that is confirmed."""
        self._require(self.has_add_permission(request) and self.has_change_permission(request))
        if request.method != "POST":
            return self.own_page(request, "import", _("导入术语"), {})
        try:
            data, name = self._uploaded(request)
            planned = glossary_sheet.plan(data, name)
        except SheetRefused as refused:
            where = _("第 %(n)s 行：") % {"n": refused.row} if refused.row else ""
            return self.own_page(request, "import", _("导入术语"), {"error": where + refused.message})
        if request.POST.get("mark") == planned.mark and planned.is_possible:
            done = glossary_sheet.apply(planned, actor=request.user, origin=ORIGIN, file_name=name)
            self.message_user(
                request, _("已导入 %(n)s 条。新的术语是提案，公开后才用于转换。") % {"n": done}, "success"
            )
            return HttpResponseRedirect(reverse("admin:references_term_changelist"))
        if "mark" in request.POST:
            self.message_user(request, _("预览之后术语表又有改动，请再看一遍。"), "warning")
        return self.own_page(request, "import", _("导入术语"), self._preview(planned, data, name))

    def _uploaded(self, request: HttpRequest) -> tuple[bytes, str]:
        if "data" in request.POST:
            return base64.b64decode(request.POST["data"]), request.POST.get("name", "")
        upload = request.FILES.get("file")
        if upload is None:
            raise SheetRefused(_("请选择文件。"))
        if upload.size > MAX_UPLOAD:
            raise SheetRefused(_("文件太大，请分成几个导入。"))
        return upload.read(), upload.name

    def _preview(self, planned: glossary_sheet.Plan, data: bytes, name: str) -> dict:
        told = [row for row in planned.rows if row.status is not glossary_sheet.Status.SAME]
        told.sort(key=lambda row: row.status is not glossary_sheet.Status.FAILED)
        return {
            "plan": planned,
            "counts": {status.value: planned.count(status) for status in glossary_sheet.Status},
            "rows": told[:SHOWN],
            "more": max(0, len(told) - SHOWN),
            "conflicts": self._new_conflicts(planned),
            "data": base64.b64encode(data).decode(),
            "name": name,
        }

    def _new_conflicts(self, planned: glossary_sheet.Plan) -> list[glossary_conflicts.Conflict]:
        """Conflicts that the import would bring with it."""
        before = {conflict.message for conflict in glossary_conflicts.find(Term.objects.all())}
        terms = {term.pk: term for term in Term.objects.all()}
        new = [row.term for row in planned.rows if not row.term.pk]
        terms |= {row.term.pk: row.term for row in planned.rows if row.term.pk}
        after = glossary_conflicts.find([*terms.values(), *new])
        return [conflict for conflict in after if conflict.message not in before][:SHOWN]

    def conflicts_view(self, request: HttpRequest) -> HttpResponse:
        self._require(self.has_view_permission(request))
        # Rows and not records: making these took longer than all that is compared.
        rows = Term.objects.order_by("pk").values_list("pk", *glossary_conflicts.FIELDS, named=True)
        conflicts = glossary_conflicts.find(rows)
        context = {"conflicts": conflicts[:SHOWN], "more": max(0, len(conflicts) - SHOWN)}
        return self.own_page(request, "conflicts", _("术语冲突"), context)

    def usage_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        term = self.get_object(request, unquote(object_id))
        if term is None:
            raise Http404
        self._require(self.has_view_permission(request, term))
        uses = [use for use in glossary_usage.uses(term) if self._may_see(request, use)]
        of_term = [conflict for conflict in glossary_conflicts.find(Term.objects.all()) if term in conflict.terms]
        context = {"original": term, "uses": [_linked(use) for use in uses], "conflicts": of_term}
        return self.own_page(request, "usage", _("用在哪里"), context)

    def _may_see(self, request: HttpRequest, use: glossary_usage.Use) -> bool:
        options = use.places[0].record._meta
        return request.user.has_perm(f"{options.app_label}.view_{options.model_name}")

    def quick_view(self, request: HttpRequest) -> JsonResponse:
        """For the workbench: the forms of a word (GET), a new term of them (POST)."""
        self._require(self.has_add_permission(request))
        if request.method != "POST":
            return JsonResponse(_forms(request.GET.get("text", "")[:100], request.GET.get("script", hanzi.HANS)))
        names = ("zh_hans", "zh_hant_tw", "zh_hant_hk")
        term = Term(**{name: request.POST.get(name, "").strip() for name in names})
        try:
            term.full_clean(exclude=["definition", "definition_zh_hans", "definition_zh_hant", "machine_text"])
        except ValidationError as error:
            return JsonResponse({"error": " ".join(error.messages)})
        term.save()
        audit.record(action="saved", target=term, actor=request.user, origin=ORIGIN, name=str(term))
        words = {"term": term, "url": reverse("admin:references_term_change", args=[term.pk])}
        return JsonResponse({"message": _("已建立术语提案“%(term)s”，公开后用于转换。") % words, "url": words["url"]})


def _forms(text: str, script: str) -> dict[str, str]:
    """A word of one script as a term would have it; what stands in the text stays as it stands."""
    script = script if script in hanzi.SCRIPTS else hanzi.HANS
    if script == hanzi.HANS:
        tw, hk = (hanzi.convert(text, to, hanzi.HANS) for to in (hanzi.HANT_TW, hanzi.HANT_HK))
        return {"zh_hans": text, "zh_hant_tw": tw, "zh_hant_hk": hk}
    simplified = hanzi.convert(text, hanzi.HANS, script)
    return {"zh_hans": simplified, "zh_hant_tw": text, "zh_hant_hk": hanzi.convert(text, hanzi.HANT_HK, hanzi.HANT_TW)}


def _linked(use: glossary_usage.Use) -> dict:
    places = []
    for place in use.places:
        options = place.record._meta
        url = reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[place.record.pk])
        places.append({"place": place, "url": url})
    return {"use": use, "places": places, "more": use.count - len(places)}
