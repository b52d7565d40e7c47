from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "mscsite.core"
    label = "core"
    verbose_name = _("系统")

    def ready(self) -> None:
        from mscsite.core import generation, rederiving_job

        rederiving_job.register()

        pre_migrate.connect(generation.before_migrations, sender=self, dispatch_uid="generation")
        post_migrate.connect(generation.after_migrations, sender=self, dispatch_uid="generation")
        post_delete.connect(_forget_in_search, dispatch_uid="core.search")


def _forget_in_search(sender, instance, **kwargs) -> None:
    """A record leaves the search with its row. A signal, because lists and cascades delete without `Model.delete`."""
    if getattr(sender, "search_type", ""):
        from mscsite.core import fulltext

        fulltext.remove(instance)
