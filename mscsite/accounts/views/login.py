"""Signing in and out."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin, auth
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mscsite.accounts import device_cookie, events, factor, provider, signing_in
from mscsite.accounts.forms import CodeForm, FirstCodeForm, SignInForm
from mscsite.accounts.views.pages import page, secret

_reads_and_sends = require_http_methods(["GET", "HEAD", "POST"])


@_reads_and_sends
@secret
def password(request: HttpRequest) -> HttpResponse:
    """The first step. Whoever is signed in already goes on to where they wanted to."""
    wanted = request.POST.get(REDIRECT_FIELD_NAME, request.GET.get(REDIRECT_FIELD_NAME, ""))
    if request.method == "GET" and admin.site.has_permission(request):
        return HttpResponseRedirect(signing_in.safe_next(request, wanted))
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid():
        return signing_in.begin(request, form.get_user(), via=signing_in.PASSWORD, next_url=wanted)
    onward = signing_in.safe_next(request, wanted)
    context = {"form": form, "next": onward, "goes_on": onward != reverse("admin:index")}
    context["lacks_second"] = request.user.is_authenticated and not signing_in.is_enough(request)
    context["provider"] = settings.OIDC_NAME if provider.is_set() else ""
    return page(request, "login", _("登录"), **context, username=request.user.get_username())


@_reads_and_sends
@secret
def code(request: HttpRequest) -> HttpResponse:
    """The second step of somebody who has a second factor."""
    waiting = signing_in.pending(request)
    if waiting is None or factor.of(waiting.user) is None:
        return HttpResponseRedirect(reverse("admin:login"))
    form = CodeForm(waiting.user, request.POST or None)
    if form.is_valid():
        return signing_in.complete(request, waiting.user, via=waiting.via, next_url=waiting.next_url, second=form.used)
    return page(request, "code", _("两步验证"), form=form, account=waiting.user.get_username())


@_reads_and_sends
@secret
def enrol(request: HttpRequest) -> HttpResponse:
    """The second step of somebody who must have a second factor and has none yet."""
    waiting = signing_in.pending(request)
    if waiting is None or factor.of(waiting.user) is not None:
        return HttpResponseRedirect(reverse("admin:login"))
    form = FirstCodeForm(waiting.user, request.POST or None)
    if not form.is_valid():
        device = factor.proposed(waiting.user)
        shown = {"picture": factor.picture(device), "secret": factor.secret_in_words(device)}
        return page(request, "enrol", _("设置两步验证"), forms=[form], **shown)
    signing_in.open_session(request, waiting.user, via=waiting.via, second=factor.TOTP)
    onward = signing_in.safe_next(request, waiting.next_url)
    response = page(request, "codes", _("恢复码"), codes=form.codes, onward=onward)
    device_cookie.put(response, waiting.user.get_username())
    return response


@require_POST
@secret
def sign_out(request: HttpRequest) -> HttpResponse:
    left = request.user.pk or ""
    if request.user.is_authenticated:
        events.note("signed_out", request.user, actor=request.user)
    auth.logout(request)
    return page(request, "signed_out", _("已退出"), has_permission=False, left=left)
