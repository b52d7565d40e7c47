from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ReferencesConfig(AppConfig):
    name = "references"
    verbose_name = _("文献与试验")

    def ready(self) -> None:
        from mscsite.core import hanzi
        from references import doubles, glossary, jobs, styles

        if settings.CITATION_STYLE not in styles.STYLES:
            known = ", ".join(styles.STYLES)
            raise ImproperlyConfigured(f"CITATION_STYLE is {settings.CITATION_STYLE!r}; set it to one of: {known}.")
        hanzi.set_glossary_loader(glossary.load)
        jobs.register()
        post_migrate.connect(doubles.after_migrations, sender=self, dispatch_uid="references.doubles")
