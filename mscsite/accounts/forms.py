"""Forms of signing in and of one's own account."""

from __future__ import annotations

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mscsite.accounts import attempts, events, factor, notices
from mscsite.accounts.throttling import forget, hit

RULES = _("至少 12 个字。不要用常见的密码，也不要用您的名字或邮箱。几个不相干的词连起来，好记又难猜；可以粘贴。")


class PasswordInput(forms.PasswordInput):
    """Its script puts a button beside it that shows what is typed."""

    def __init__(self, autocomplete: str):
        super().__init__({"autocomplete": autocomplete, "data-password": ""})


class SignInForm(AdminAuthenticationForm):
    """Account (or its mail address) and password, heard as often as `attempts` allows."""

    def __init__(self, request=None, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("账号或邮箱")
        self.fields["username"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].widget = PasswordInput("current-password")

    def clean_username(self) -> str:
        """The account's name, also where its mail address was typed."""
        typed = self.cleaned_data["username"].strip()
        found = list(reachable(typed).values_list("username", flat=True)[:2]) if "@" in typed else []
        return found[0] if len(found) == 1 else typed

    def clean(self) -> dict:
        username = self.cleaned_data.get("username")
        if not username or not self.cleaned_data.get("password"):
            return self.cleaned_data
        if seconds := attempts.counted(self.request, username):
            raise ValidationError(attempts.in_words(seconds), code="throttled")
        try:
            cleaned = super().clean()
        except ValidationError:
            events.failed(username)
            raise
        attempts.succeeded(self.request, username)
        return cleaned

    def get_invalid_login_error(self) -> ValidationError:
        return ValidationError(
            _("账号或密码不对。请看看大小写和输入法，忘了密码可以用邮件重设。"), code="invalid_login"
        )


def reachable(email: str):
    """Accounts that may sign in, by mail address."""
    users = get_user_model().objects.filter(is_active=True, is_staff=True)
    return users.filter(Q(email__iexact=email)).exclude(email="")


# Where SECRET_KEY has changed and the former one is not known any more.
UNREADABLE = _(
    "服务器换过密钥，手机上的数字核对不了了。请填一个恢复码，进来以后重新设置手机；没有恢复码，请管理员重设您的两步验证。"
)


class CodeField(forms.CharField):
    def __init__(self, **kwargs):
        attrs = {"autocomplete": "one-time-code", "inputmode": "text", "autocapitalize": "characters"}
        attrs |= {"spellcheck": "false"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs), **kwargs)


class CodeForm(forms.Form):
    """A code of the telephone or of paper, used up when it is right. `used` says which it was."""

    code = CodeField(label=_("验证码"), help_text=_("手机应用里的 6 位数字；手机不在身边，就填一个恢复码。"))
    used = ""

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.is_unreadable = factor.is_unreadable(user)
        if self.is_unreadable:
            self.fields["code"].label, self.fields["code"].help_text = _("恢复码"), UNREADABLE

    def clean_code(self) -> str:
        if seconds := factor.wait(self.user) or hit(attempts.CODES, self.user.pk):
            raise ValidationError(attempts.in_words(seconds), code="throttled")
        self.used = factor.check(self.user, self.cleaned_data["code"])
        if not self.used:
            self._refused()
            if self.is_unreadable:
                raise ValidationError(UNREADABLE, code="unreadable")
            raise ValidationError(
                _("验证码不对，或者已经用过。请等应用里换成下一组数字再试；总是不对，请核对手机的时间。"), code="wrong"
            )
        forget(attempts.CODES, self.user.pk)
        return self.cleaned_data["code"]

    def _refused(self) -> None:
        """Note it; a code that has just opened the account is somebody else's second try, and its owner is told."""
        if not factor.was_used(self.user, self.cleaned_data["code"]):
            events.failed(self.user.get_username(), step="code")
            return
        events.failed(self.user.get_username(), step="code", reused=True)
        if not hit(attempts.REUSED, self.user.pk):
            notices.send("code_reused", self.user)


class FirstCodeForm(forms.Form):
    """The first code of a new telephone. `codes` are the recovery codes that came with it."""

    new_code = CodeField(label=_("应用显示的 6 位数字"))
    codes: list[str] | None = None

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_new_code(self) -> str:
        if seconds := hit(attempts.CODES, self.user.pk, "first"):
            raise ValidationError(attempts.in_words(seconds), code="throttled")
        return self.cleaned_data["new_code"]

    def clean(self) -> dict:
        if not self.errors:
            with transaction.atomic():
                self.codes = factor.confirm(self.user, self.cleaned_data["new_code"])
                if self.codes is not None:
                    events.note("second_factor_set", self.user, actor=self.user)
            if self.codes is None:
                self.add_error("new_code", _("数字不对。请等应用里换成下一组再试；总是不对，请核对手机的时间。"))
        return self.cleaned_data


class PasswordProof(forms.Form):
    """That it is really the owner who sits there."""

    password = forms.CharField(label=_("现在的密码"), strip=False, widget=PasswordInput("current-password"))

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        if seconds := hit(attempts.CODES, self.user.pk, "password"):
            raise ValidationError(attempts.in_words(seconds), code="throttled")
        if not self.user.check_password(self.cleaned_data["password"]):
            raise ValidationError(_("密码不对。"), code="wrong")
        forget(attempts.CODES, self.user.pk, "password")
        return ""


class NewPasswordForm(SetPasswordForm):
    """A password typed twice."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _dress(self)


class ChangePasswordForm(PasswordChangeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _dress(self)
        self.fields["old_password"].widget = PasswordInput("current-password")
        self.fields["old_password"].label = _("现在的密码")

    def clean_old_password(self) -> str:
        if seconds := hit(attempts.CODES, self.user.pk, "password"):
            raise ValidationError(attempts.in_words(seconds), code="throttled")
        old = super().clean_old_password()
        forget(attempts.CODES, self.user.pk, "password")
        return old


def _dress(form: SetPasswordForm) -> None:
    first, second = form.fields["new_password1"], form.fields["new_password2"]
    first.widget, second.widget = PasswordInput("new-password"), PasswordInput("new-password")
    first.label, second.label = _("新密码"), _("再输一遍")
    first.help_text, second.help_text = RULES, ""
