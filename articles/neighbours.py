"""Other articles that rest on the same records: which are related, and how many cite the same paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import connection
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname

from articles.models import Article, Revision
from articles.numbering import Reference

_NEAREST = 12  # articles that are asked for by what they share; not all of them are public in this script
_NEWEST = 50  # of those that share one record, that are looked at: what thousands share tells little
_RECORDS = 60  # that are looked at


@dataclass(frozen=True)
class Shared:
    """A live revision of another article that leans on the same record."""

    relation: str
    record: int
    revision: int


@dataclass(frozen=True)
class Related:
    """Another public article, as a link to it."""

    slug: str
    title: str

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.slug])


def sharing(article: Article, ids: dict[str, Sequence[int]]) -> list[Shared]:
    """Live revisions of other articles with the same records; `ids` are keys by relation (`products`, `citations`…).

    One statement, which reads `_NEWEST` rows a record at most, however many articles there are.
    """
    wanted = [(relation, key) for relation, keys in ids.items() for key in keys][:_RECORDS]
    if not wanted:
        return []
    parameters = [value for _relation, key in wanted for value in (key, article.live_id)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(_select(relation) for relation, _key in wanted), parameters)
        return [Shared(*row) for row in cursor.fetchall()]


def _select(relation: str) -> str:
    field = Revision._meta.get_field(relation)
    table, column = field.m2m_db_table(), field.m2m_reverse_name()
    return (
        f'SELECT * FROM (SELECT \'{relation}\', t."{column}", t."revision_id" FROM "{table}" t'
        f' JOIN "{Article._meta.db_table}" a ON a."live_id" = t."revision_id"'
        f' WHERE t."{column}" = %s AND t."revision_id" <> %s ORDER BY t."id" DESC LIMIT {_NEWEST}) AS newest'
    )


def related(article: Article, shared: Sequence[Shared], most: int) -> list[Related]:
    """Up to `most` other public articles: those that share most records first, then the newest of the same category.

    Only their addresses and titles are read, by one statement at most.
    """
    counts = Counter(each.revision for each in shared)
    nearest = [revision for revision, _count in counts.most_common(_NEAREST)]
    chosen = [(f"""a."live_id" IN ({", ".join(["%s"] * len(nearest))})""", nearest, _NEAREST)] if nearest else []
    if article.live.category_id:
        chosen.append(('a."live_category_id" = %s', [article.live.category_id], 2 * most))
    if not chosen:
        return []
    with connection.cursor() as cursor:
        parameters = [value for _where, values, limit in chosen for value in (article.pk, *values, limit)]
        cursor.execute(" UNION ALL ".join(_titles(where) for where, _values, _limit in chosen), parameters)
        found = [(Related(slug, title), revision) for slug, title, revision in cursor.fetchall()]
    ordered = sorted(found, key=lambda each: -counts[each[1]])
    return list(dict.fromkeys(each for each, _revision in ordered))[:most]


def _titles(where: str) -> str:
    """Public articles in the active script, newest first."""
    title = build_localized_fieldname("title", get_language() or "zh-hans")
    return (
        f'SELECT * FROM (SELECT a."slug", r."{title}", a."live_id" FROM "{Article._meta.db_table}" a'
        f' JOIN "{Revision._meta.db_table}" r ON r."id" = a."live_id" WHERE r."{title}" > \'\' AND a."id" <> %s'
        f' AND {where} ORDER BY a."first_published_at" DESC, a."id" DESC LIMIT %s) AS titled'
    )


def with_others(article: Article, references: list[Reference], shared: Sequence[Shared]) -> list[Reference]:
    """The entries of an article, each with the number of other articles that cite it."""
    counts = Counter(each.record for each in shared if each.relation == "citations")
    if many := [key for key, count in counts.items() if count >= _NEWEST]:
        rows = Article.objects.filter(live__citations__in=many).exclude(pk=article.pk).order_by()
        counts |= dict(rows.values_list("live__citations").annotate(Count("pk", distinct=True)))
    return [replace(entry, others=counts[entry.citation.pk]) for entry in references]
