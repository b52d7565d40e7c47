"""Making revisions: the immutable copies of an article's content with the evidence it rests on."""

from __future__ import annotations

import hashlib
import json

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Max

from articles import marks
from articles.models import Article, ArticleContent, Revision
from mscsite.core.models import Image
from products.models import Product
from references.models import Citation, Trial

TRANSLATED = Article.translated_columns()
SHARED = ("source_name", "source_url", "author_id", "category_id", "medical_reviewer_id", "review_due")


def content_of(content: ArticleContent) -> dict:
    """All that a revision copies from the working copy, by attribute name."""
    return {name: getattr(content, name) for name in (*TRANSLATED, *SHARED)}


def further_reading_of(article: Article) -> list[str]:
    """Keys of the citations listed without a mark in the text, in their order."""
    return list(article.furtherreading_set.values_list("citation__key", flat=True))


def content_hash(content: dict, further_reading: list[str]) -> str:
    """SHA-256 over both scripts and the keys of the evidence; equal hashes mean equal articles."""
    plain = {name: "" if value is None else str(value) for name, value in content.items()}
    text = json.dumps([plain, further_reading], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of(revision: Revision) -> str:
    """The hash of what a revision says now; it differs from `content_hash` where somebody changed the row itself."""
    return content_hash(content_of(revision), list(revision.further_reading))


def revise(article: Article, *, actor: AbstractBaseUser | None) -> Revision | None:
    """A new revision of the working copy as it stands; None where nothing differs from the newest one."""
    content, further = content_of(article), further_reading_of(article)
    digest = content_hash(content, further)
    newest = article.revisions.first()
    if newest is not None and newest.content_hash == digest:
        return None
    number = (article.revisions.aggregate(last=Max("number"))["last"] or 0) + 1
    revision = Revision.objects.create(
        article=article,
        number=number,
        source_script=article.source_script,
        content_hash=digest,
        further_reading=further,
        created_by=actor,
        **content,
    )
    _tie_evidence(revision)
    return revision


def tie_citations(revision: Revision, found: marks.Marks) -> None:
    """The citations that a revision leans on, by the keys in its text (`found`) and in its list."""
    revision.citations.set(Citation.objects.by_key({*found.citations, *revision.further_reading}).values())


def _tie_evidence(revision: Revision) -> None:
    found = marks.find(revision.body_zh_hans, revision.body_zh_hant)
    tie_citations(revision, found)
    revision.products.set(Product.objects.filter(slug__in=found.products))
    revision.trials.set(Trial.objects.filter(registry_id__in=found.trials))
    revision.images.set(Image.objects.filter(key__in=found.images))
