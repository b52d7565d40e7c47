"""The admin of companies, products and regulatory events."""

from __future__ import annotations

import re

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mscsite.core.admin.proposals import ProposalAdmin, PublicFilter
from mscsite.core.admin.records import SHORT_TEXTS, RecordAdmin, ScriptColumns, TwoScriptsAdmin
from products import jurisdictions, status
from products.admin_sheets import SheetsAdmin
from products.choices import EventKind
from products.forms import CompanyForm, EventForm, EventRules, ProductForm
from products.models import Company, Product, RegulatoryEvent

EVENT_TEXT = ["indication", "population", "conditions"]


class JurisdictionFilter(admin.SimpleListFilter):
    """Countries and regions that have an event, by name."""

    title = _("国家或地区")
    parameter_name = "jurisdiction"

    def lookups(self, request, model_admin):
        codes = RegulatoryEvent.objects.jurisdictions()
        return [(code, jurisdictions.name(code, get_language() or "zh-hans") or code) for code in codes]

    def queryset(self, request, queryset):
        return queryset.filter(jurisdiction=self.value()) if self.value() else queryset


class ProductJurisdictionFilter(JurisdictionFilter):
    def queryset(self, request, queryset):
        return _with_event(request, queryset) if self.value() else queryset


def _with_event(request, products: QuerySet) -> QuerySet:
    """Products with an event of the chosen place and kind: where both are chosen, one and the same event.

    A join would find a product once for each of its events, and for EXISTS SQLite asks the wrong index: minutes for
    100,000 products.
    """
    facts = {name: value for name in ("jurisdiction", "kind") if (value := request.GET.get(name))}
    return products.filter(pk__in=RegulatoryEvent.objects.filter(**facts).order_by().values("product_id"))


class ProductKindFilter(admin.SimpleListFilter):
    title = _("有过的事件")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return EventKind.choices

    def queryset(self, request, queryset):
        is_done = request.GET.get(JurisdictionFilter.parameter_name)  # by the filter of places, together
        return queryset if is_done or not self.value() else _with_event(request, queryset)


class YearFilter(admin.SimpleListFilter):
    """Years between the first event and the last; the date hierarchy of the admin reads every row to find them."""

    title = _("年份")
    parameter_name = "year"

    def lookups(self, request, model_admin):
        first, last = RegulatoryEvent.objects.span()
        return [(str(year), str(year)) for year in range(last.year, first.year - 1, -1)] if first else []

    def queryset(self, request, queryset):
        year = self.value() or ""
        return queryset.filter(date__year=int(year)) if re.fullmatch("[12][0-9]{3}", year) else queryset


class EventInline(ScriptColumns, admin.StackedInline):
    model = RegulatoryEvent
    form = EventRules
    formfield_overrides = SHORT_TEXTS
    extra = 0
    show_change_link = True
    readonly_fields = ["published_at"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("kind", "jurisdiction", "regulator"), ("date", "date_precision", "expiry"),
                    "source_url", "source_title", ("source_script", "published_at"), *EVENT_TEXT,
                ]
            },
        )
    ]  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("product")  # each is called by its name

    def has_delete_permission(self, request, obj=None) -> bool:
        return False  # on the event's own page, where its state decides


@admin.register(Company)
class CompanyAdmin(RecordAdmin):
    form = CompanyForm
    list_display = ["name", "other_names", "country_name", "website"]
    list_filter = ["country"]
    search_fields = ["name"]
    json_search_fields = ("aliases",)
    fieldsets = [(None, {"fields": ["name", "aliases", "country", "website"]})]

    @admin.display(description=_("别名"))
    def other_names(self, company: Company) -> str:
        return "、".join(company.aliases)

    @admin.display(description=_("国家或地区"), ordering="country")
    def country_name(self, company: Company) -> str:
        return jurisdictions.name(company.country, get_language() or "zh-hans") or company.country


