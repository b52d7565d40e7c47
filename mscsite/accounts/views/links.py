"""The page that a mail leads to, and the one that asks for such a mail."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from mscsite.accounts import attempts, device_cookie, events, links, sessions
from mscsite.accounts.forms import NewPasswordForm, reachable
from mscsite.accounts.models import LinkPurpose
from mscsite.accounts.throttling import Limit, hit
from mscsite.accounts.views.pages import page, secret
from mscsite.core import clients

logger = logging.getLogger(__name__)
BY_ADDRESS = Limit("reset at address", 10, 60)
BY_MAILBOX = Limit("reset to mailbox", 3, 60)  # a stranger must not fill it
TOKENS = Limit("tokens at address", 30, 15)
_reads_and_sends = require_http_methods(["GET", "HEAD", "POST"])


class MailboxForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("邮箱"), widget=forms.EmailInput({"autocomplete": "email", "autofocus": True})
    )


@_reads_and_sends
@secret
def forgot(request: HttpRequest) -> HttpResponse:
    """Answers the same, and as fast, whether there is such an account or not: it is looked for after the answer."""
    form = MailboxForm(request.POST or None)
    if not form.is_valid():
        return page(request, "forgot", _("重设密码"), form=form)
    if seconds := hit(BY_ADDRESS, clients.network(request)):
        form.add_error(None, attempts.in_words(seconds))
        return page(request, "forgot", _("重设密码"), 429, form=form)
    email, root = form.cleaned_data["email"], request.build_absolute_uri("/").rstrip("/")
    response = page(request, "forgot_sent", _("重设密码"), email=email)
    return _and_then(response, lambda: _send(email, root))


def _send(email: str, root: str) -> None:
    if hit(BY_MAILBOX, email.casefold()):
        return
    for user in reachable(email):
        links.offer_reset(user, root)
        events.note("reset_asked", user, actor=None)


def _and_then(response: TemplateResponse, work: Callable[[], None]) -> HttpResponse:
    """Do `work` once the answer is with the reader."""
    close = response.close

    def closing() -> None:
        try:
            work()
        except Exception:  # nobody is there to be told; the next try may go better
            logger.exception("The mail of a reset could not be written.")
        close()

    response.close = closing
    return response


@_reads_and_sends
@secret
def set_password(request: HttpRequest, token: str) -> HttpResponse:
    """Set a password with the link of a mail. Reading the page uses nothing up: programs that look at mails do so."""
    link = links.found(token)
    if link is None:
        if seconds := hit(TOKENS, clients.network(request)):
            return page(request, "link_over", _("链接已失效"), 429, words=attempts.in_words(seconds))
        return page(request, "link_over", _("链接已失效"), 410)
    form = NewPasswordForm(link.user, request.POST or None)
    title = _("设置密码") if link.purpose == LinkPurpose.INVITATION else _("重设密码")
    if not form.is_valid():
        return page(request, "set_password", title, form=form, account=link.user.get_username())
    with transaction.atomic():
        if not links.use(link):
            return page(request, "link_over", _("链接已失效"), 410)
        form.save()
        sessions.end(link.user)
        action = "invitation_taken" if link.purpose == LinkPurpose.INVITATION else "password_reset"
        events.note(action, link.user, actor=link.user)
    response = page(request, "password_set", _("密码已设好"))
    device_cookie.put(response, link.user.get_username())  # whoever reads the owner's mail is no stranger
    return response
