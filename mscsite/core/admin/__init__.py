"""The admin's name, its audit log, and the bases that the admins of all apps share."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from mscsite.core.admin.audit import AuditEntryAdmin
from mscsite.core.admin.images import ImageAdmin
from mscsite.core.admin.jobs import JobAdmin
from mscsite.core.admin.outbox import OutgoingMailAdmin
from mscsite.core.admin.searches import SearchMissAdmin

__all__ = ["AuditEntryAdmin", "ImageAdmin", "JobAdmin", "OutgoingMailAdmin", "SearchMissAdmin"]

admin.site.site_header = admin.site.site_title = _("间充质干细胞内容管理")
admin.site.index_title = _("工作台")
admin.site.empty_value_display = "—"
