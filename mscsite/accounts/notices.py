"""Mail to the owner of an account about what was done to it: whoever did not do it learns so (ASVS 2.2.3, 2.5.5)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mscsite.core import outbox

# Actions of the audit log that change how one signs in, or that somebody else may have done.
WORDS = {
    "password_changed": gettext_lazy("账号 %(name)s 的密码已修改。"),
    "password_reset": gettext_lazy("账号 %(name)s 的密码已用邮件里的链接重设。"),
    "second_factor_set": gettext_lazy("账号 %(name)s 已设置两步验证，或者换了手机。"),
    "second_factor_removed": gettext_lazy("账号 %(name)s 的两步验证已关闭。"),
    "second_factor_reset": gettext_lazy("账号 %(name)s 的两步验证已被重设，下次登录时要重新设置。"),
    "recovery_codes_renewed": gettext_lazy("账号 %(name)s 的恢复码已重新生成，原来的作废。"),
    "mailbox_left": gettext_lazy("账号 %(name)s 的邮箱已改成另一个，以后的邮件不再寄到这里。"),
    "new_browser": gettext_lazy("账号 %(name)s 在一个以前没有用过的浏览器上登录了：%(device)s。"),
    "code_reused": gettext_lazy("有人用账号 %(name)s 刚用过的验证码再登录了一次，没有成功。他知道密码。"),
}


def send(action: str, user: AbstractBaseUser, *, mailbox: str = "", device: str = "") -> None:
    """Tell the owner of `user`, at `mailbox` or their own. Call it in the transaction of the change.

    Nothing for actions without words here, and for accounts without a mailbox or switched off.
    """
    address = mailbox or user.email
    if action not in WORDS or not address or not user.is_active:
        return
    what = str(WORDS[action]) % {"name": user.get_username(), "device": device or _("不认识的浏览器")}
    way = settings.SITE_URL.rstrip("/") + reverse("admin:login_forgot")
    advice = _("是您自己做的，或者请管理员做的，就不用理会。不是，请马上重设密码（%(way)s），并告诉管理员。") % {
        "way": way
    }
    subject = _("账号安全提醒：%(host)s") % {"host": settings.OTP_TOTP_ISSUER}
    outbox.put([address], subject, "\n\n".join([_("您好，"), what, advice]) + "\n")
