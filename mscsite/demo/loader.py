"""The demonstration content of this folder, into an empty database. docs/demo-content.md says how it was verified."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from articles import workflow
from articles.intake import importer
from articles.models import Article, Category, FurtherReading, Person
from articles.workflow import Origin
from mscsite.core import dates
from mscsite.models import Page, SiteProfile
from products.models import Company, Product, RegulatoryEvent
from references.models import Citation, Term, Trial

FOLDER = Path(__file__).parent
ORIGIN = Origin(actor=None, place="load_demo")


def is_empty() -> bool:
    """Whether the database holds no record of ours yet."""
    models = (Article, Product, Company, Citation, Trial, Term, Person, Category, Page, SiteProfile)
    return not any(model.objects.exists() for model in models)


@transaction.atomic
def load(say: Callable[[str], object]) -> None:
    """Load everything or nothing; `say` is told of each step. The database must be empty."""
    for label, step in STEPS:
        say(f"   {label}：{step()}")


def _rows(name: str) -> list[dict]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def _published(row: dict) -> dict:
    return {"published_at": timezone.now() if row.pop("published", True) else None}


def _terms() -> int:
    rows = _rows("terms")
    for row in rows:
        Term(is_protected=row.pop("protected"), **_published(row), **row).save()
    return len(rows)


def _citations() -> int:
    rows = _rows("citations")
    for row in rows:
        Citation(**_published(row), **row).save()
    return len(rows)


def _trials() -> int:
    rows = _rows("trials")
    for row in rows:
        citations = row.pop("citations")
        trial = Trial(**_dated(row, "start_date"), **_dated(row, "completion_date"), **_published(row), **row)
        trial.save()
        trial.citations.set(Citation.objects.filter(key__in=citations))
    return len(rows)


def _dated(row: dict, name: str) -> dict:
    """The date and precision columns of a date whose length is its precision."""
    text = row.pop(name)
    if not text:
        return {}
    date, precision = dates.parse(text)
    return {name: date, f"{name}_precision": precision}


def _companies() -> int:
    rows = _rows("companies")
    for row in rows:
        chinese = row.pop("name_zh")
        Company.objects.create(aliases=[chinese] if chinese else [], **row)
    return len(rows)


def _products() -> int:
    rows = _rows("products")
    companies = {company.name: company for company in Company.objects.all()}
    for row in rows:
        events, trials, company = row.pop("events"), row.pop("trials"), row.pop("company")
        product = Product(company=companies.get(company), **_published(row), **row)
        product.save()
        product.trials.set(Trial.objects.filter(registry_id__in=trials))
        for event in events:
            _event(product, event)
    return len(rows)


def _event(product: Product, row: dict) -> None:
    expiry = row.pop("expiry")
    until = dates.last_day(*dates.parse(expiry)) if expiry else None
    RegulatoryEvent(product=product, expiry=until, **_dated(row, "date"), **_published(row), **row).save()


def _pages() -> int:
    SiteProfile(**json.loads((FOLDER / "profile.json").read_text(encoding="utf-8"))).save()
    rows = _rows("pages")
    for row in rows:
        Page(**_published(row), **row).save()
    return len(rows)


def _people() -> int:
    rows = _rows("people")
    for row in rows:
        Person(**row).save()
    return len(rows)


def _categories() -> int:
    rows = _rows("categories")
    for row in rows:
        Category(**row).save()
    return len(rows)


def _articles() -> int:
    rows = _rows("articles")
    people = {person.name: person for person in Person.objects.all()}
    shelves = {category.slug: category for category in Category.objects.all()}
    for row in rows:
        further = row.pop("further_reading")
        row["author"], row["category"] = people[row["author"]], shelves[row["category"]]
        body = (FOLDER / "articles" / f"{row['slug']}.html").read_text(encoding="utf-8")
        article = Article(body=body, **row)
        workflow.save(article, origin=ORIGIN, save_related=lambda: _list(article, further))  # noqa: B023
        workflow.publish(article, origin=ORIGIN, override=True)
    return len(rows)


def _list(article: Article, keys: list[str]) -> None:
    for position, key in enumerate(keys):
        FurtherReading.objects.create(article=article, citation=Citation.objects.get(key=key), position=position)


def _sample() -> int:
    """A draft with faults to find, imported like any other text; nothing of it is published."""
    outcome = importer.import_file(FOLDER / "sample.txt", options=importer.Options(), origin=ORIGIN)
    if outcome.status != "created":
        raise RuntimeError(outcome.reason)
    return 1


STEPS: list[tuple[str, Callable[[], int]]] = [
    ("术语", _terms),
    ("文献", _citations),
    ("临床试验", _trials),
    ("公司", _companies),
    ("产品", _products),
    ("页面", _pages),
    ("人员", _people),
    ("分类", _categories),
    ("文章", _articles),
    ("练习稿", _sample),
]
