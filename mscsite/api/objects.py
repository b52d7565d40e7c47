"""From records to plain objects of the interface. Only public records come here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import translation
from modeltranslation.utils import build_localized_fieldname

from articles import reading
from articles.models import Article, Person
from articles.rendering import render
from mscsite.core import dates
from products import status
from products.models import Product, RegulatoryEvent
from products.status import JurisdictionStatus
from references import formatting
from references.models import Citation, Term, Trial

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


def scripts(record: models.Model, field: str, languages: Iterable[str] = LANGUAGES) -> dict:
    """A translated field in both scripts; None in those that are not among `languages`."""
    return _each(lambda code: getattr(record, build_localized_fieldname(field, code)) or "", languages)


def _each(value, languages: Iterable[str] = LANGUAGES) -> dict:
    return {code.replace("-", "_"): value(code) if code in languages else None for code in LANGUAGES}


def _address(request: HttpRequest, record: models.Model, languages: Iterable[str] = LANGUAGES) -> dict:
    def of(code: str) -> str:
        with translation.override(code):
            return request.build_absolute_uri(record.get_absolute_url())

    return _each(of, languages)


def same(record: models.Model, *names: str) -> dict:
    return {name: getattr(record, name) for name in names}


def _person(person: Person | None) -> dict | None:
    return person and {"name": scripts(person, "name"), "credentials": scripts(person, "credentials")}


def article(request: HttpRequest, found: Article) -> dict:
    live = found.live
    languages, review = reading.languages(live), reading.review_of(live)
    texts = {name: scripts(live, name, languages) for name in ("title", "summary", "audience")}
    return texts | {
        "id": found.pk,
        "slug": found.slug,
        "url": _address(request, found, languages),
        "category": live.category.slug if live.category else None,
        "author": _person(live.author),
        "medical_reviewer": _person(next(iter(review.people), None)),
        "reviewed_on": review.on,
        "first_published_at": found.first_published_at,
        "updated_at": found.live_at,
        "review_due": review.next_review,
    }


def article_in_full(request: HttpRequest, found: Article) -> dict:
    """With the body as it is read: stored bodies name records that nobody has published."""
    live = found.live
    languages = reading.languages(live)
    bodies = {code: render(live, code) for code in languages}
    references = {entry.citation.key: entry for body in bodies.values() for entry in body.references}
    return article(request, found) | {
        "body": _each(lambda code: bodies[code].html, languages),
        "disclaimer": scripts(live, "disclaimer", languages),
        "references": [formatting.plain(entry.citation) for entry in references.values()],
        "products": list(live.products.public().values_list("slug", flat=True)),
        "trials": list(live.trials.public().values_list("registry_id", flat=True)),
    }


def _event(found: RegulatoryEvent) -> dict:
    plain = same(found, "id", "kind", "jurisdiction", "regulator", "expiry", "source_url", "source_title")
    texts = {name: scripts(found, name) for name in ("indication", "population", "conditions")}
    return plain | texts | {"date": found.date_iso}


def _status(state: JurisdictionStatus) -> dict:
    first, telling = state.first_approval, state.telling_conditions
    return {
        "jurisdiction": state.jurisdiction,
        "status": state.status.value,
        "since": state.latest.date_iso,
        "first_approved": first.date_iso if first else None,
        "expiry": state.expiry,
        "conditions": scripts(telling, "conditions") if telling else _each(lambda code: ""),
    }


def product(request: HttpRequest, found: Product, day: dt.date | None = None) -> dict:
    """With its statuses on `day`, or today."""
    names = ("id", "slug", "latin_name", "generic_name", "donor", "tissue", "routes", "dose_quantities", "aliases")
    texts = {name: scripts(found, name) for name in ("name", "dose", "frequency", "summary")}
    return same(found, *names) | texts | {
        "url": _address(request, found),
        "company": found.company.name if found.company else None,
        "updated_at": found.updated_at,
        "trials": [trial.registry_id for trial in found.public_trials],
        "statuses": [_status(state) for state in status.by_jurisdiction(found.public_events, day)],
        "events": [_event(event) for event in found.public_events],
    }  # fmt: skip


def trial(request: HttpRequest, found: Trial) -> dict:
    names = (
        "id registry_id registry registry_url phase overall_status why_stopped enrollment_count enrollment_type"
        " countries sponsor evidence_level subjects"
    )
    texts = {name: scripts(found, name) for name in ("title", "conditions", "results")}
    return same(found, *names.split()) | texts | {
        "url": _address(request, found),
        "start_date": _date(found.start_date, found.start_date_precision),
        "completion_date": _date(found.completion_date, found.completion_date_precision),
    }  # fmt: skip


def _date(date, precision: str) -> str | None:
    return dates.iso(date, precision) if date else None


def citation(request: HttpRequest, found: Citation) -> dict:
    names = "id key type title authors container_title year volume issue page doi pmid link retraction_status"
    return same(found, *names.split()) | {"url": _address(request, found)}


def term(request: HttpRequest, found: Term) -> dict:
    names = ("id", "slug", "zh_hans", "zh_hant_tw", "zh_hant_hk", "english", "aliases")
    return same(found, *names) | {"url": _address(request, found), "definition": scripts(found, "definition")}
