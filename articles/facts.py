"""What records say today of what a text names: a query a kind at most, and none while its table stands."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from articles import callouts, embeds, explaining, images, layout, marks, numbering
from articles.prepared import Keys
from mscsite.core import lasting, slugs
from mscsite.core.models import Image
from products.models import Product
from references import explaining as vocabularies
from references import registries
from references.choices import RetractionStatus
from references.explaining import Vocabulary
from references.models import Citation, Term, Trial

_MODULES = (callouts, embeds, explaining, images, layout, marks, numbering, slugs)


@dataclass(frozen=True)
class Facts:
    """Public citations, addresses of records and pictures that a text names, by their keys; the terms of a script."""

    citations: dict[str, Citation]
    addresses: dict[tuple[str, str], str]
    images: dict[str, Image]
    vocabulary: Vocabulary

    @classmethod
    def of(cls, keys: Keys, language: str) -> Facts:
        vocabulary = lasting.kept(("vocabulary", language), (Term,), lambda: vocabularies.load(language))
        return cls(
            lasting.many("citation", keys.citations, (Citation,), Citation.objects.public().by_key),
            _addresses(keys.records, vocabulary, language),
            lasting.many(("image", language), keys.images, (Image,), images.by_key),
            vocabulary,
        )

    def digest(self, text: str, further_reading: Iterable[str]) -> str:
        """Of everything that a prepared body is made from: a text, what is listed without a mark in it, these, code."""
        told = (
            code(),
            text,
            list(further_reading),
            sorted(
                (key, c.pk, c.retraction_status == RetractionStatus.RETRACTION) for key, c in self.citations.items()
            ),
            sorted(self.addresses.items()),
            sorted((key, _picture(image)) for key, image in self.images.items()),
            self.vocabulary.digest,
        )
        return hashlib.sha256(repr(told).encode()).hexdigest()


def _picture(image: Image) -> tuple:
    """All that the page shows of it."""
    names = ("alt", "caption", "credit", "licence", "source_url", "width", "height", "src")
    return tuple(str(getattr(image, name) or "") for name in names)


def _addresses(named: Iterable[tuple[str, str]], vocabulary: Vocabulary, language: str) -> dict[tuple[str, str], str]:
    """Where links to public records lead."""
    keys: dict[str, list[str]] = {kind: [key for k, key in named if k == kind] for kind in marks.RECORD_TYPES}
    found = {}
    for kind, table, load in (("product", Product, _products), ("trial", Trial, _trials)):
        addresses = lasting.many(("address", kind, language), keys[kind], (table,), load)
        found |= {(kind, key): address for key, address in addresses.items()}
    terms = ((key, vocabulary.by_name.get(key)) for key in keys["term"])
    return found | {("term", key): meaning.url for key, meaning in terms if meaning is not None}


def _products(slugs: list[str]) -> dict[str, str]:
    public = Product.objects.public().filter(slug__in=slugs).order_by().values_list("slug", flat=True)
    return {slug: reverse("product", args=[slug]) for slug in public}


def _trials(keys: list[str]) -> dict[str, str]:
    ids = {key: registries.normalise(key) for key in keys}
    public = Trial.objects.public().filter(registry_id__in=set(ids.values())).only("registry_id")
    addresses = {trial.registry_id: trial.get_absolute_url() for trial in public}
    return {key: addresses[registry_id] for key, registry_id in ids.items() if registry_id in addresses}


@functools.cache
def code() -> str:
    """The digest of what makes a body besides records: modules, a template, the words of the interface."""
    files = [Path(module.__file__) for module in _MODULES]
    files += [Path(__file__), Path(__file__).with_name("rendering.py")]
    files += [settings.BASE_DIR / "templates" / "articles" / "picture.html"]
    files += sorted(path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("*/LC_MESSAGES/django.mo"))
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()
