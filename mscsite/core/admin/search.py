"""Searching lists in the admin: a query typed in either script finds both.

Records that readers can search are found through the same index, with what is not public; the others, and fields that
the index does not know, by looking at each row.
"""

from __future__ import annotations

import json

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from mscsite.core import fulltext, hanzi

FOUND_AT_MOST = 1_000  # of the newest records that the index knows to hold the words


def both_scripts(text: str) -> list[str]:
    """`text` as typed, in Simplified and in Traditional, each once."""
    simplified = hanzi.convert(text, hanzi.HANS, hanzi.HANT)
    return list(dict.fromkeys([text, simplified, hanzi.convert(simplified, hanzi.HANT, hanzi.HANS)]))


class BothScriptsSearch:
    """A ModelAdmin whose search asks in both scripts, and also looks into the JSON lists of `json_search_fields`."""

    json_search_fields: tuple[str, ...] = ()

    def get_search_results(self, request, queryset: QuerySet, search_term: str, most: int = FOUND_AT_MOST):
        """As Django's; of what the search index finds the newest `most` alone, which costs by their number."""
        found, duplicates = super().get_search_results(request, queryset, search_term)
        if not search_term.strip():
            return found, duplicates
        found |= self._indexed(queryset, search_term, most)
        for variant in both_scripts(search_term)[1:]:
            more, may_repeat = super().get_search_results(request, queryset, variant)
            found, duplicates = found | more, duplicates or may_repeat
        for name in self.json_search_fields:
            found |= queryset.filter(pk__in=self._with_item(name, search_term))
        return found, duplicates

    def _indexed(self, queryset: QuerySet, search_term: str, most: int) -> QuerySet:
        """What the search index finds, drafts and proposals too; nothing for models that it does not know."""
        kind = getattr(self.model, "search_type", "")
        asked = fulltext.understood(search_term) if kind else None
        keys = fulltext.keys(asked, kind, most) if asked else []
        return queryset.filter(**{f"{self.model.search_field}__in": keys}) if keys else queryset.none()

    def _with_item(self, name: str, search_term: str) -> QuerySet:
        """Keys of the rows whose list `name`, as text, holds the term in either script."""
        wanted = Q()
        for variant in both_scripts(search_term.strip()):
            # SQLite keeps JSON as Django wrote it, with Chinese as escapes; PostgreSQL as characters.
            escaped = json.dumps(variant)[1:-1]
            wanted |= Q(as_text__icontains=variant) | Q(as_text__icontains=escaped)
        rows = self.model._base_manager.annotate(as_text=Cast(name, TextField()))
        return rows.filter(wanted).values("pk")
