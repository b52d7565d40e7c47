"""One's second factor: set, moved to another telephone, its codes renewed, taken away."""

from __future__ import annotations

import time

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mscsite.accounts import events, factor, signing_in
from mscsite.accounts.forms import CodeForm, FirstCodeForm, PasswordProof
from mscsite.accounts.views.pages import page, secret

_PROVED, _MINUTES = "proved_at", 5
_reads_and_sends = require_http_methods(["GET", "HEAD", "POST"])


@_reads_and_sends
@secret
def telephone(request: HttpRequest) -> HttpResponse:
    """Set a telephone, the first or another one: proof of who sits there, then a code of the new one."""
    user = request.user
    has_one = factor.of(user) is not None
    data = request.POST or None
    proof = _proof(request, has_one)
    if data and proof is not None and proof.is_valid():
        request.session[_PROVED] = time.time()  # a wrong first code does not ask for the proof again
        proof = None
    # Looking at what it holds takes the telephone: that is for after the proof.
    new = FirstCodeForm(user, data if proof is None else None)
    if data and proof is None and new.is_valid():
        request.session[signing_in.SECOND] = factor.TOTP
        return page(request, "codes", _("恢复码"), codes=new.codes, onward=reverse("admin:account"))
    device = factor.proposed(user)
    shown = {"picture": factor.picture(device), "secret": factor.secret_in_words(device)}
    return page(request, "enrol", _("设置两步验证"), forms=[f for f in (proof, new) if f], has_one=has_one, **shown)


def _proof(request: HttpRequest, has_one: bool) -> forms.Form | None:
    """What shows that the owner sits there; None where that was shown just now, or there is nothing to show."""
    if 0 <= time.time() - request.session.get(_PROVED, 0) <= _MINUTES * 60:
        return None
    if has_one:
        return CodeForm(request.user, request.POST or None)
    return PasswordProof(request.user, request.POST or None) if request.user.has_usable_password() else None


@_reads_and_sends
@secret
def codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes."""
    if factor.of(request.user) is None:
        return HttpResponseRedirect(reverse("admin:account"))
    words = _("重新生成之后，原来的恢复码全部作废。")
    if asking := _asking(request, _("重新生成恢复码"), words, _("重新生成")):
        return asking
    with transaction.atomic():
        made = factor.renewed_codes(request.user)
        events.note("recovery_codes_renewed", request.user, actor=request.user)
    return page(request, "codes", _("恢复码"), codes=made, onward=reverse("admin:account"))


@_reads_and_sends
@secret
def remove(request: HttpRequest) -> HttpResponse:
    """Go without, where the role allows it."""
    if factor.of(request.user) is None or factor.is_required(request.user):
        return HttpResponseRedirect(reverse("admin:account"))
    words = _("关闭之后，只凭密码就能登录您的账号。")
    if asking := _asking(request, _("关闭两步验证"), words, _("关闭")):
        return asking
    with transaction.atomic():
        factor.remove(request.user)
        events.note("second_factor_removed", request.user, actor=request.user)
    messages.success(request, _("两步验证已关闭。"))
    return HttpResponseRedirect(reverse("admin:account"))


def _asking(request: HttpRequest, title: str, words: str, button: str) -> HttpResponse | None:
    """The page that says what comes of it and asks for a code; None once the code is right."""
    form = CodeForm(request.user, request.POST or None)
    if form.is_valid():
        return None
    return page(request, "confirm", title, form=form, words=words, button=button)
