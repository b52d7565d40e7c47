from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "mscsite.accounts"
    label = "accounts"
    verbose_name = _("账号")

    def ready(self) -> None:
        from mscsite.accounts import sessions

        user_logged_in.connect(sessions.begun, dispatch_uid="accounts.sessions")


class OurAdminConfig(AdminConfig):
    """Django's admin with our way of signing in."""

    default_site = "mscsite.accounts.site.OurAdminSite"
