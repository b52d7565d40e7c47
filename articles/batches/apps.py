from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BatchesConfig(AppConfig):
    """An app of its own, so that its tables change without the migrations of the articles."""

    name = "articles.batches"
    label = "batches"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("文章导入")
