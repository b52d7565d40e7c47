from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "mscsite.core"
    label = "core"
    verbose_name = _("系统")

    def ready(self) -> None:
        post_migrate.connect(bring_search_in_step, sender=self)


def bring_search_in_step(using: str, plan: list, **kwargs) -> None:
    """After a migration that made the index anew, fill it: readers go on searching, and nobody has to think of it."""
    from django.core.management import call_command
    from django.db import connections

    # A database that is new has no records to be found, and perhaps no tables for them yet.
    renewed = any(step.app_label == "core" and step.name.startswith("0002_search") and not back for step, back in plan)
    is_new = any(step.app_label == "core" and step.name == "0001_initial" for step, _back in plan)
    if renewed and not is_new and "articles_article" in connections[using].introspection.table_names():
        call_command("rebuild_search", verbosity=0)
