"""Addresses of articles: readable, each of one article alone, and never dead once they were public."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.models import Article, FormerSlug
from mscsite.core import fulltext, slugs

FALLBACK = "article"


def settle(article: Article) -> str:
    """Give the article its slug before it is saved; returns the one that it had, where that changed.

    Call it in the transaction of the save, and bring the search index in step after it. An address that was public
    stays as a redirect; one that the article returns to is its own again.
    """
    before = _saved_slug(article)
    if not article.slug:
        article.slug = before or free_slug(article.title, article)
    if before in ("", article.slug):
        return ""
    if reason := why_not(article.slug, article):
        raise ValidationError({"slug": reason})
    FormerSlug.objects.filter(article=article, slug=article.slug).delete()
    if article.first_published_at is not None:
        FormerSlug.objects.create(article=article, slug=before)
    _forget(article, before)
    return before


def _saved_slug(article: Article) -> str:
    if article._state.adding:
        return ""
    return Article.objects.filter(pk=article.pk).values_list("slug", flat=True).first() or ""


def _forget(article: Article, slug: str) -> None:
    """Take the entry under the old key from the search."""
    wanted, article.slug = article.slug, slug
    fulltext.remove(article)
    article.slug = wanted


def free_slug(title: str, article: Article | None = None) -> str:
    """A readable slug of `title` that no article has, and none had while it was public."""
    others, former = Article.objects.all(), FormerSlug.objects.all()
    if article is not None and article.pk is not None:
        others, former = others.exclude(pk=article.pk), former.exclude(article=article)
    return slugs.unique_slug(title, others, FALLBACK, former)


def why_not(slug: str, article: Article) -> str:
    """Why the article cannot have this address; empty where it can."""
    if Article.objects.filter(slug=slug).exclude(pk=article.pk).exists():
        return _("另一篇文章已经用了网址名“%(slug)s”，请换一个。") % {"slug": slug}
    former = FormerSlug.objects.filter(slug=slug).exclude(article=article.pk).select_related("article").first()
    if former is not None:
        return _("“%(slug)s”曾是《%(title)s》的网址，读者手里还有旧链接，请换一个。") % {
            "slug": slug,
            "title": former.article.title,
        }
    return ""


def moved(slug: str) -> Article | None:
    """The article that had this address while it was public."""
    former = FormerSlug.objects.filter(slug=slug).select_related("article").first()
    return former.article if former else None
