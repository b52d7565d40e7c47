"""The admin's pages for product sheets: export with the list's filters, import with a preview, undo."""

from __future__ import annotations

import tempfile

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mscsite.core import roles
from mscsite.core.jobs import enqueue, is_worked
from mscsite.core.tabular.grid import MAX_BYTES, SheetRefused
from products import jobs as sheet_jobs
from products.models import Product, RegulatoryEvent
from products.sheets.columns import EVENTS, LAYOUTS, PRODUCTS, STAMP, Layout
from products.sheets.export import FORMATS, Export
from products.sheets.models import EXPORT, IMPORT, ImportState, SheetImport
from products.sheets.presentation import shown_row, status_in_words
from products.sheets.presets import APPROVALS
from products.sheets.service import Blocked, Outdated, confirm, preview
from products.sheets.undo import UndoRefused, undo

ORIGIN = "admin"
ROWS_A_PAGE = 50
RECENT = 10


def _columns_of(layout: Layout) -> list[tuple[str, str]]:
    return [(c.field, c.title) for c in layout.columns if c.field not in (layout.key, STAMP)]


class ExportForm(forms.Form):
    """What is in the file. No column chosen means all of them."""

    rows = forms.ChoiceField(
        label=_("每行是"),
        choices=[("products", _("一个产品")), ("events", _("一个审批事件")), ("approvals", _("一次批准（九列表）"))],
        widget=forms.RadioSelect,
    )
    format = forms.ChoiceField(
        label=_("格式"),
        choices=[("xlsx", "XLSX（Excel、WPS）"), ("csv", "CSV"), ("json", "JSON")],
        widget=forms.RadioSelect,
        initial="xlsx",
    )
    language = forms.ChoiceField(
        label=_("字形"),
        choices=[("", _("简体和繁體")), *settings.LANGUAGES],
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )
    product_columns = forms.MultipleChoiceField(
        label=_("产品的列"), choices=_columns_of(PRODUCTS), widget=forms.CheckboxSelectMultiple, required=False
    )
    event_columns = forms.MultipleChoiceField(
        label=_("审批事件的列"), choices=_columns_of(EVENTS), widget=forms.CheckboxSelectMultiple, required=False
    )

    def layout_and_fields(self) -> tuple[Layout, list[str]]:
        chosen = self.cleaned_data["rows"]
        if chosen == APPROVALS.name:
            return APPROVALS, []
        return LAYOUTS[chosen], self.cleaned_data["product_columns" if chosen == "products" else "event_columns"]


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("文件"),
        help_text=_("导出后改好的 .xlsx、.csv 或 .json。先给您看会改什么，确认之后才写入。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.json"}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("文件超过 %(n)s MB。"), params={"n": MAX_BYTES // 1024 // 1024})
        return file


class SheetsAdmin:
    """A ModelAdmin mixin: buttons 导出 and 导入 on the list, and their pages, for those who may."""

    sheet_rows = "products"  # what a row is, where the form leaves it open

    def get_urls(self):
        name = self.opts.model_name
        pages = [
            path("sheets/export/", self._page(self.export_view, EXPORT), name=f"products_{name}_export"),
            path("sheets/import/", self._page(self.import_view, IMPORT), name=f"products_{name}_import"),
            path("sheets/import/<int:number>/", self._page(self.one_view, IMPORT), name=f"products_{name}_sheet"),
        ]
        return pages + super().get_urls()

    def _page(self, view, permission: str):
        def checked(request, **kwargs):
            if not (request.user.has_perm(permission) and self.has_view_permission(request)):
                raise PermissionDenied
            return view(request, **kwargs)

        return self.admin_site.admin_view(checked)

    def changelist_view(self, request, extra_context=None):
        tools = []
        if request.user.has_perm(EXPORT):
            query = f"?{request.GET.urlencode()}" if request.GET else ""
            tools.append((self._url("export") + query, gettext("导出")))
        if request.user.has_perm(IMPORT):
            tools.append((self._url("import"), gettext("导入")))
        return super().changelist_view(request, (extra_context or {}) | {"sheet_tools": tools})

    def _url(self, page: str, *arguments) -> str:
        return reverse(f"admin:products_{self.opts.model_name}_{page}", args=arguments)

    def _render(self, request, template: str, title: str, **context) -> TemplateResponse:
        context |= self.admin_site.each_context(request)
        context |= {"title": title, "opts": self.opts, "list_url": self._url("changelist")}
        context |= {"import_url": self._url("import")}
        return TemplateResponse(request, f"admin/products/{template}.html", context)

    def export_view(self, request) -> HttpResponse:
        try:
            changelist = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(self._url("export"))
        form = ExportForm(request.POST or None, initial={"rows": self.sheet_rows})
        filters = _filters_in_words(changelist)
        if request.method == "POST" and form.is_valid():
            layout, fields = form.layout_and_fields()
            queryset = self._rows_of(layout, changelist.queryset.order_by().values("pk"))
            language = form.cleaned_data["language"]
            found = Export(layout, queryset, language, fields, request.user.get_username(), filters)
            try:
                return _download(found, form.cleaned_data["format"])
            except SheetRefused as refusal:
                form.add_error("format", f"{refusal.message}（{refusal.column}{refusal.row}）")
        count = changelist.result_count
        return self._render(request, "export", gettext("导出"), form=form, filters=filters, count=count)

    def _rows_of(self, layout: Layout, keys):
        """The rows of the list, or what belongs to them where a row is something else than the list's."""
        if layout is PRODUCTS:
            lookup = "pk__in" if self.model is Product else "events__pk__in"
            own = Product.objects.filter(**{lookup: keys}).values("pk")
            return Product.objects.filter(pk__in=own).order_by("latin_name")
        lookup = "pk__in" if self.model is RegulatoryEvent else "product__in"
        return RegulatoryEvent.objects.filter(**{lookup: keys}).order_by("product__latin_name", "date", "id")

    def import_view(self, request) -> HttpResponse:
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            may_publish = request.user.has_perm(roles.PUBLISH)
            try:
                found = preview(file.read(), file.name, actor=request.user, may_publish=may_publish)
            except SheetRefused as refusal:
                place = " ".join(str(part) for part in (refusal.sheet, refusal.row, refusal.column) if part)
                form.add_error("file", f"{place}：{refusal.message}" if place else refusal.message)
            else:
                return HttpResponseRedirect(self._url("sheet", found.pk))
        recent = SheetImport.objects.defer("data").select_related("actor")[:RECENT]
        recent = [(one, self._url("sheet", one.pk)) for one in recent]
        return self._render(request, "import", gettext("导入"), form=form, recent=recent)

    def one_view(self, request, number: int) -> HttpResponse:
        """The preview of an import; once confirmed, what it did, and the way back."""
        found = get_object_or_404(SheetImport.objects.defer("data").select_related("actor"), pk=number)
        if request.method == "POST":
            return self._act(request, found)
        rows = found.rows.all()
        status = request.GET.get("status", "")
        rows = rows.filter(status=status) if status in found.counts else rows
        page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("p"))
        return self._render(
            request,
            "sheet",
            found.file_name,
            found=found,
            page=page,
            status=status,
            rows=[shown_row(row, LAYOUTS[found.layout]) for row in page],
            **_choices(found),
        )

    def _act(self, request, found: SheetImport) -> HttpResponse:
        action = request.POST.get("action")
        if action not in ("confirm", "keep_newer", "discard", "undo"):
            raise Http404
        if action == "discard":
            SheetImport.objects.filter(pk=found.pk, state=ImportState.PREVIEW).delete()
            return HttpResponseRedirect(self._url("import"))
        if sheet_jobs.is_large(found) and is_worked():
            page = {"sheet": found.pk, "action": action, "page": self._url("sheet", found.pk)}
            job = enqueue(sheet_jobs.NAME, page, actor=request.user)
            return HttpResponseRedirect(reverse("admin:core_job_change", args=[job.pk]))
        try:
            self._do(request, found, action)
        except Outdated:
            messages.warning(request, gettext("预览之后数据库又有改动，还没有写入。下面是新的预览，请再看一遍。"))
        except Blocked:
            messages.error(request, gettext("有失败或冲突的行，或者已经导入过，没有写入。"))
        except UndoRefused as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(self._url("sheet", found.pk))

    def _do(self, request, found: SheetImport, action: str) -> None:
        if action == "undo":
            undo(found.pk, actor=request.user, origin=ORIGIN)
            messages.success(request, gettext("已撤销，记录恢复到导入之前。"))
            return
        confirm(
            found,
            actor=request.user,
            origin=f"{ORIGIN} {found.file_name}",
            may_publish=request.user.has_perm(roles.PUBLISH),
            keep_newer=action == "keep_newer",
        )
        messages.success(request, gettext("已导入。"))