@admin.register(Product)
class ProductAdmin(SheetsAdmin, ProposalAdmin, TwoScriptsAdmin):
    form = ProductForm
    fixed_when_public = ("slug",)
    list_display = ["latin_name", "name", "public_or_proposal", "status_chips", "company", "origin", "updated"]
    list_display_links = ["latin_name", "name"]
    list_filter = [PublicFilter, ProductJurisdictionFilter, ProductKindFilter, "donor", "tissue"]
    list_select_related = ["company"]
    show_full_result_count = False
    search_fields = ["company__name"]  # the index knows the rest
    autocomplete_fields = ["company", "trials"]
    inlines = [EventInline]
    fieldsets = [
        (None, {"fields": ["latin_name", "generic_name", "company", "aliases", "source_script"]}),
        (_("名称与说明"), {"fields": ["name", "dose", "frequency", "summary"]}),
        (_("来源与用法"), {"fields": ["donor", "tissue", "routes", "dose_quantities", "trials"]}),
        (_("公开"), {"fields": ["slug", "published_at"]}),
    ]

    def get_queryset(self, request):
        events = RegulatoryEvent.objects.in_order()
        return super().get_queryset(request).prefetch_related(Prefetch("events", events, to_attr="all_events"))

    @admin.display(description=_("供者与组织"))
    def origin(self, product: Product) -> str:
        return " · ".join(filter(None, [product.get_donor_display(), product.get_tissue_display()]))

    @admin.display(description=_("各地状态"))
    def status_chips(self, product: Product) -> str:
        """Status in each jurisdiction by all events; one that readers do not see yet looks like a proposal."""
        chips = []
        for item in status.by_jurisdiction(product.all_events):
            look = f"status-{item.status.value}" if item.latest.is_public else "state-proposal"
            chips.append((look, item.name, item.status.label))
        return format_html_join(" ", '<span class="state {}">{} {}</span>', chips) or "—"


@admin.register(RegulatoryEvent)
class RegulatoryEventAdmin(SheetsAdmin, ProposalAdmin, TwoScriptsAdmin):
    form = EventForm
    sheet_rows = "events"
    list_display = [
        "product",
        "kind",
        "jurisdiction_label",
        "when",
        "public_or_proposal",
        "indication",
        "source",
    ]
    list_filter = [PublicFilter, "kind", JurisdictionFilter, YearFilter]
    list_select_related = ["product"]
    show_full_result_count = False
    ordering = ["-date", "-id"]
    search_fields = [
        "product__latin_name", "product__name_zh_hans", "product__name_zh_hant", "regulator", "indication_zh_hans",
        "indication_zh_hant", "source_title", "source_url",
    ]  # fmt: skip
    autocomplete_fields = ["product"]
    fieldsets = [
        (None, {"fields": ["product", "kind", "jurisdiction", "regulator", "date", "date_precision", "expiry"]}),
        (_("内容"), {"fields": ["source_script", *EVENT_TEXT]}),
        (_("来源"), {"fields": ["source_url", "source_title", "published_at"]}),
    ]

    def why_unpublishable(self, record: RegulatoryEvent) -> str:
        missing = [
            str(name) for name, value in ((_("来源网址"), record.source_url), (_("日期"), record.date)) if not value
        ]
        return str(_("缺少：%(missing)s。") % {"missing": "、".join(missing)}) if missing else ""

    @admin.display(description=_("国家或地区"), ordering="jurisdiction")
    def jurisdiction_label(self, event: RegulatoryEvent) -> str:
        return event.jurisdiction_name or event.jurisdiction

    @admin.display(description=_("日期"), ordering="date")
    def when(self, event: RegulatoryEvent) -> str:
        return event.date_text or "—"

    @admin.display(description=_("来源"))
    def source(self, event: RegulatoryEvent) -> str:
        if not event.source_url:
            return format_html('<span class="state state-warning">{}</span>', _("无来源"))
        title = event.source_title or event.source_url
        return format_html('<a href="{}" target="_blank" rel="noopener">{}</a>', event.source_url, title)
