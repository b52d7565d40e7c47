"""What machines read of a page: schema.org as JSON-LD, drawn from what the page itself shows."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.models import Article, Person
from articles.reading import ReviewFacts
from mscsite.core import hanzi
from mscsite.models import SiteProfile
from products.filters import LABELS
from products.models import Product
from products.status import JurisdictionStatus
from references.models import Citation, Trial

if TYPE_CHECKING:
    from products.opendata.files import About

# The kinds of CSL as classes of schema.org, and what articles and chapters are part of.
_WORKS = {
    "article-journal": "ScholarlyArticle", "article": "ScholarlyArticle", "paper-conference": "ScholarlyArticle",
    "book": "Book", "chapter": "Chapter", "thesis": "Thesis", "report": "Report", "dataset": "Dataset",
    "legislation": "Legislation", "webpage": "WebPage",
}  # fmt: skip
_CONTAINERS = {"ScholarlyArticle": "Periodical", "Chapter": "Book", "WebPage": "WebSite"}
# Statuses of ClinicalTrials.gov as members of MedicalStudyStatus.
_STUDY_STATUS = {
    "NOT_YET_RECRUITING": "NotYetRecruiting", "RECRUITING": "Recruiting",
    "ENROLLING_BY_INVITATION": "EnrollingByInvitation", "ACTIVE_NOT_RECRUITING": "ActiveNotRecruiting",
    "SUSPENDED": "Suspended", "TERMINATED": "Terminated", "COMPLETED": "Completed", "WITHDRAWN": "Withdrawn",
}  # fmt: skip
_ESCAPED = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def as_script(data: dict) -> SafeString:
    """`data` as JSON that is safe inside a script element, whatever its texts say."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPED))


def breadcrumbs(request: HttpRequest, crumbs: Sequence[tuple[str, str]]) -> SafeString:
    """`BreadcrumbList` of the way to a page: names and paths, as the reader sees them.

    A step without a path is left out. The last step is the page itself. Empty where there is no way.
    """
    if not crumbs:
        return mark_safe("")
    steps = [*((name, path) for name, path in crumbs[:-1] if path), (crumbs[-1][0], request.path)]
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": request.build_absolute_uri(path)}
        for place, (name, path) in enumerate(steps, start=1)
    ]
    return as_script({"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items})


def website(request: HttpRequest) -> SafeString:
    """`WebSite` for the first page: whose it is, and how it is searched."""
    search = request.build_absolute_uri(reverse("search"))
    data = {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "url": request.build_absolute_uri(request.path),
        "name": SiteProfile.of(request).name,
        "inLanguage": hanzi.tag_of(get_language() or settings.LANGUAGE_CODE),
        "publisher": {"@type": "MedicalOrganization", "name": SiteProfile.of(request).name},
        "potentialAction": {"@type": "SearchAction", "target": f"{search}?q={{q}}", "query": "required"},
    }
    return as_script(data)


def article(
    request: HttpRequest, found: Article, review: ReviewFacts, references: Sequence[Citation], share_image: str = ""
) -> SafeString:
    """`MedicalWebPage` for the live revision of an article with what it cites; `share_image` is an absolute address."""
    live = found.live
    data = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "url": request.build_absolute_uri(request.path),
        "name": live.title,
        "headline": live.title,
        "description": live.excerpt,
        "image": share_image,
        "inLanguage": hanzi.tag_of(get_language() or settings.LANGUAGE_CODE),
        "datePublished": found.first_published_at.isoformat(),
        "dateModified": found.live_at.isoformat(),
        "version": live.number,
        "creativeWorkStatus": "Published",
        "lastReviewed": review.on.isoformat() if review.on else None,
        "author": _person(live.author),
        "reviewedBy": _one_or_several([_person(person) for person in review.people]),
        "publisher": {"@type": "MedicalOrganization", "name": SiteProfile.of(request).name},
        "citation": [_scholarly(reference) for reference in references],
    }
    return as_script({name: value for name, value in data.items() if value})


def product(request: HttpRequest, found: Product) -> SafeString:
    """`Drug` with one `DrugLegalStatus` for each jurisdiction that decided on it."""
    names = [name for name in (found.latin_name, found.name_zh_hans, found.name_zh_hant) if name]
    data = {
        "@context": "https://schema.org",
        "@type": "Drug",
        "url": request.build_absolute_uri(request.path),
        "name": found.name,
        "alternateName": [name for name in dict.fromkeys(names) if name != found.name],
        "nonProprietaryName": found.generic_name,
        "description": found.summary,
        "manufacturer": {"@type": "Organization", "name": found.company.name} if found.company else None,
        "administrationRoute": found.get_routes_display(),
        "legalStatus": [_legal_status(state) for state in found.statuses],
        "subjectOf": {"@type": "MedicalWebPage", "url": request.build_absolute_uri(request.path)},
    }
    return as_script({name: value for name, value in data.items() if value})


def _legal_status(state: JurisdictionStatus) -> dict:
    source = state.latest.source_url
    return {
        "@type": "DrugLegalStatus",
        "name": str(state.status.label),
        "description": f"{state.latest.date_iso} {state.latest.get_kind_display()}",
        "applicableLocation": {"@type": "AdministrativeArea", "name": state.name, "identifier": state.jurisdiction},
    } | ({"url": source} if source.startswith("http") else {})


def dataset(request: HttpRequest, about: About) -> SafeString:
    """`Dataset`: the whole public list, with its licence, its day, and each way to take it."""
    from products.opendata.tables import TABLES
    from products.sheets.export import FORMATS

    def download(path: str, kind: str) -> dict:
        return {
            "@type": "DataDownload",
            "encodingFormat": kind.partition(";")[0],
            "contentUrl": request.build_absolute_uri(path),
        }

    files = [
        download(reverse("product-data-file", args=[table, format]), kind)
        for table in TABLES
        for format, kind in FORMATS.items()
    ]
    publisher = {"@type": "Organization", "name": about.publisher}
    data = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": about.url,
        "name": _("间充质干细胞产品：各地的批准与现状"),
        "description": _("各国家和地区对间充质干细胞产品的批准、附条件批准、拒绝与撤市，逐条注明日期和来源。"),
        "url": about.url,
        "license": about.licence_url,
        "dateModified": about.updated.isoformat(),
        "version": about.updated.isoformat(),
        "inLanguage": ["zh-Hans", "zh-Hant"],
        "isAccessibleForFree": True,
        "creator": publisher,
        "publisher": publisher,
        "keywords": [str(label) for label in LABELS.values()],
        "variableMeasured": str(LABELS["status"]),
        "distribution": [*files, download("/api/v1/products", "application/json")],
    }
    return as_script(data)


