from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("文章")

    def ready(self) -> None:
        from articles import counting, jobs, touching, watching
        from articles.models import Article
        from mscsite.core import rederiving

        def save(article, actor, origin: str) -> None:
            from articles import workflow

            workflow.save(article, origin=workflow.Origin(actor, origin))

        rederiving.set_saver(Article, save)
        watching.connect()
        for triggers in (touching, counting):
            pre_migrate.connect(triggers.before_migrations, sender=self, dispatch_uid=triggers.PREFIX)
            post_migrate.connect(triggers.after_migrations, sender=self, dispatch_uid=triggers.PREFIX)
        jobs.register()
