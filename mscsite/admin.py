"""The admin of the site profile and the site's own pages."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.forms import BodyEditor, BodyField
from mscsite import policy_admin, reader_admin  # noqa: F401  (register their own)
from mscsite.core.admin.proposals import ProposalAdmin
from mscsite.core.admin.records import TwoScriptsAdmin
from mscsite.core.forms import RecordForm
from mscsite.models import Page, SiteProfile


class PageForm(RecordForm):
    class Meta:
        field_classes = {"body_zh_hans": BodyField, "body_zh_hant": BodyField}
        widgets = {"body_zh_hans": BodyEditor, "body_zh_hant": BodyEditor}


@admin.register(SiteProfile)
class SiteProfileAdmin(TwoScriptsAdmin):
    """There is one: its list leads straight to it, and it is never added twice or deleted."""

    fieldsets = [
        (None, {"fields": ["source_script"]}),
        (_("读者看到的"), {"fields": ["name", "headline", "opening", "notice"]}),
        (_("备案"), {"fields": ["icp_number", "police_number"]}),
        (_("发布"), {"fields": ["approvals_needed"]}),
        (_("开放数据"), {"fields": ["data_license"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: SiteProfile | None = None):
        """How many must approve is not for those to decide whose articles are approved."""
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, "approvals_needed")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not SiteProfile.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: SiteProfile | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        if SiteProfile.objects.exists() and self.has_view_permission(request):
            return redirect(reverse("admin:mscsite_siteprofile_change", args=[SiteProfile.ONLY]))
        return super().changelist_view(request, extra_context)


@admin.register(Page)
class PageAdmin(ProposalAdmin, TwoScriptsAdmin):
    form = PageForm
    list_display = ["title", "slug", "position", "public_or_proposal", "updated"]
    search_fields = ["title_zh_hans", "title_zh_hant", "slug"]
    readonly_fields = ("published_at",)
    fieldsets = [
        (None, {"fields": ["source_script", "slug", "position"]}),
        (_("内容"), {"fields": ["title", "body"]}),
        (_("公开"), {"fields": ["published_at"]}),
    ]
