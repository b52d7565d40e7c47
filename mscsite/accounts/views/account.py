"""One's own account: password, second factor, browsers signed in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mscsite.accounts import events, factor, sessions
from mscsite.accounts.forms import ChangePasswordForm
from mscsite.accounts.views.pages import page, secret


@require_safe
@secret
def overview(request: HttpRequest) -> HttpResponse:
    own = request.session.session_key
    rows = [(sessions.handle(row.pk), row, row.pk == own) for row in sessions.of(request.user)]
    context = {
        "sessions": sorted(rows, key=lambda row: not row[2]),
        "has_second": factor.of(request.user) is not None,
        "is_unreadable": factor.is_unreadable(request.user),
        "must_have_second": factor.is_required(request.user),
        "is_account": True,
        "codes_left": factor.codes_left(request.user),
    }
    return page(request, "account", _("我的账号"), **context)


@require_POST
@secret
def end_session(request: HttpRequest) -> HttpResponse:
    """End one session (`session` is its handle), or all but this one."""
    only = request.POST.get("session", "")
    with transaction.atomic():
        ended = sessions.end(request.user, only=only, keep=request.session.session_key)
        if ended:
            events.note("sessions_ended", request.user, actor=request.user, count=ended)
    messages.success(request, _("已让 %(n)s 处退出登录。") % {"n": ended} if ended else _("那一处已经不在登录状态了。"))
    return HttpResponseRedirect(reverse("admin:account"))


@require_http_methods(["GET", "HEAD", "POST"])
@secret
def change_password(request: HttpRequest) -> HttpResponse:
    """A new password ends every other session."""
    form = ChangePasswordForm(request.user, request.POST or None)
    if form.is_valid():
        with transaction.atomic():
            form.save()
            update_session_auth_hash(request, form.user)
            sessions.end(form.user, keep=request.session.session_key)
            events.note("password_changed", form.user, actor=form.user)
        messages.success(request, _("密码已改。其他地方的登录都已退出。"))
        return HttpResponseRedirect(reverse("admin:account"))
    return page(request, "password", _("修改密码"), form=form)
