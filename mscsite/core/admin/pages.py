"""Pages of a model's admin beside those that Django gives it."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.response import TemplateResponse


class OwnPages:
    """A ModelAdmin mixin."""

    def own_page(self, request: HttpRequest, name: str, title: str, context: dict) -> TemplateResponse:
        """The template `name` of the model, with what every page of the admin shows around it."""
        request.current_app = self.admin_site.name
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        template = f"admin/{self.opts.app_label}/{self.opts.model_name}/{name}.html"
        return TemplateResponse(request, template, shared | context)
