from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Article
from mscsite import structured_data
from mscsite.core import dates
from mscsite.views.pages import page, paginated
from products import jurisdictions
from references import formatting, trial_lists
from references.models import Citation, Trial

TRIALS_A_PAGE = 50


@require_safe
def trial_list(request: HttpRequest) -> HttpResponse:
    """All public trials, or those that the query of the address asks for."""
    found = trial_lists.listing(request.GET.dict(), get_language())
    chosen = {facet.name: facet.chosen for facet in found.facets if facet.chosen}
    shown = paginated(request, found.pks, TRIALS_A_PAGE)
    trials = Trial.objects.in_bulk(shown.object_list)
    shown.object_list = [trials[pk] for pk in shown.object_list if pk in trials]
    context = {
        "listing": found,
        "page": shown,
        "filters": f"{urlencode(chosen)}&" if chosen else "",
    }
    return page(request, "references/trials.html", context, crumbs=[(_("临床试验"), "")])


@require_safe
def trial(request: HttpRequest, registry_id: str) -> HttpResponse:
    found = get_object_or_404(Trial.objects.public(), registry_id=registry_id)
    countries = [jurisdictions.name(code, get_language()) or code for code in found.countries]
    context = {
        "trial": found,
        "structured_data": structured_data.trial(request, found, countries),
        "citations": found.citations.public(),
        "evidence": found.bodies_of_evidence.public().select_related("source"),
        "changes": found.registry_changes,
        "products": found.products.public().with_public_events(),
        "articles": Article.objects.public().mentioning(found),
        "countries": countries,
        "start_date": _in_words(found.start_date, found.start_date_precision),
        "completion_date": _in_words(found.completion_date, found.completion_date_precision),
    }
    crumbs = [(_("临床试验"), reverse("trial-list")), (found.registry_id, "")]
    return page(request, "references/trial.html", context, crumbs=crumbs)


def _in_words(date: dt.date | None, precision: str) -> str:
    return dates.in_words(date, precision) if date else ""


@require_safe
def citation(request: HttpRequest, key: str) -> HttpResponse:
    found = Citation.objects.public().by_key([key]).get(key)
    if found is None:
        raise Http404
    if found.key != key:  # merged since
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    style = formatting.chosen(request.GET.get("style", ""))
    context = {
        "citation": found,
        "formatted": formatting.plain(found, style),
        "styles": formatting.NAMES,
        "style": style or settings.CITATION_STYLE,
        "notices": formatting.notices(found),
        "structured_data": structured_data.citation(request, found),
        "links": formatting.links(found),
        "trials": found.trials.public(),
        "articles": Article.objects.public().mentioning(found),
    }
    return page(request, "references/citation.html", context, crumbs=[(_("文献"), ""), (found.title, "")])
