"""Bodies as they are read, kept beside the live revision: made when it goes live, not when somebody asks for it.

A prepared body holds all that a revision's text alone decides, and what its records decided at the time: which
citations were public, where links led, which words were terms. `facts` is the digest of that. Who reads asks for the
same few facts again: where they are the same, the body holds; where not, it is made anew in memory until `prepare` has
written it. Live tables and charts are holes in it, filled at reading. So nothing in it can go stale.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.db import models

from articles.outline import TocEntry, Wish


@dataclass(frozen=True)
class Keys:
    """What a text names of records: citations and pictures in their order, links as (kind, key)."""

    citations: tuple[str, ...] = ()
    records: tuple[tuple[str, str], ...] = ()
    images: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """A body in one script. `references` are keys in the order of their numbers, each with the ids of its marks."""

    html: str
    toc: list[TocEntry] = field(default_factory=list)
    references: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    embeds: list[Wish] = field(default_factory=list)


class PreparedBody(models.Model):
    """The body of a live revision in one script. Written by `articles.preparing`, may be thrown away at any time."""

    revision = models.ForeignKey("articles.Revision", on_delete=models.CASCADE, related_name="prepared")
    language = models.CharField(max_length=7, choices=settings.LANGUAGES)
    facts = models.CharField(max_length=64)
    html = models.TextField()
    parts = models.JSONField(default=dict)

    class Meta:
        app_label = "articles"
        constraints = [models.UniqueConstraint(fields=["revision", "language"], name="articles_preparedbody_unique")]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.language}"

    @property
    def keys(self) -> Keys:
        named = self.parts["keys"]
        return Keys(tuple(named["citations"]), tuple(map(tuple, named["records"])), tuple(named["images"]))

    @property
    def body(self) -> Prepared:
        return Prepared(
            self.html,
            [TocEntry(*entry) for entry in self.parts["toc"]],
            [(key, tuple(anchors)) for key, anchors in self.parts["references"]],
            self.parts["terms"],
            self.parts["images"],
            [Wish(*wish) for wish in self.parts["embeds"]],
        )


def parts_of(keys: Keys, body: Prepared) -> dict:
    """What `PreparedBody.parts` holds of a body."""
    return {
        "keys": {"citations": keys.citations, "records": keys.records, "images": keys.images},
        "toc": [[entry.id, entry.text, entry.level] for entry in body.toc],
        "references": body.references,
        "terms": body.terms,
        "images": body.images,
        "embeds": [list(_values(wish)) for wish in body.embeds],
    }


def _values(wish: Wish) -> Iterator:
    yield from (wish.number, wish.kind, wish.product, wish.jurisdiction)
