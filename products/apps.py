from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProductsConfig(AppConfig):
    name = "products"
    verbose_name = _("产品与审批")

    def ready(self) -> None:
        from products import jobs

        jobs.register()
