from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("文章")

    def ready(self) -> None:
        from articles import counting, jobs, touching, watching
        from articles.models import Article
        from mscsite.core import rederiving, triggers

        def save(article, actor, origin: str) -> None:
            from articles import workflow

            workflow.save(article, origin=workflow.Origin(actor, origin))

        rederiving.set_saver(Article, save)
        watching.connect()
        for each in (touching, counting):
            triggers.around_migrations(self, each.PREFIX, each.install)
        jobs.register()
