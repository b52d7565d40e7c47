"""What a reader learns about a live revision beside its text."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone
from modeltranslation.utils import build_localized_fieldname

from articles.models import Article, Revision, Verdict
from articles.querysets import ArticleQuerySet


def languages(revision: Revision) -> tuple[str, ...]:
    """The scripts in which the revision is public: those in which it has a title."""
    codes = (code for code, _name in settings.LANGUAGES)
    return tuple(code for code in codes if getattr(revision, build_localized_fieldname("title", code)))


def reviewed_on(revision: Revision) -> dt.date | None:
    """The day of the medical approval of exactly this revision; None where it was published without one."""
    review = revision.reviews.filter(verdict=Verdict.APPROVED).order_by("-decided_at").first()
    return timezone.localdate(review.decided_at) if review else None


def related(article: Article) -> ArticleQuerySet:
    """Other public articles of its category, newest first; none where it stands in no category."""
    public = Article.objects.public().for_lists().exclude(pk=article.pk)
    return public.filter(live__category=article.live.category_id) if article.live.category_id else public.none()
