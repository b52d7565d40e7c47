"""The admin of what browsers tell of our policy."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from mscsite.core.admin.records import ReadOnlyAdmin
from mscsite.policy_reports import PolicyReport


@admin.register(PolicyReport)
class PolicyReportAdmin(ReadOnlyAdmin):
    """For administrators: each row is a script, style or address that a page of ours wanted and browsers refused."""

    change_list_template = "admin/mscsite/policyreport/change_list.html"
    list_display = ["directive", "page", "blocked", "times", "first_on", "last_on"]
    list_filter = ["directive", "last_on"]
    search_fields = ["directive", "page", "blocked"]
    actions = ["forget"]

    def has_mend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("mscsite.delete_policyreport")

    @admin.action(description=_("已经改好，从头计数"), permissions=["mend"])
    def forget(self, request: HttpRequest, queryset) -> None:
        queryset.delete()
