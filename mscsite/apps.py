from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "mscsite"
    verbose_name = _("网站")

    def ready(self) -> None:
        from articles import policy
        from mscsite.models import SiteProfile
        from mscsite.operation import sentry

        if settings.SENTRY_DSN:
            sentry.start(settings.SENTRY_DSN, settings.ENVIRONMENT)
        policy.read_approvals_from(SiteProfile.approvals)
