"""What machines read of a page: schema.org as JSON-LD, drawn from what the page itself shows."""

from __future__ import annotations

import json
import re

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
from products.opendata.files import About
from products.opendata.tables import TABLES
from products.sheets.export import FORMATS
from products.status import JurisdictionStatus

_ESCAPED = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def as_script(data: dict) -> SafeString:
    """`data` as JSON that is safe inside a script element, whatever its texts say."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPED))


def article(request: HttpRequest, found: Article, review: ReviewFacts, share_image: str = "") -> SafeString:
    """`MedicalWebPage` for the live revision of an article; `share_image` is an absolute address."""
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
        "distribution": [*files, download(reverse("api-v1:products"), "application/json")],
    }
    return as_script(data)


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
