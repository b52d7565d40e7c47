"""Accounts as administrators make and change them."""

from __future__ import annotations

from django import forms
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_ROLES = _("他能做什么，由角色决定；可以有几个角色。")


class _UniqueMailbox(forms.ModelForm):
    def clean_email(self) -> str:
        """Two accounts with one mailbox could not be told apart when somebody asks for a reset."""
        email = self.cleaned_data["email"].strip()
        if email and User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("这个邮箱已经有账号了。"), code="unique")
        return email


class InvitationForm(_UniqueMailbox):
    """A new account: nobody types a password, its owner gets a link."""

    email = forms.EmailField(label=_("邮箱"), help_text=_("设置密码的链接寄到这里。"))
    username = forms.CharField(
        label=_("账号"), max_length=150, required=False, help_text=_("登录用的名字。留空则用邮箱 @ 前面的部分。")
    )
    name = forms.CharField(label=_("姓名"), max_length=150, required=False)
    groups = forms.ModelMultipleChoiceField(
        label=_("角色"),
        queryset=Group.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_ROLES,
    )

    class Meta:
        model = User
        fields = ["email", "username", "groups", "is_superuser"]
        labels = {"is_superuser": _("管理员")}
        help_texts = {"is_superuser": _("什么都能做，也能管理账号。")}

    def clean_username(self) -> str:
        username = self.cleaned_data["username"] or self.cleaned_data.get("email", "").partition("@")[0]
        User.username_validator(username)
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("账号“%(name)s”已经有人用了，请换一个。") % {"name": username}, code="unique")
        return username

    def clean(self) -> dict:
        cleaned = super().clean()
        if not cleaned.get("groups") and not cleaned.get("is_superuser"):
            self.add_error("groups", _("请至少选一个角色。"))
        return cleaned

    def save(self, commit: bool = True) -> User:
        user = super().save(commit=False)
        user.is_staff = True
        user.first_name = self.cleaned_data["name"]
        user.set_unusable_password()
        if commit:
            user.save()
            self.save_m2m()
        return user


class AccountForm(_UniqueMailbox):
    class Meta:
        model = User
        fields = ["username", "email", "last_name", "first_name", "is_active", "is_staff", "is_superuser"]
        fields += ["groups", "user_permissions"]
        labels = {"is_active": _("有效"), "is_staff": _("可以进后台"), "is_superuser": _("管理员")}
        labels |= {"email": _("邮箱"), "groups": _("角色"), "user_permissions": _("单独的权限")}
        help_texts = {"groups": _ROLES, "is_active": _("同事离开时取消勾选，不要删除：他做过的事还留在记录里。")}
        help_texts |= {"username": _("登录用的名字。")}
        widgets = {"groups": forms.CheckboxSelectMultiple}
