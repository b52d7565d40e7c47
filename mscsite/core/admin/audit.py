"""The audit log: everybody who may see it can search it, nobody can change it."""

from __future__ import annotations

import json

from django.apps import apps
from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from mscsite.core.admin.records import ORIGIN, ReadOnlyAdmin
from mscsite.core.models import AuditEntry

ACTIONS = {
    "saved": _("保存"),
    "submitted": _("送审"),
    "approved": _("核准"),
    "returned": _("退回"),
    "published": _("发布"),
    "unpublished": _("下线"),
    "archived": _("下架"),
    "recalled": _("撤回送审"),
    "scheduled": _("排期"),
    "unscheduled": _("取消排期"),
    "schedule_failed": _("未能按时发布"),
    "expiry_set": _("定下架时间"),
    "expired": _("到期下架"),
    "reopened": _("重新启用"),
    "moved": _("改网址名"),
    "commented": _("提出意见"),
    "comment_resolved": _("意见处理完"),
    "link_made": _("建立预览链接"),
    "link_revoked": _("收回预览链接"),
    "withdrawn": _("撤回为提案"),
    "deleted": _("删除"),
    "created": _("新建"),
    "imported": _("导入"),
    "restored": _("恢复旧版"),
    "uploaded": _("上传"),
    "undone": _("撤销导入"),
    "rederived": _("按术语表重新转换"),
    "source_changed": _("改换原文字形"),
    "repaired": _("修复繁体"),
}


def action_in_words(action: str) -> str:
    """The name of an audited action; actions of other origins are shown as they are."""
    return str(ACTIONS.get(action, action))


class ActionFilter(admin.SimpleListFilter):
    title = _("操作")
    parameter_name = "action"

    def lookups(self, request, model_admin):
        return list(ACTIONS.items())

    def queryset(self, request, queryset):
        return queryset.filter(action=self.value()) if self.value() else queryset


def type_in_words(record_type: str) -> str:
    """The name of the model that an entry speaks of; a model that is gone is shown as it was written."""
    names = {model._meta.model_name: model._meta.verbose_name for model in apps.get_models()}
    return str(names.get(record_type, record_type))


class TypeFilter(admin.SimpleListFilter):
    title = _("记录类型")
    parameter_name = "record_type"

    def lookups(self, request, model_admin):
        types = AuditEntry.objects.order_by("record_type").values_list("record_type", flat=True).distinct()
        return [(record_type, type_in_words(record_type)) for record_type in types]

    def queryset(self, request, queryset):
        return queryset.filter(record_type=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["at_second", "actor_or_command", "action_name", "type_name", "record_key", "place"]
    list_filter = [ActionFilter, TypeFilter, "at"]
    list_select_related = ["actor"]
    search_fields = ["record_key", "actor__username", "origin"]
    date_hierarchy = "at"
    fields = ["at_second", "actor_or_command", "place", "action_name", "type_name", "record_key", "detail_text"]

    @admin.display(description=_("时间"), ordering="at")
    def at_second(self, entry: AuditEntry) -> str:
        return date_format(timezone.localtime(entry.at), "Y-m-d H:i:s")

    @admin.display(description=_("记录类型"), ordering="record_type")
    def type_name(self, entry: AuditEntry) -> str:
        return type_in_words(entry.record_type)

    @admin.display(description=_("来自"), ordering="origin")
    def place(self, entry: AuditEntry) -> str:
        return str(_("后台")) if entry.origin == ORIGIN else entry.origin

    @admin.display(description=_("操作者"), ordering="actor__username")
    def actor_or_command(self, entry: AuditEntry) -> str:
        return str(entry.actor or _("（命令）"))

    @admin.display(description=_("操作"), ordering="action")
    def action_name(self, entry: AuditEntry) -> str:
        return action_in_words(entry.action)

    @admin.display(description=_("详情"))
    def detail_text(self, entry: AuditEntry) -> str:
        return format_html("<pre>{}</pre>", json.dumps(entry.detail, ensure_ascii=False, indent=2))
