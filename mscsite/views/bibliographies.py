"""References to take along: the list of an article, or one entry, for reference managers."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles.models import Article
from articles.rendering import render
from references.models import Citation

TYPES = {
    "ris": ("application/x-research-info-systems", "ris"),
    "bibtex": ("application/x-bibtex", "bib"),
    "csl": ("application/vnd.citationstyles.csl+json", "json"),
}


@require_safe
def of_article(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The reference list of a public article, in its order."""
    article = get_object_or_404(Article.objects.public(), slug=slug)
    references = render(article.live, get_language()).references
    return _file((entry.citation for entry in references), form, slug)


@require_safe
def of_citation(request: HttpRequest, key: str, form: str) -> HttpResponse:
    return _file([get_object_or_404(Citation.objects.public(), key=key)], form, key)


def _file(citations: Iterable[Citation], form: str, name: str) -> HttpResponse:
    from references.exchange import files
    from references.exchange.csl import to_csl

    if form not in TYPES:
        raise Http404
    kind, suffix = TYPES[form]
    response = HttpResponse(files.write(map(to_csl, citations), form), content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    response["X-Robots-Tag"] = "noindex"
    return response