def _choices(found: SheetImport) -> dict:
    """What may be done with an import now, and the counts as links."""
    blocked = found.counts.get("failed", 0) + found.counts.get("conflict", 0)
    untouched = found.rows.filter(status="conflict", untouched=True).count()
    is_preview = found.state == ImportState.PREVIEW
    writes = found.counts.get("created", 0) + found.counts.get("updated", 0)
    return {
        "may_confirm": is_preview and not blocked and writes,
        "may_keep_newer": is_preview and blocked and blocked == untouched and writes,
        "untouched": untouched,
        "counts": [(status, status_in_words(status), count) for status, count in found.counts.items()],
        "is_preview": is_preview,
        "may_undo": found.state == ImportState.APPLIED,
        "writes": writes,
    }


def _filters_in_words(changelist) -> str:
    """The filters and the search of a list, as it shows them."""
    found = [gettext("搜索“%(words)s”") % {"words": changelist.query}] if changelist.query else []
    for spec in changelist.filter_specs:
        chosen = [choice["display"] for choice in spec.choices(changelist) if choice["selected"]]
        if set(spec.expected_parameters()) & set(changelist.params) and chosen:
            found.append(f"{spec.title}：{'、'.join(map(str, chosen))}")
    return "；".join(found)


def _download(found: Export, format: str) -> HttpResponse:
    """Streamed; a workbook is a package, whose end comes first, so it waits in a file until it is complete."""
    name = f"{found.layout.name}-{timezone.localdate().isoformat()}.{format}"
    if format == "xlsx":
        file = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
        found.write(format, file)
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=name, content_type=FORMATS[format])
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(found.pieces(format), content_type=FORMATS[format], headers=headers)
