"""Accounts and roles in the admin: invited by mail, every change of rights in the audit log, lost telephones reset."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from mscsite.accounts import events, factor, links, notices, rights, sessions
from mscsite.accounts.admin_forms import AccountForm, InvitationForm
from mscsite.accounts.views import leaving
from mscsite.core.admin.asked import asked_for

admin.site.unregister([User, Group])
admin.site.unregister(TOTPDevice)  # django-otp's page has nothing that people here need


class NamedFilters:
    """A mixin for Django's two lists with a filter."""

    class Media:
        js = [forms.Script("admin_site/select_filter.js", type="module")]


@admin.register(User)
class AccountAdmin(NamedFilters, UserAdmin):
    add_form = InvitationForm
    form = AccountForm
    add_form_template = "admin/accounts/invite.html"
    change_form_template = "admin/accounts/user.html"
    list_display = ["username", "name", "email", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "is_superuser", "groups"]
    list_per_page = 50
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = ["user_permissions"]
    add_fieldsets = [(None, {"fields": ["email", "username", "name", "groups", "is_superuser"]})]
    fieldsets = [
        (None, {"fields": ["username", "email", "last_name", "first_name"]}),
        (_("权限"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        (_("单独的权限"), {"classes": ["collapse"], "fields": ["user_permissions"]}),
        (_("日期"), {"fields": ["last_login", "date_joined"]}),
    ]

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).prefetch_related("groups")

    def get_urls(self):
        inside = self.admin_site.admin_view
        return [
            path("<id>/steps/<slug:step>/", inside(self.step_view), name="auth_user_steps"),
            path("<id>/data/", inside(self.data_view), name="auth_user_data"),
            path("<id>/erase/", inside(self.erase_view), name="auth_user_erase"),
            *super().get_urls(),
        ]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":  # the few roles, as boxes to tick
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        user = self.get_object(request, object_id)
        shown = self._panel(user) if user is not None and self.has_change_permission(request, user) else {}
        return super().change_view(request, object_id, form_url, shown | (extra_context or {}))

    @staticmethod
    def _panel(user: User) -> dict:
        has_second = factor.of(user) is not None
        return {
            "panel": user,
            "has_second": has_second,
            "is_unreadable": factor.is_unreadable(user),
            "lacks_second": not has_second and factor.is_required(user),
            "open_sessions": sessions.of(user).count(),
            "invitation": links.waiting(user) if not user.has_usable_password() else None,
            "takes_part": user.is_active and bool(user.email),
        }

    @method_decorator(require_POST)
    def step_view(self, request: HttpRequest, id: str, step: str) -> HttpResponse:
        """Invite again, offer a reset by mail, take the second factor away, end all sessions."""
        user = self._asked_for(request, id, "change")
        steps = {"invite": self._invite, "reset": self._reset, "factor": self._factor, "sessions": self._sessions}
        if step not in steps:
            raise Http404
        messages.success(request, steps[step](request, user))
        return HttpResponseRedirect(reverse("admin:auth_user_change", args=[user.pk]))

    def _asked_for(self, request: HttpRequest, id: str, action: str) -> User:
        """The account that an address names; of administrators those of others are for administrators alone."""
        user = asked_for(self, request, id, action)
        if user.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return user

    @method_decorator(require_POST)
    def data_view(self, request: HttpRequest, id: str) -> HttpResponse:
        """What is kept of a colleague who asks for it, as a file to hand over."""
        return leaving.handed_over(request, self._asked_for(request, id, "change"))

    def erase_view(self, request: HttpRequest, id: str) -> HttpResponse:
        return leaving.erase(request, self._asked_for(request, id, "delete"))

    @transaction.atomic
    def _invite(self, request: HttpRequest, user: User) -> str:
        links.invite(user, _root(request))
        events.note("invited", user, actor=request.user)
        return gettext("邀请已寄到 %(email)s。") % {"email": user.email}

    @transaction.atomic
    def _reset(self, request: HttpRequest, user: User) -> str:
        links.offer_reset(user, _root(request))
        events.note("reset_asked", user, actor=request.user)
        return gettext("重设密码的链接已寄到 %(email)s。") % {"email": user.email}

    @transaction.atomic
    def _factor(self, request: HttpRequest, user: User) -> str:
        factor.remove(user)
        sessions.end(user)
        events.note("second_factor_reset", user, actor=request.user)
        return gettext("两步验证已重设，登录已退出。对方下次登录时重新设置。")

    @transaction.atomic
    def _sessions(self, request: HttpRequest, user: User) -> str:
        ended = sessions.end(user, keep=request.session.session_key)
        events.note("sessions_ended", user, actor=request.user, count=ended)
        return gettext("已让 %(n)s 处退出登录。") % {"n": ended}

    def save_model(self, request, obj, form, change) -> None:
        before = User.objects.get(pk=obj.pk) if change else None
        obj.rights_before = rights.of(before) if before else rights.NONE
        obj.mailbox_before = before.email if before else obj.email
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        user = form.instance
        if not change:
            events.note("account_created", user, actor=request.user)
            self._invite(request, user)
        if user.mailbox_before != user.email:
            events.note("mailbox_changed", user, actor=request.user)
            notices.send("mailbox_left", user, mailbox=user.mailbox_before)
        rights.changed(user, user.rights_before, actor=request.user, keep=request.session.session_key)

    def user_change_password(self, request, id, form_url=""):
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            user = self.get_object(request, id)
            sessions.end(user, keep=request.session.session_key)
            events.note("password_changed", user, actor=request.user)
        return response

    @transaction.atomic
    def delete_model(self, request, obj) -> None:
        events.note("deleted", obj, actor=request.user)
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset) -> None:
        for obj in queryset:
            self.delete_model(request, obj)

    @admin.display(description=_("姓名"))
    def name(self, user: User) -> str:
        return f"{user.last_name}{user.first_name}"

    @admin.display(description=_("角色"))
    def roles(self, user: User) -> str:
        names = [group.name for group in user.groups.all()]
        return "、".join([str(_("管理员")), *names] if user.is_superuser else names)


@admin.register(Group)
class RoleAdmin(NamedFilters, GroupAdmin):
    def save_model(self, request, obj, form, change) -> None:
        obj.rights_before = rights.of_role(obj) if change else frozenset()
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        rights.role_changed(form.instance, form.instance.rights_before, actor=request.user)


def _root(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
