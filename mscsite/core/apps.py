from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "mscsite.core"
    label = "core"
    verbose_name = "系统"
