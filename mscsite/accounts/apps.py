from django.apps import AppConfig
from django.contrib import admin
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.contrib.auth.signals import user_logged_in
from django.core import checks
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "mscsite.accounts"
    label = "accounts"
    verbose_name = _("账号")

    def ready(self) -> None:
        from mscsite.accounts import sessions

        user_logged_in.connect(sessions.begun, dispatch_uid="accounts.sessions")


class OurAdminConfig(SimpleAdminConfig):
    """Django's admin with our way of signing in. Its classes are loaded with its addresses (`mscsite.admin_urls`)."""

    default_site = "mscsite.accounts.site.OurAdminSite"

    def ready(self) -> None:
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(_check_all_classes, checks.Tags.admin)


def _check_all_classes(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """Django's checks of the admin, which look at the classes that are loaded by then."""
    admin.autodiscover()
    return check_admin_app(app_configs, **kwargs)
