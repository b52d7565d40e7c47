"""What is kept so that doubles among citations are looked up, never looked for: keys to match by, and the pairs found.

Both are written in the transaction that saves a citation (`note`). A form asks for the citations that share a key with
its own; the page of doubles reads the pairs. So neither compares all citations, however many there are. Two citations
of one paper that are saved by two people in the same moment do not see each other: their forms tell of it, the page
after the next save of either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.apps import AppConfig
from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from mscsite.core import bulk

BATCH = 2_000
MATCHED = frozenset("title authors year doi pmid as_printed container_title".split())


class MatchKey(models.Model):
    """Something that two citations of one paper have in common, and the year, by which titles are told apart."""

    citation = models.ForeignKey("references.Citation", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=220)
    year = models.PositiveSmallIntegerField(_("年份"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("查重")
        indexes = [models.Index(fields=["key", "year", "citation"], name="references_matchkey_by_key")]

    def __str__(self) -> str:
        return self.key


class LikelyDouble(models.Model):
    """Two citations that are probably one paper, once: `one` has the smaller primary key."""

    one = models.ForeignKey("references.Citation", on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey("references.Citation", on_delete=models.CASCADE, related_name="+")
    likeness = models.FloatField()

    class Meta:
        verbose_name = verbose_name_plural = _("可能重复的文献")
        indexes = [models.Index(fields=["-likeness", "id"], name="references_doubles_surest")]
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="references_doubles_once")]

    def __str__(self) -> str:
        return f"{self.one_id} = {self.other_id}"


def note(citation) -> None:
    """Keep what a citation that was just saved is matched by, and whom it matches now."""
    from references import matching

    paper = matching.Paper.of(citation)
    wanted = {(key, paper.year) for key in matching.keys_of(paper)}
    rows = MatchKey.objects.filter(citation=citation)
    if set(rows.values_list("key", "year")) != wanted:
        rows.delete()
        MatchKey.objects.bulk_create(_keys([citation]))
    found = {_pair(citation.pk, match.citation.pk): match.likeness for match in matching.likely_doubles(citation)}
    pairs = LikelyDouble.objects.filter(models.Q(one=citation) | models.Q(other=citation))
    if {(one, other): likeness for one, other, likeness in pairs.values_list("one", "other", "likeness")} != found:
        pairs.delete()
        LikelyDouble.objects.bulk_create(_rows(found))


@transaction.atomic
def fill() -> None:
    """All of it anew, for citations that were not saved one by one; seconds for tens of thousands."""
    from references import matching
    from references.models import Citation

    MatchKey.objects.all().delete()
    LikelyDouble.objects.all().delete()
    citations = list(Citation.objects.order_by("pk"))
    index, found = matching.Index(citations), {}
    for start in range(0, len(citations), BATCH):
        bulk.insert(_keys(citations[start : start + BATCH]))
    for citation in citations:
        for match in index.find_all(matching.Paper.of(citation)):
            if match.citation.pk != citation.pk:
                found.setdefault(_pair(citation.pk, match.citation.pk), match.likeness)
    LikelyDouble.objects.bulk_create(_rows(found), batch_size=BATCH)


def _keys(citations: Iterable) -> Iterator[MatchKey]:
    from references import matching

    for citation in citations:
        paper = matching.Paper.of(citation)
        for key in matching.keys_of(paper):
            yield MatchKey(citation=citation, key=key, year=paper.year)


def _pair(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def _rows(found: dict[tuple[int, int], float]) -> Iterator[LikelyDouble]:
    return (LikelyDouble(one_id=one, other_id=other, likeness=each) for (one, other), each in sorted(found.items()))


def after_migrations(sender: AppConfig, **kwargs) -> None:
    """A database that had citations before there were keys, or into which they came by themselves."""
    from references.models import Citation

    if MatchKey._meta.db_table not in connection.introspection.table_names():
        return  # a migration back to before they were there
    if Citation.objects.exists() and not MatchKey.objects.exists():
        fill()
