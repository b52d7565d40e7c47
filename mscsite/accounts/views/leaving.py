"""What is kept of a colleague, as a file; and the page on which an administrator takes a person out of an account."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mscsite.accounts import events, personal
from mscsite.accounts.views.pages import page, secret
from mscsite.core.admin_names import ORIGIN


class EraseForm(forms.Form):
    """Typing the account's name: what cannot be undone is not done by one click."""

    account = forms.CharField(
        label=gettext_lazy("再输一遍账号"),
        max_length=150,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )

    def __init__(self, user: User, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_account(self) -> str:
        if self.cleaned_data["account"] != self.user.get_username():
            raise ValidationError(_("和账号对不上。请原样输入：%(name)s") % {"name": self.user.get_username()})
        return self.cleaned_data["account"]


@require_POST
@secret
def own(request: HttpRequest) -> HttpResponse:
    """What is kept of whoever asks."""
    return handed_over(request, request.user)


def handed_over(request: HttpRequest, user: User) -> HttpResponse:
    """What is kept of `user`, as a JSON file; noted in the audit log."""
    response = JsonResponse(
        personal.export(user), personal.ENCODER, json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response["Content-Disposition"] = content_disposition_header(True, f"account-{user.get_username()}.json")
    events.note("data_handed_over", user, actor=request.user)
    return response


@secret
def erase(request: HttpRequest, user: User) -> HttpResponse:
    """Say what goes and what stays, and do it once the account's name has been typed."""
    form, obstacle = EraseForm(user, request.POST or None), personal.obstacle(user, request.user)
    if request.method == "POST" and not obstacle and form.is_valid():
        name = user.get_username()
        try:
            personal.erase(user, actor=request.user, origin=ORIGIN)
        except personal.Refused as refusal:  # somebody was faster
            obstacle = str(refusal)
        else:
            said = _("%(name)s 的个人资料已清除。他做过的事还在，记在“%(now)s”名下。")
            messages.success(request, said % {"name": name, "now": f"{personal.PLACEHOLDER} {user.get_username()}"})
            return HttpResponseRedirect(reverse("admin:auth_user_changelist"))
    going, staying = personal.summary(user)
    context = {"form": form, "person": user, "obstacle": obstacle, "going": going, "staying": staying}
    context["placeholder"] = f"{personal.PLACEHOLDER} {personal.placeholder(user)}"
    status = 409 if obstacle and request.method == "POST" else 200
    return page(request, "erase", _("清除 %(name)s 的个人资料") % {"name": user.get_username()}, status, **context)
