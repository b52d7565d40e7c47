"""Mail to colleagues: what went out, what waits, and why."""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mscsite.core import outbox
from mscsite.core.admin.records import ReadOnlyAdmin
from mscsite.core.outbox.models import OutgoingMail


class StateFilter(admin.SimpleListFilter):
    title = _("状态")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("failing", _("没有寄出")), ("waiting", _("等待")), ("sent", _("已寄出"))]

    def queryset(self, request, queryset):
        chosen = {"failing": queryset.failing, "waiting": queryset.waiting}.get(self.value())
        if chosen is not None:
            return chosen()
        return queryset.filter(sent_at__isnull=False) if self.value() == "sent" else queryset


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    list_display = ["subject", "recipient", "state", "created_at", "attempts", "next", "last_error"]
    list_filter = [StateFilter, "created_at"]
    search_fields = ["subject", "recipient"]
    fields = ["subject", "recipient", "words", "state", "created_at", "sent_at", "attempts", "next", "last_error"]
    actions = ["try_now", "give_up"]

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("core.change_outgoingmail")

    @admin.action(description=_("立即再寄"), permissions=["resend"])
    def try_now(self, request: HttpRequest, queryset) -> None:
        chosen = list(queryset.waiting().values_list("pk", flat=True))
        OutgoingMail.objects.waiting().filter(pk__in=chosen).update(next_try_at=timezone.now(), dropped_at=None)
        done = outbox.deliver(chosen)
        said = gettext("寄出 %(sent)s 封，%(failed)s 封没有寄出。") % {"sent": done.sent, "failed": done.failed}
        self.message_user(request, said, messages.WARNING if done.failed else messages.SUCCESS)

    @admin.action(description=_("放弃，不再寄"), permissions=["resend"])
    def give_up(self, request: HttpRequest, queryset) -> None:
        queryset.waiting().filter(is_secret=True).update(text="")
        count = queryset.waiting().update(dropped_at=timezone.now())
        self.message_user(request, gettext("放弃了 %(n)s 封。") % {"n": count}, messages.SUCCESS)

    @admin.display(description=_("正文"))
    def words(self, row: OutgoingMail) -> str:
        return gettext("（含登录用的链接，不在这里显示）") if row.is_secret else row.text

    @admin.display(description=_("状态"))
    def state(self, row: OutgoingMail) -> str:
        look, words = _state(row)
        return format_html('<span class="state state-{}">{}</span>', look, words)

    @admin.display(description=_("下次尝试"), ordering="next_try_at", empty_value="—")
    def next(self, row: OutgoingMail):
        return row.next_try_at if row.sent_at is None and row.dropped_at is None else None


def _state(row: OutgoingMail) -> tuple[str, str]:
    if row.sent_at is not None:
        return "published", gettext("已寄出")
    if row.dropped_at is not None:
        return "archived", gettext("已放弃")
    return ("draft", gettext("没有寄出，会再试")) if row.last_error else ("in_review", gettext("等待"))
