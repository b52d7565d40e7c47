from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "mscsite"
    verbose_name = "网站"
