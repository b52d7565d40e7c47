"""Names of the admin's addresses, and its own in the audit."""

from __future__ import annotations

from django.db import models

ORIGIN = "admin"


def url_name(model: type[models.Model], page: str) -> str:
    """The name, without `admin:`, of a page of a model's admin: `articles_article_change`."""
    return f"{model._meta.app_label}_{model._meta.model_name}_{page}"
