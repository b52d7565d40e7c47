"""The ways in which articles are read. Public code reads `live`, never the working copy."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname

MENTIONS = 50  # articles that the page of a record lists
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

    def public_in_any(self) -> ArticleQuerySet:
        """Articles with a live revision in at least one script."""
        has_title = Q(live__title_zh_hans__gt="") | Q(live__title_zh_hant__gt="")
        return self.filter(has_title, live__isnull=False).select_related(*LIVE_RELATIONS)

    def for_lists(self, language: str | None = None) -> ArticleQuerySet:
        """Without the body in the other script; the one in `language` may have to serve for an excerpt."""
        own = language or get_language() or "zh-hans"
        others = (code for code, _name in settings.LANGUAGES if code != own)
        return self.defer(*(build_localized_fieldname("live__body", code) for code in others))

    def archived(self) -> ArticleQuerySet:
        """Those that were public once and were taken down for good: their address answers 410."""
        return self.filter(live__isnull=True, retired_at__isnull=False)

    def titles(self) -> ArticleQuerySet:
        """With nothing but their addresses and titles, for lists of links."""
        names = [build_localized_fieldname("live__title", code) for code, _name in settings.LANGUAGES]
        return self.select_related(None).select_related("live").defer(None).only("slug", "live", *names)

    def shelves(self) -> models.QuerySet:
        """The categories that the live revisions of these articles stand in."""
        categories = self.model._meta.get_field("category").related_model.objects
        of_each = self.filter(live_category=models.OuterRef("pk")).order_by("-first_published_at", "-id")
        # The first by the index, and not `EXISTS`: PostgreSQL would read all articles and put them together with all.
        return categories.alias(first=models.Subquery(of_each.values("pk")[:1])).filter(first__isnull=False)

    def languages(self) -> tuple[str, ...]:
        """The scripts in which at least one of these articles is public."""
        return tuple(code for code, _name in settings.LANGUAGES if self.public(code).exists())

    def mentioning(self, record: models.Model, most: int = MENTIONS) -> ArticleQuerySet:
        """Those whose live revision cites or links `record` (a citation, product or trial), for a list of links.

        Where thousands do, the `most` whose revisions are newest.
        """
        relation = {"citation": "citations", "product": "products", "trial": "trials"}[record._meta.model_name]
        field = self.model._meta.get_field("live").related_model._meta.get_field(relation)
        rows = field.remote_field.through.objects.filter(**{field.m2m_reverse_field_name(): record.pk})
        live = rows.filter(revision__article__live=models.F("revision")).order_by("-pk")
        return self.titles().filter(live__in=live.values("revision")[:most])


def _working_copy_columns(model: type[models.Model]) -> list[str]:
    return [
        build_localized_fieldname(field, language)
        for field in ("summary", "body", "audience", "disclaimer")
        for language in ("zh-hans", "zh-hant")
    ]
