"""Records that start as proposals: making them public and taking them back, from lists and from their own pages."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mscsite.core import audit, roles
from mscsite.core.admin import usage
from mscsite.core.admin.keeping import KeptAdmin
from mscsite.core.admin.records import ORIGIN


class PublicFilter(admin.SimpleListFilter):
    title = _("公开")
    parameter_name = "public"

    def lookups(self, request, model_admin):
        return [("yes", _("已公开")), ("no", _("提案"))]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        return queryset.filter(published_at__isnull=self.value() == "no")


class ProposalAdmin(KeptAdmin):
    """A ModelAdmin mixin for Publishable records. Only `roles.PUBLISH` lets somebody publish or withdraw."""

    change_form_template = "admin/proposal_change_form.html"
    actions = ["publish_selected", "withdraw_selected"]
    readonly_fields = ("published_at",)

    @admin.display(description=_("公开"), ordering="published_at")
    def public_or_proposal(self, record) -> str:
        state, words = ("public", _("已公开")) if record.is_public else ("proposal", _("提案"))
        return format_html('<span class="state state-{}">{}</span>', state, words)

    def view_on_site(self, record) -> str | None:
        """The public page, where there is one."""
        return record.get_absolute_url() if record.is_public and hasattr(record, "get_absolute_url") else None

    def get_readonly_fields(self, request, obj=None):
        """The address of a public record stays: readers have linked it."""
        fields = super().get_readonly_fields(request, obj)
        fixed = getattr(self, "fixed_when_public", ())
        return (*fields, *fixed) if obj is not None and obj.is_public else fields

    def has_publish_permission(self, request) -> bool:
        return request.user.has_perm(roles.PUBLISH)

    def why_kept(self, record) -> str:
        return gettext("“%(name)s”已公开，不能删除。先撤回为提案。") % {"name": record} if record.is_public else ""

    def why_unpublishable(self, record) -> str:
        """Why a proposal cannot be made public; empty where it can."""
        return ""

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None and self.has_publish_permission(request):
            context["why_unpublishable"] = "" if obj.is_public else self.why_unpublishable(obj)
            context["may_publish"] = True
        if obj is not None:
            context["uses"] = usage.of(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_action(self, request, queryset):
        """Where the record's own page asked for the action, go back there instead of to the list."""
        response = super().response_action(request, queryset)
        record = request.POST.get("back_to")
        if response is None or record is None:
            return response
        return HttpResponseRedirect(reverse(admin_urlname(self.opts, "change"), args=[record]))

    @admin.action(description=_("公开所选的提案"), permissions=["publish"])
    def publish_selected(self, request, queryset) -> None:
        done = 0
        with transaction.atomic():
            for record in self._locked(queryset, public=False):
                if reason := self.why_unpublishable(record):
                    text = gettext("未公开：“%(record)s”。%(reason)s") % {"record": record, "reason": reason}
                    self.message_user(request, text, messages.ERROR)
                    continue
                self._set(request, record, timezone.now(), "published")
                done += 1
        self._say(request, done, gettext("已公开 %(n)s 条。"))

    @admin.action(description=_("撤回所选为提案"), permissions=["publish"])
    def withdraw_selected(self, request, queryset) -> None:
        with transaction.atomic():
            records = self._locked(queryset, public=True)
            for record in records:
                self._set(request, record, None, "withdrawn")
        self._say(request, len(records), gettext("已撤回 %(n)s 条。"))

    def _locked(self, queryset, *, public: bool) -> list:
        """The rows as they are now, locked: two people publishing at once are one publication."""
        keys = list(queryset.values_list("pk", flat=True))
        rows = self.model._default_manager.select_for_update().filter(pk__in=keys).order_by("pk")
        return [record for record in rows if record.is_public == public]

    def _set(self, request, record, published_at, action: str) -> None:
        record.published_at = published_at
        record.save()
        audit.record(action=action, target=record, actor=request.user, origin=ORIGIN, name=str(record))

    def _say(self, request, number: int, text: str) -> None:
        if number:
            self.message_user(request, text % {"n": number}, messages.SUCCESS)
        else:
            self.message_user(request, gettext("没有可以改动的记录。"), messages.WARNING)
