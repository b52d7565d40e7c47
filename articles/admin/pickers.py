"""What the editor's pickers search in, as JSON: citations, and the records that a text can link to."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, JsonResponse
from django.urls import path

from mscsite.core.fulltext import fold
from products.models import Product
from references.choices import RetractionStatus
from references.models import Citation, Term, Trial

LIMIT = 15
AMONG = 100  # of the newest that match, the last changed are offered


def found(request: HttpRequest, model: type[models.Model], limit: int = LIMIT) -> models.QuerySet:
    """Records of a model that match the query, by the search of their own admin; none where they may not be seen."""
    its_admin = admin.site.get_model_admin(model)
    if not its_admin.has_view_permission(request):
        return model._default_manager.none()
    query = request.GET.get("q", "")[:200]
    rows = model._default_manager.order_by("-updated_at")
    matching, repeats = its_admin.get_search_results(request, rows, query, most=AMONG)
    # Only where it must: all that match are read and sorted then, without it the newest few by their index.
    return (matching.distinct() if repeats else matching)[:limit]


def _citation(citation: Citation) -> dict:
    note = " · ".join(filter(None, [citation.authors_text[:60], str(citation.year or ""), citation.doi]))
    retracted = citation.retraction_status == RetractionStatus.RETRACTION
    return {
        "key": citation.key,
        "name": citation.title,
        "note": f"{citation.key} · {note}",
        "proposal": not citation.is_public,
        "retracted": retracted,
    }


def _records(request: HttpRequest) -> Iterator[dict]:
    for product in found(request, Product, 8):
        yield _record(product, f"product:{product.slug}", product.name or product.latin_name, product.latin_name)
    for trial in found(request, Trial, 8):
        yield _record(trial, f"trial:{trial.registry_id}", trial.registry_id, trial.title)
    for term in found(request, Term, 8):
        yield _record(term, f"term:{term.slug}", term.zh_hans, term.english)


def _record(record, key: str, name: str, note: str) -> dict:
    kind = record._meta.verbose_name
    return {"key": key, "name": name, "note": f"{kind} · {note}", "proposal": not record.is_public}


class PickerViews:
    """A ModelAdmin mixin with the two searches, for those who may see articles."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("pick/citations/", view(self.pick_citations), name="articles_article_pick_citations"),
            path("pick/records/", view(self.pick_records), name="articles_article_pick_records"),
            *super().get_urls(),
        ]

    def pick_citations(self, request: HttpRequest) -> JsonResponse:
        self._require_view(request)
        return JsonResponse({"results": [_citation(citation) for citation in found(request, Citation)]})

    def pick_records(self, request: HttpRequest) -> JsonResponse:
        self._require_view(request)
        query = fold(request.GET.get("q", "").strip())
        wanted = request.GET.get("kind", "")
        rows = (item for item in _records(request) if not wanted or item["key"].startswith(f"{wanted}:"))
        ranked = sorted(rows, key=lambda item: not fold(item["name"]).startswith(query))
        return JsonResponse({"results": ranked})

    def _require_view(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied
