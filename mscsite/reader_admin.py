"""The admin of what readers tell us and of how much is read."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mscsite import view_chart
from mscsite.core import audit
from mscsite.core.admin.records import ORIGIN, ReadOnlyAdmin
from mscsite.core.admin.years import by_year
from mscsite.reader_words import ClarityCount, ReaderReport, ReportState
from mscsite.reading_figures import DailyViews


def page_link(path: str) -> str:
    return format_html('<a href="{}" target="_blank" rel="noopener">{}</a>', path, path)


class StateFilter(admin.SimpleListFilter):
    """The queue shows what is still open, unless somebody asks for the rest."""

    title = _("处理状态")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [*ReportState.choices, ("all", _("全部"))]

    def choices(self, changelist):
        wanted = self.value() or ReportState.OPEN
        for value, label in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": str(value) == str(wanted), "query_string": query, "display": label}

    def queryset(self, request, queryset):
        wanted = self.value() or ReportState.OPEN
        return queryset if wanted == "all" else queryset.filter(state=wanted)


@admin.register(ReaderReport)
class ReaderReportAdmin(admin.ModelAdmin):
    list_display = ["text", "kind", "page", "received_on", "state", "handled_by"]
    list_filter = [StateFilter, "kind", "received_on"]
    list_select_related = ["handled_by"]
    list_per_page = 50
    search_fields = ["text", "path", "note"]
    readonly_fields = ["kind", "page", "text", "received_on", "handled_by", "handled_at"]
    fields = ["kind", "page", "text", "received_on", "state", "note", "handled_by", "handled_at"]
    actions = ["mark_done", "mark_dismissed"]

    def has_add_permission(self, request) -> bool:
        return False

    @admin.display(description=_("页面"), ordering="path")
    def page(self, report: ReaderReport) -> str:
        return page_link(report.path)

    @transaction.atomic
    def save_model(self, request, obj, form, change) -> None:
        if "state" in form.changed_data:
            self._stamp(request, obj)
        super().save_model(request, obj, form, change)

    @admin.action(description=_("所选的已处理"), permissions=["change"])
    def mark_done(self, request, queryset) -> None:
        self._mark(request, queryset, ReportState.DONE)

    @admin.action(description=_("所选的不处理"), permissions=["change"])
    def mark_dismissed(self, request, queryset) -> None:
        self._mark(request, queryset, ReportState.DISMISSED)

    def _mark(self, request, queryset, state: ReportState) -> None:
        with transaction.atomic():
            reports = list(queryset.exclude(state=state))
            for report in reports:
                report.state = state
                self._stamp(request, report)
                report.save()
        messages.success(request, gettext("已改 %(n)s 条。") % {"n": len(reports)})

    def _stamp(self, request, report: ReaderReport) -> None:
        """Who settled it and when; nobody where it was opened again."""
        is_open = report.state == ReportState.OPEN
        report.handled_by = None if is_open else request.user
        report.handled_at = None if is_open else timezone.now()
        audit.record(action=f"report_{report.state}", target=report, actor=request.user, origin=ORIGIN)


@admin.register(ClarityCount)
class ClarityCountAdmin(ReadOnlyAdmin):
    list_display = ["page", "on", "clear", "unclear"]
    list_filter = ["on"]
    search_fields = ["path"]

    @admin.display(description=_("页面"), ordering="path")
    def page(self, count: ClarityCount) -> str:
        return page_link(count.path)


@admin.register(DailyViews)
class DailyViewsAdmin(ReadOnlyAdmin):
    """Figures by day and page; above them the last weeks as a chart, of all pages or of those searched for."""

    change_list_template = "admin/mscsite/dailyviews/change_list.html"
    list_display = ["page", "on", "views"]
    list_filter = ["on", by_year("on")]
    search_fields = ["path"]

    @admin.display(description=_("页面"), ordering="path")
    def page(self, views: DailyViews) -> str:
        return page_link(views.path)

    def changelist_view(self, request, extra_context=None):
        response = super().changelist_view(request, extra_context)
        changelist = getattr(response, "context_data", {}).get("cl")
        if changelist is not None:
            response.context_data |= view_chart.context(changelist.queryset)
        return response
