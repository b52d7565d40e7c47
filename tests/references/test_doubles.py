"""Pairs of citations that are probably one paper are kept as citations are saved; no page looks for them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mscsite.core import bulk
from mscsite.core.roles import EDITOR
from references import doubles, merge_pages
from references.doubles import LikelyDouble, MatchKey
from references.matching import Index, Paper
from references.models import Citation
from tests import staff
from tests.factories import proposed_citation

pytestmark = pytest.mark.django_db
TITLE = "A randomised trial of marrow cells in patients with a stiff knee"
PEOPLE = [{"family": "Le Blanc", "given": "K."}]


def pairs() -> set[tuple[str, str]]:
    return {(pair.one.key, pair.other.key) for pair in LikelyDouble.objects.select_related("one", "other")}


def known_by_comparing_all() -> set[tuple[str, str]]:
    citations = list(Citation.objects.order_by("pk"))
    index = Index(citations)
    found = {(each, match.citation) for each in citations for match in index.find_all(Paper.of(each))}
    ordered = (sorted(both, key=lambda each: each.pk) for both in found)
    return {(one.key, other.key) for one, other in ordered if one != other}


def several() -> list[Citation]:
    """Three of one paper, one that differs by its number, one printed as another, and some of the same author."""
    made = [
        proposed_citation("a1", title=TITLE, year=2010, authors=PEOPLE),
        proposed_citation("a2", title=TITLE.upper(), year=2011, authors=[{"family": "Blanc"}]),
        proposed_citation("a3", title=f"{TITLE}.", year=None, authors=[], doi="10.5555/a3"),
        proposed_citation("b1", title=f"{TITLE}: part 2", year=2010, authors=PEOPLE),
        proposed_citation("b2", title="Another paper of many words and one author", year=2010, as_printed="[7] Some."),
        proposed_citation("b3", title="What the printed entry was made into once", year=1999, as_printed="[7] Some."),
        proposed_citation("c1", title=TITLE, year=2014, authors=PEOPLE),
    ]
    return made + [proposed_citation(title=f"A paper of its own on subject {n}", year=2010 + n) for n in range(3)]


def test_what_is_kept_is_what_comparing_all_finds():
    several()
    assert pairs() == known_by_comparing_all()
    assert pairs() == {("a1", "a2"), ("a1", "a3"), ("a2", "a3"), ("b2", "b3"), ("a3", "c1")}


def test_a_pair_goes_with_what_made_it_one():
    first, second, third, *_others = several()
    second.title = "Something quite different, as it turned out to be"
    second.save()
    third.delete()
    assert pairs() == known_by_comparing_all() == {("b2", "b3")}
    first.year = 2013
    first.save(update_fields=["year"])
    assert pairs() == known_by_comparing_all() == {("a1", "c1"), ("b2", "b3")}


def test_what_came_by_itself_is_filled_in_at_the_next_migration():
    several()
    kept = set(MatchKey.objects.values_list("citation", "key", "year"))
    before = pairs()
    MatchKey.objects.all().delete()
    LikelyDouble.objects.all().delete()
    doubles.after_migrations(sender=None)
    assert (set(MatchKey.objects.values_list("citation", "key", "year")), pairs()) == (kept, before)


def test_the_page_goes_on_after_its_last_pair(monkeypatch):
    monkeypatch.setattr(merge_pages, "SHOWN", 2)
    several()
    client = staff.client_of(staff.account(EDITOR))
    address, seen = reverse("admin:references_citation_doubles"), []
    shown = client.get(address)
    while shown.context["after"]:
        seen += shown.context["pairs"]
        shown = client.get(address, {"after": shown.context["after"]})
    seen += shown.context["pairs"]
    assert [pair.pk for pair in seen] == list(
        LikelyDouble.objects.order_by("-likeness", "pk").values_list("pk", flat=True)
    )
    assert len(seen) == 5
    assert client.get(address, {"after": "9" * 30}).status_code == 200


def test_the_question_before_deleting_names_none_of_it():
    first, *_others = several()
    client = staff.client_of(staff.account(EDITOR))
    shown = client.get(staff.address(first, "delete"))
    assert MatchKey.objects.filter(citation=first).exists()
    assert (shown.status_code, "author:" in shown.content.decode()) == (200, False)
    assert not {"查重", "可能重复的文献"} & {str(name) for name, _count in shown.context["model_count"]}


def test_neither_page_reads_the_others():
    """By index: the plan of what finds candidates names no reading of all citations."""
    several()
    bulk.insert(Citation(key=f"more{n}", title=f"More of the same, {n}", year=1990 + n % 30) for n in range(300))
    doubles.fill()
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as asked:
        Citation.objects.get(key="a1").save()
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
            cursor.execute("SET LOCAL enable_seqscan = off")
        (finding,) = [
            each["sql"]
            for each in asked
            if "matchkey" in each["sql"] and '"references_citation"."title"' in each["sql"]
        ]
        cursor.execute(f"EXPLAIN {'' if connection.vendor == 'postgresql' else 'QUERY PLAN'} {finding}")
        plan = "\n".join(str(row) for row in cursor.fetchall())
    assert "references_matchkey_by_key" in plan
    assert "SCAN references_citation" not in plan
