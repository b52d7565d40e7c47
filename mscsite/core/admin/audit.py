"""The audit log: everybody who may see it can search it, nobody can change it."""

from __future__ import annotations

import json

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Case, CharField, OuterRef, Subquery, When
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from mscsite.core.admin.records import ORIGIN, ReadOnlyAdmin
from mscsite.core.admin.years import by_year
from mscsite.core.models import AuditEntry
from mscsite.core.tabular.text_write import csv_pieces

ACTIONS = {
    "saved": _("保存"),
    "submitted": _("送审"),
    "approved": _("核准"),
    "returned": _("退回"),
    "published": _("发布"),
    "unpublished": _("下线"),
    "archived": _("下架"),
    "recalled": _("撤回送审"),
    "renewed": _("复审通过"),
    "warning_kept": _("保留警告"),
    "warning_reopened": _("收回保留"),
    "overtaken": _("记录有变"),
    "phrase_rule_saved": _("词语规则改动"),
    "check_setting_saved": _("检查项调整"),
    "overtaken_settled": _("处理记录变动"),
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
    "signed_in": _("登录"),
    "sign_in_failed": _("登录失败"),
    "signed_out": _("退出登录"),
    "password_changed": _("改密码"),
    "password_reset": _("用邮件重设密码"),
    "reset_asked": _("要求重设密码"),
    "second_factor_set": _("设置两步验证"),
    "second_factor_removed": _("关闭两步验证"),
    "second_factor_reset": _("重设两步验证"),
    "recovery_codes_renewed": _("换恢复码"),
    "sessions_ended": _("结束登录"),
    "account_created": _("开账号"),
    "account_activated": _("启用账号"),
    "account_deactivated": _("停用账号"),
    "invited": _("寄出邀请"),
    "mailbox_changed": _("改邮箱"),
    "data_handed_over": _("下载个人资料"),
    "erased": _("清除个人资料"),
    "invitation_taken": _("接受邀请"),
    "rights_changed": _("改权限"),
}


def action_in_words(action: str) -> str:
    """The name of an audited action; actions of other origins are shown as they are."""
    return str(ACTIONS.get(action, action))


HEADER = (
    _("时间"),
    _("操作者"),
    _("来自"),
    _("操作"),
    _("操作代码"),
    _("记录类型"),
    _("记录"),
    _("记录编号"),
    _("详情"),
)


def _row(entry: AuditEntry) -> tuple[str, ...]:
    return (
        timezone.localtime(entry.at).isoformat(timespec="seconds"),
        entry.actor.get_username() if entry.actor else "",
        entry.origin,
        action_in_words(entry.action),
        entry.action,
        type_in_words(entry.record_type),
        entry.account or entry.record_key,
        entry.record_id,
        json.dumps(entry.detail, ensure_ascii=False, sort_keys=True),
    )


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


class ActorFilter(admin.SimpleListFilter):
    title = _("操作者")
    parameter_name = "actor"
    COMMANDS = "none"

    def lookups(self, request, model_admin):
        actors = get_user_model().objects.filter(pk__in=AuditEntry.objects.order_by().values("actor").distinct())
        return [(self.COMMANDS, _("（命令）")), *((str(user.pk), str(user)) for user in actors.order_by("username"))]

    def queryset(self, request, queryset):
        if self.value() == self.COMMANDS:
            return queryset.filter(actor__isnull=True)
        return queryset.filter(actor=self.value()) if (self.value() or "").isdecimal() else queryset


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
    list_display = ["at_second", "actor_or_command", "action_name", "type_name", "shown_key", "place"]
    list_filter = [ActionFilter, TypeFilter, ActorFilter, "at", by_year("at")]
    change_list_template = "admin/core/auditentry/change_list.html"
    list_select_related = ["actor"]
    search_fields = ["record_key", "actor__username", "origin"]
    fields = ["at_second", "actor_or_command", "place", "action_name", "type_name", "shown_key", "detail_text"]

    def get_queryset(self, request):
        """Accounts are noted by their key alone; what they are called is read when somebody reads the log."""
        users = get_user_model().objects.annotate(key=Cast("pk", CharField())).filter(key=OuterRef("record_id"))
        name = Case(When(record_type="user", then=Subquery(users.values("username")[:1])))
        return super().get_queryset(request).annotate(account=name)

    def get_urls(self):
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/", view, name="core_auditentry_export"), *super().get_urls()]

    @method_decorator(require_safe)
    def export_view(self, request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
        """The entries that the list shows with the filters of the address, as CSV, oldest first, none left out."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            chosen = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse("admin:core_auditentry_changelist"))
        rows = (_row(entry) for entry in chosen.order_by("at", "pk").iterator(chunk_size=500))
        name = f"audit-{timezone.localtime():%Y%m%d-%H%M}.csv"
        headers = {"Content-Disposition": content_disposition_header(True, name)}
        return StreamingHttpResponse(
            csv_pieces([str(h) for h in HEADER], rows), "text/csv; charset=utf-8", headers=headers
        )

    @admin.display(description=_("时间"), ordering="at")
    def at_second(self, entry: AuditEntry) -> str:
        return date_format(timezone.localtime(entry.at), "Y-m-d H:i:s")

    @admin.display(description=_("记录类型"), ordering="record_type")
    def type_name(self, entry: AuditEntry) -> str:
        return type_in_words(entry.record_type)

    @admin.display(description=_("记录"), ordering="record_key", empty_value="—")
    def shown_key(self, entry: AuditEntry) -> str:
        return entry.account or entry.record_key

    @admin.display(description=_("来自"), ordering="origin")
    def place(self, entry: AuditEntry) -> str:
        return str(_("后台")) if entry.origin == ORIGIN else entry.origin

    @admin.display(description=_("操作者"), ordering="actor__username")
    def actor_or_command(self, entry: AuditEntry) -> str:
        unknown = _("（未登录）") if entry.origin == ORIGIN else _("（命令）")
        return str(entry.actor or unknown)

    @admin.display(description=_("操作"), ordering="action")
    def action_name(self, entry: AuditEntry) -> str:
        return action_in_words(entry.action)

    @admin.display(description=_("详情"))
    def detail_text(self, entry: AuditEntry) -> str:
        return format_html("<pre>{}</pre>", json.dumps(entry.detail, ensure_ascii=False, indent=2))
