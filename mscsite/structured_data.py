"""What machines read of a page: schema.org as JSON-LD, drawn from what the page itself shows."""

from __future__ import annotations

import datetime as dt
import json

from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from articles.models import Article, Person
from mscsite.core import hanzi
from mscsite.models import SiteProfile

_ESCAPED = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def as_script(data: dict) -> SafeString:
    """`data` as JSON that is safe inside a script element, whatever its texts say."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPED))


def article(request: HttpRequest, found: Article, reviewed_on: dt.date | None) -> SafeString:
    """`MedicalWebPage` for the live revision of an article."""
    live = found.live
    data = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "url": request.build_absolute_uri(request.path),
        "name": live.title,
        "headline": live.title,
        "description": live.excerpt,
        "inLanguage": hanzi.tag_of(get_language() or settings.LANGUAGE_CODE),
        "datePublished": found.first_published_at.isoformat(),
        "dateModified": found.live_at.isoformat(),
        "lastReviewed": reviewed_on.isoformat() if reviewed_on else None,
        "author": _person(live.author),
        "reviewedBy": _person(live.medical_reviewer) if reviewed_on else None,
        "publisher": {"@type": "MedicalOrganization", "name": SiteProfile.current().name},
    }
    return as_script({name: value for name, value in data.items() if value})


def _person(person: Person | None) -> dict | None:
    if person is None:
        return None
    described = {"@type": "Person", "name": person.name, "jobTitle": person.credentials}
    return {name: value for name, value in described.items() if value}
