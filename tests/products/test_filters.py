"""What an address asks for, and an index that answers as a plain loop over all products would."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from products import facets, filters
from products.facets import Decision, Entry, Index

TODAY = dt.date(2026, 11, 22)


def parse(**parameters: object) -> filters.Query:
    lists = {name: value if isinstance(value, list) else [value] for name, value in parameters.items()}
    return filters.parse(lists, lambda facet, value: value in ("JP", "EU", "approved", "bone_marrow"), TODAY)


def test_what_is_known_is_chosen_once_each_and_the_rest_is_named():
    query = parse(jurisdiction=["jp", "JP", " EU ", ""], status="approved", tissue=["moon", "Bone_Marrow"], utm="x")
    assert query.chosen == {"jurisdiction": ("JP", "EU"), "status": ("approved",), "tissue": ("bone_marrow",)}
    assert query.problems == ("“组织来源”中没有“moon”。",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-06-30", dt.date(2020, 6, 30)),
        ("2020-02", dt.date(2020, 2, 29)),
        ("2020", dt.date(2020, 12, 31)),
        ("2026", None),
        ("2026-11-22", None),
        ("", None),
    ],
)
def test_a_day_a_month_or_a_year_of_the_past(text, expected):
    query = parse(on=text)
    assert (query.on, query.problems) == (expected, ())


@pytest.mark.parametrize(
    "text", ["2026-11-23", "1066", "x", "2020-13", "2020-1-1-1", "9" * 99, "２０２０-99", "-1", "0"]
)
def test_other_days_are_ignored_and_named(text):
    query = parse(on=text)
    assert (query.on, len(query.problems)) == (None, 1)


@pytest.mark.parametrize(("text", "page"), [("3", 3), ("0", 1), ("-1", 1), ("x", 1), ("９", 1), ("9" * 9, 1), ("", 1)])
def test_a_page_is_a_plain_number(text, page):
    assert parse(page=text).page == page


def test_unknown_orders_are_named_and_long_values_cut():
    query = parse(sort="price", jurisdiction="x" * 1000)
    assert query.sort == "name"
    assert [len(problem) < 80 for problem in query.problems] == [True, True]


def test_an_address_says_the_same_again():
    query = parse(jurisdiction=["JP", "EU"], on="2020", sort="recent", page="4")
    assert query.address() == "?jurisdiction=JP&jurisdiction=EU&on=2020-12-31&sort=recent"
    assert query.address(page=2) == "?jurisdiction=JP&jurisdiction=EU&on=2020-12-31&sort=recent&page=2"
    assert query.address(without=("jurisdiction", "JP")) == "?jurisdiction=EU&on=2020-12-31&sort=recent"
    assert query.address(without=("on", "2020-12-31"), sort="name") == "?jurisdiction=JP&jurisdiction=EU"
    assert parse().address() == ""
    assert [parse().is_plain, query.is_plain] == [True, False]


def entry(key: int, *decisions: tuple, **facts: str) -> Entry:
    made = tuple(Decision(place, status, year) for place, status, year in decisions)
    return Entry(key, f"n{key}", {facet: (value,) for facet, value in facts.items()}, made)


def keys(index: Index, **selection: list[str]) -> list[int]:
    return index.match(selection).keys()


def test_facts_of_a_decision_are_met_by_one_and_the_same():
    index = Index(
        [
            entry(1, ("EU", "withdrawn", "2018"), ("JP", "approved", "2021"), tissue="adipose"),
            entry(2, ("JP", "conditional", "2018"), tissue="bone_marrow"),
            entry(3),
        ]
    )
    assert keys(index) == [1, 2, 3]
    assert keys(index, jurisdiction=["JP"], status=["approved"]) == [1]
    assert keys(index, jurisdiction=["EU"], status=["approved"]) == []
    assert keys(index, year=["2018"], status=["conditional", "withdrawn"]) == [1, 2]
    assert keys(index, year=["2018"], jurisdiction=["JP"]) == [2]
    counts = index.counts(
        {"status": ["approved"], "tissue": ["bone_marrow"]}, "tissue", ["adipose", "bone_marrow", "x"]
    )
    assert counts == {"adipose": 1, "bone_marrow": 0, "x": 0}
    assert index.approvals({}, "jurisdiction", ["EU", "JP"]) == {"EU": 1, "JP": 2}


def test_a_refusal_is_no_approval():
    index = Index([entry(1, ("US", "refused", ""))])
    assert index.approvals({}, "jurisdiction", ["US"]) == {"US": 0}
    assert keys(index, jurisdiction=["US"]) == [1]


def test_orders_and_pages():
    dates = {
        1: (dt.date(2018, 1, 1), dt.date(2024, 1, 1)),
        2: (None, None),
        3: (dt.date(2012, 1, 1), dt.date(2012, 1, 1)),
    }
    companies = {1: "takeda", 2: "anterogen", 3: ""}
    index = Index(
        Entry(key, f"n{key}", {"company": (companies[key],) if companies[key] else ()}, (), first, latest)
        for key, (first, latest) in dates.items()
    )
    found = index.match({})
    orders = {"name": [1, 2, 3], "recent": [1, 3, 2], "first": [3, 1, 2], "company": [2, 1, 3]}
    assert {sort: found.keys(sort) for sort in facets.SORTS} == orders
    assert found.keys("name", 1, 2) == [2]
    assert Index([]).match({}).keys() == []


VALUES = {"jurisdiction": ["JP", "EU", "US"], "status": ["approved", "refused"], "year": ["2018", "2020", ""]}
DECISIONS = st.builds(
    Decision, *(st.sampled_from(values) for values in VALUES.values()), st.sampled_from([(), ("a",), ("a", "b")])
)
PLAIN = {"donor": ["x", "y"], "tissue": ["t", "u"], "route": ["r", "s"], "company": ["c"]}
ENTRIES = st.lists(
    st.tuples(
        st.lists(DECISIONS, max_size=4),
        st.fixed_dictionaries(
            {facet: st.lists(st.sampled_from(values), unique=True).map(tuple) for facet, values in PLAIN.items()}
        ),
    ),
    max_size=12,
)
CHOICES = {**VALUES, "indication": ["a", "b"], **PLAIN}
SELECTIONS = st.fixed_dictionaries(
    {}, optional={facet: st.lists(st.sampled_from(values), max_size=2) for facet, values in CHOICES.items()}
)


def _meets(found: Entry, selection: dict) -> bool:
    asked = {facet: set(values) for facet, values in selection.items() if values}
    plain = all(asked[facet] & set(found.facts[facet]) for facet in facets.PRODUCT if facet in asked)
    wanted = [facet for facet in facets.DECISION if facet in asked]
    one = any(all(asked[facet] & set(d.values(facet)) for facet in wanted) for d in found.decisions)
    return plain and (one or not wanted)


@given(ENTRIES, SELECTIONS)
def test_the_index_answers_as_a_loop_would(rows, selection):
    entries = [Entry(n, f"{n:02}", facts, tuple(decisions)) for n, (decisions, facts) in enumerate(rows)]
    index = Index(entries)
    assert index.match(selection).keys() == [found.key for found in entries if _meets(found, selection)]
    for facet, values in CHOICES.items():
        others = {name: chosen for name, chosen in selection.items() if name != facet}
        values = [value for value in values if value]
        expected = {value: sum(_meets(found, others | {facet: [value]}) for found in entries) for value in values}
        assert index.counts(selection, facet, values) == expected
