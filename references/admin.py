"""The admin of citations, trials and terms."""

from __future__ import annotations

from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from mscsite.core.admin.proposals import ProposalAdmin, PublicFilter
from mscsite.core.admin.records import RecordAdmin, TwoScriptsAdmin
from mscsite.core.admin.rederive import RederiveViews
from references import formatting
from references.check_pages import CheckViews
from references.citation_pages import BringingInViews
from references.forms import BodyOfEvidenceForm, CitationForm, TermForm, TrialForm
from references.glossary_admin import GlossaryViews
from references.merge_pages import MergeViews
from references.models import BodyOfEvidence, Citation, Term, Trial
from references.styles import names
from references.trial_import_pages import ImportViews
from references.trial_pages import RefreshViews


@admin.register(Citation)
class CitationAdmin(BringingInViews, CheckViews, MergeViews, ProposalAdmin, RecordAdmin):
    form = CitationForm
    change_form_template = "admin/references/citation/change_form.html"
    change_list_template = "admin/references/citation/change_list.html"
    list_display = ["key", "title", "authors_short", "year", "retraction", "public_or_proposal"]
    list_display_links = ["key", "title"]
    list_filter = [PublicFilter, "retraction_status", "link_status", "type", "year"]
    search_fields = ["as_printed"]  # the index knows the rest
    readonly_fields = ("published_at", "as_printed", "reader_link", "told_notices", "link_state")
    fieldsets = [
        (None, {"fields": ["key", "type", "title", "authors"]}),
        (
            _("出处"),
            {
                "fields": [
                    "container_title", ("year", "issued_on"), ("volume", "issue"), ("page", "number"),
                    ("publisher", "publisher_place"), "language",
                ]
            },
        ),
        (
            _("图书与译本"),
            {"fields": ["editors", "translators", ("edition", "collection_title")], "classes": ["collapse"]},
        ),
        (_("编号与网址"), {"fields": ["doi", ("pmid", "pmcid"), "url", "accessed", "archived_url", "reader_link"]}),
        (
            _("核对"),
            {
                "fields": [
                    "retraction_status", "told_notices", "retraction_checked_at", "link_state", "as_printed",
                    "published_at",
                ]
            },
        ),
    ]  # fmt: skip

    def get_readonly_fields(self, request, obj=None):
        """The key stands in the text of articles: it is chosen once."""
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "key") if obj is not None else fields

    @admin.display(description=_("作者"))
    def authors_short(self, citation: Citation) -> str:
        people = names.parse(citation.authors)
        shown = [name.literal or (name.family + name.given if name.is_cjk else name.family) for name in people[:1]]
        return f"{shown[0]} …" if len(people) > 1 else "".join(shown)

    @admin.display(description=_("撤稿状态"), ordering="retraction_status")
    def retraction(self, citation: Citation) -> str:
        if not citation.retraction_status:
            return "—"
        return format_html('<span class="state state-warning">{}</span>', citation.get_retraction_status_display())

    @admin.display(description=_("撤稿与更正通知"))
    def told_notices(self, citation: Citation) -> str:
        told = ((link.url, link.label, link.text) for link in formatting.notices(citation))
        return format_html_join("", '<div><a href="{}" target="_blank" rel="noopener">{}</a> {}</div>', told) or "—"

    @admin.display(description=_("网址状态"))
    def link_state(self, citation: Citation) -> str:
        words = citation.get_link_status_display()
        if not citation.link_checked_at:
            return words
        return f"{words}（{date_format(timezone.localtime(citation.link_checked_at), 'Y-m-d H:i')}）"

    @admin.display(description=_("读者打开的网址"))
    def reader_link(self, citation: Citation) -> str:
        link = citation.link
        return format_html('<a href="{0}" target="_blank" rel="noopener">{0}</a>', link) if link else "—"


@admin.register(Trial)
class TrialAdmin(ImportViews, RefreshViews, ProposalAdmin, TwoScriptsAdmin):
    form = TrialForm
    change_form_template = "admin/references/trial/change_form.html"
    change_list_template = "admin/references/trial/change_list.html"
    fixed_when_public = ("registry_id",)
    list_display = [
        "registry_id",
        "title",
        "phase",
        "overall_status",
        "enrollment_count",
        "evidence",
        "public_or_proposal",
    ]
    list_display_links = ["registry_id", "title"]
    list_filter = [PublicFilter, "overall_status", "phase", "registry", "subjects", "evidence_level"]
    search_fields = ["why_stopped"]  # the index knows the rest
    autocomplete_fields = ["citations"]
    readonly_fields = ("published_at", "registry", "registry_link", "changes")
    fieldsets = [
        (None, {"fields": ["registry_id", "registry", "registry_link", "source_script"]}),
        (_("内容"), {"fields": ["title", "conditions", "interventions", "results"]}),
        (
            _("设计与进展"),
            {
                "fields": [
                    "phase", "overall_status", "why_stopped", "enrollment_count", "enrollment_type", "design",
                    "countries", "sponsor", "start_date", "start_date_precision", "completion_date",
                    "completion_date_precision",
                ]
            },
        ),
        (
            _("证据"),
            {
                "fields": [
                    "subjects", "evidence_level", "results_posted_on", "citations", "last_checked_at", "changes",
                    "published_at",
                ]
            },
        ),
    ]  # fmt: skip

    @admin.display(description=_("证据等级"), ordering="evidence_level")
    def evidence(self, trial: Trial) -> str:
        return str(trial.evidence_level or "—")

    @admin.display(description=_("登记信息的变动"))
    def changes(self, trial: Trial) -> str:
        told = ((change["on"], sentence) for change in trial.registry_changes for sentence in change["changes"])
        return format_html_join("", "<div>{} {}</div>", told) or "—"

    @admin.display(description=_("登记页面"))
    def registry_link(self, trial: Trial) -> str:
        url = trial.registry_url
        return format_html('<a href="{0}" target="_blank" rel="noopener">{0}</a>', url) if url else "—"


@admin.register(BodyOfEvidence)
class BodyOfEvidenceAdmin(ProposalAdmin, TwoScriptsAdmin):
    form = BodyOfEvidenceForm
    list_display = ["question", "certainty", "judged_on", "public_or_proposal"]
    list_filter = [PublicFilter, "certainty"]
    search_fields = ["question_zh_hans", "question_zh_hant", "judgement_zh_hans", "judgement_zh_hant"]
    autocomplete_fields = ["trials", "source"]
    fieldsets = [
        (None, {"fields": ["source_script", "question", "judgement"]}),
        (_("GRADE"), {"fields": ["certainty", "reasons", "judged_on", "source", "trials", "published_at"]}),
    ]


@admin.register(Term)
class TermAdmin(GlossaryViews, RederiveViews, ProposalAdmin, TwoScriptsAdmin):
    form = TermForm
    change_form_template = "admin/references/term/change_form.html"
    change_list_template = "admin/references/term/change_list.html"
    fixed_when_public = ("slug",)
    list_display = ["zh_hans", "zh_hant_tw", "zh_hant_hk", "english", "is_protected", "public_or_proposal"]
    list_filter = [PublicFilter, "is_protected"]
    search_fields = ["english"]  # the index knows the rest
    fieldsets = [
        (None, {"fields": ["zh_hans", "zh_hant_tw", "zh_hant_hk", "english", "aliases", "is_protected"]}),
        (_("释义"), {"fields": ["source_script", "definition"]}),
        (_("公开"), {"fields": ["slug", "published_at"]}),
    ]
