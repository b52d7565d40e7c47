"""The ways in which articles are read. Public code reads `live`, never the working copy."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname

LIVE_RELATIONS = ("live", "live__author", "live__category", "live__medical_reviewer")


class ArticleQuerySet(models.QuerySet):
    def public(self, language: str | None = None) -> ArticleQuerySet:
        """Articles with a live revision in `language` (the active one by default), newest first."""
        title = build_localized_fieldname("title", language or get_language() or "zh-hans")
        return (
            self.filter(live__isnull=False)
            .exclude(**{f"live__{title}": ""})
            .exclude(**{f"live__{title}": None})
            .select_related(*LIVE_RELATIONS)
            .defer("machine_text", "import_report", *_working_copy_columns(self.model))
            .order_by("-first_published_at", "-id")
        )

    def mentioning(self, record: models.Model) -> ArticleQuerySet:
        """Those whose live revision cites or links `record` (a citation, product or trial)."""
        relation = {"citation": "citations", "product": "products", "trial": "trials"}[record._meta.model_name]
        return self.filter(**{f"live__{relation}": record})


def _working_copy_columns(model: type[models.Model]) -> list[str]:
    return [
        build_localized_fieldname(field, language)
        for field in ("summary", "body", "audience", "disclaimer")
        for language in ("zh-hans", "zh-hant")
    ]