def trial(request: HttpRequest, found: Trial, countries: Sequence[str]) -> SafeString:
    """`MedicalTrial` for a registered study, on the page that describes it."""
    study = {
        "@type": "MedicalTrial",
        "name": found.title or found.registry_id,
        "identifier": found.registry_id,
        "sameAs": found.registry_url,
        "description": found.results,
        "healthCondition": found.conditions and {"@type": "MedicalCondition", "name": found.conditions},
        "status": _STUDY_STATUS.get(found.overall_status)
        and f"https://schema.org/{_STUDY_STATUS[found.overall_status]}",
        "studyLocation": [{"@type": "AdministrativeArea", "name": name} for name in countries],
        "sponsor": found.sponsor and {"@type": "Organization", "name": found.sponsor},
    }
    return _page_about(request, study["name"], study)


def citation(request: HttpRequest, found: Citation) -> SafeString:
    """The work that a page of references describes, as what it is: `ScholarlyArticle`, `Book`, `WebPage`…"""
    return _page_about(request, found.title, _scholarly(found))


def _page_about(request: HttpRequest, name: str, about: dict) -> SafeString:
    data = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage" if about["@type"] == "MedicalTrial" else "WebPage",
        "url": request.build_absolute_uri(request.path),
        "name": name,
        "inLanguage": hanzi.tag_of(get_language() or settings.LANGUAGE_CODE),
        "mainEntity": {name: value for name, value in about.items() if value},
    }
    return as_script(data)


def _scholarly(found: Citation) -> dict:
    """A work that is cited, by its kind; a preprint is an article as well."""
    kind = _WORKS.get(found.type, "CreativeWork")
    described = {
        "@type": kind,
        "name": found.title,
        "headline": found.title if kind in ("ScholarlyArticle", "Report") else "",
        "author": [_author(author) for author in found.authors],
        "datePublished": str(found.year) if found.year else "",
        "isPartOf": found.container_title
        and {"@type": _CONTAINERS.get(kind, "CreativeWork"), "name": found.container_title},
        "pagination": found.page if kind in ("ScholarlyArticle", "Chapter") else "",
        "identifier": [
            {"@type": "PropertyValue", "propertyID": name, "value": value}
            for name, value in (("DOI", found.doi), ("PMID", found.pmid))
            if value
        ],
        "publisher": found.publisher and {"@type": "Organization", "name": found.publisher},
        "inLanguage": found.language,
        "url": found.link,
    }
    return {name: value for name, value in described.items() if value}


def _author(author: dict) -> dict:
    if literal := author.get("literal"):
        return {"@type": "Organization", "name": literal}
    parts = {"familyName": author.get("family", ""), "givenName": author.get("given", "")}
    name = " ".join(filter(None, [parts["givenName"], parts["familyName"]]))
    return {"@type": "Person", "name": name} | {key: value for key, value in parts.items() if value}


def _one_or_several(items: list) -> object:
    return items[0] if len(items) == 1 else items


def _person(person: Person | None) -> dict | None:
    """With the credentials one by one: jobs and degrees are what a reader, and a search engine, weighs a name by."""
    if person is None:
        return None
    credentials = [item for item in re.split(r"[，、；,;]\s*", person.credentials or "") if item]
    described = {
        "@type": "Person",
        "name": person.name,
        "jobTitle": person.credentials,
        "hasCredential": [{"@type": "EducationalOccupationalCredential", "name": item} for item in credentials],
        "affiliation": person.affiliation and {"@type": "Organization", "name": person.affiliation},
        "url": person.profile_url,
    }
    return {name: value for name, value in described.items() if value}
