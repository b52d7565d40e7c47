"""The public records as the checks know them, read in a fixed number of queries."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial

from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.checks import own_rules, products
from articles.checks.facts import Known, Paper, TrialFacts
from articles.checks.papers import BODY_MARKERS
from articles.checks.product_sets import ProductSet
from mscsite.core import lasting, memo
from products.models import Company
from references.choices import EnrollmentType
from references.models import Citation, FormerKey, Trial

_WEIGHT = 1_000  # of what a process keeps


def records() -> Known:
    """All public products, trials and companies, and the citations with a notice of retraction or the like.

    As they are now: for what is stored, and inside transactions.
    """
    return _records(lambda _name, _tables, make: make(), products.known)


def records_for_reading() -> Known:
    """The same for a page that shows what the checks find: kept while nothing public changes, and each part of it while
    nothing does in its own tables. A part is the very same then, and with it all that the checks made of it
    (`facts.once_a_set` goes by identity).

    Not for what is stored: a change in the same request would be missed.
    """
    today = timezone.localdate()
    part = partial(lasting.kept, also=today)
    public = memo.kept(("records of the checks", today), lambda: _records(part, products.known_for_reading), _WEIGHT)
    return replace(public, citations=_notices(), tuning=own_rules.tuning())


def _records(part: Callable, read_products: Callable[[], ProductSet]) -> Known:
    """By `part(name, tables, make)`, which makes what is read of these tables, or has it."""
    return Known(
        products=read_products(),
        trials=part("checks: trials", (Trial,), _trials),
        citations=_notices(),
        documents=part("checks: documents", (Citation,), _documents),
        companies=part("checks: companies", (Company,), _companies),
        tuning=own_rules.tuning(),
    )


def _companies() -> tuple[tuple[str, ...], ...]:
    return tuple((name, *aliases) for name, aliases in Company.objects.values_list("name", "aliases"))


def _trials() -> dict[str, TrialFacts]:
    return {trial.registry_id: _trial(trial) for trial in Trial.objects.public()}


def with_papers(known: Known, keys: Collection[str]) -> Known:
    """`known` with the citations of these keys, under the keys that were asked for; in two queries at most."""
    wanted = set(keys) - known.papers.keys()
    if not wanted:
        return known
    found = {citation.key: _paper(citation) for citation in Citation.objects.filter(key__in=wanted)}
    if missing := wanted - found.keys():
        former = FormerKey.objects.filter(key__in=missing).select_related("citation")
        found |= {each.key: _paper(each.citation) for each in former}
    return replace(known, papers={**known.papers, **found})


def _documents() -> tuple[Paper, ...]:
    return tuple(map(_paper, _of_bodies()))


def _of_bodies() -> QuerySet[Citation]:
    """Public documents that carry the name of a body (`articles.checks.papers.BODIES`), in title or authors."""
    fields = ("title__icontains", "publisher__icontains")
    return Citation.objects.public().filter(Q(*itertools.product(fields, BODY_MARKERS), _connector=Q.OR))


def _paper(citation: Citation) -> Paper:
    authors = [name.get("family") or name.get("literal") or "" for name in citation.authors if isinstance(name, dict)]
    is_known = bool(citation.doi or citation.pmid)
    return Paper(citation.key, tuple(filter(None, authors)), citation.year, citation.title, is_known)


def _notices() -> dict[str, str]:
    """The notice on each citation that has one, by its key and by the keys of records that were merged into it."""
    own = Citation.objects.filter(retraction_status__gt="").order_by().values_list("key", "retraction_status")
    former = FormerKey.objects.filter(citation__retraction_status__gt="").order_by()
    return dict(own.union(former.values_list("key", "citation__retraction_status")))


def _trial(trial: Trial) -> TrialFacts:
    is_actual = trial.enrollment_type == EnrollmentType.ACTUAL
    return TrialFacts(
        trial.registry_id,
        trial.phase,
        trial.overall_status,
        trial.enrollment_count if is_actual else None,
        f"{trial.results_zh_hans or ''}\n{trial.results_zh_hant or ''}".strip(),
        conditions=f"{trial.conditions_zh_hans or ''}\n{trial.conditions_zh_hant or ''}".strip(),
    )
