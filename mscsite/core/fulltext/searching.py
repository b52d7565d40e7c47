"""Finding: the newest candidates from the index, checked against the text, in the order a person finds right.

A hit holds every term somewhere in its title, names or text. Those with all terms in the title are looked for first,
then those with all in the title and the beginning of the text, then all. Of each group the newest are weighed, so the
cost depends on what is asked for and not on how many hold it, and both databases weigh the same ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q

from mscsite.core.fulltext import grams
from mscsite.core.fulltext import query as queries
from mscsite.core.fulltext.folding import squash
from mscsite.core.fulltext.query import Item, Query
from mscsite.core.fulltext.texts import Counts, Hit
from mscsite.core.fulltext.writing import backend, entries, names

POOL = 40  # weighed at least
WEIGHED = 1_000  # characters of a text that are weighed; reading more of each would cost more than finding them
COUNTED = 1_000
MAX_SYNONYMS = 20
_KNOWN_AT_ONCE = 200  # records that share a name of the question
_NEWEST = 2**63 - 1


@dataclass(frozen=True)
class Row:
    id: int
    place: int
    moment: int
    title: str
    text: str

    def is_hit(self, query: Query, scope: str) -> bool:
        texts = {"title": [], "head": [self.text[: grams.LEAD]], "all": [self.text]}[scope]
        return query.is_in(self.title, *texts)


def words_of(query: str) -> list[str]:
    """The folded words and phrases of a query, all of which a hit contains, or another name for each."""
    return [item.text for item in queries.items_of(query)]


def understood(query: str) -> Query | None:
    """The question with the other names of what it means; None where nothing is asked. Asks the database once."""
    items = queries.items_of(query)
    return understood_items(items) if items else None


def understood_items(items: list[Item]) -> Query:
    whole = " ".join(item.text for item in items)
    synonyms, known = _known(items)
    return Query(queries.build(items, synonyms), whole, frozenset(known.get(whole, ())))


def _known(items: list[Item]) -> tuple[dict[str, list[str]], dict[str, set[int]]]:
    """For each name in the question: its other names, and the entries that bear it."""
    asked, squashed = queries.lookups(items)
    bearers = names().filter(Q(name__in=asked) | Q(squashed__in=squashed)).order_by("-entry__place", "name")
    rows = names().filter(entry__in=bearers.values("entry")[:_KNOWN_AT_ONCE])
    by_entry: dict[int, list[tuple[str, str, bool]]] = {}
    for entry, *row in rows.values_list("entry", "name", "squashed", "is_synonym"):
        by_entry.setdefault(entry, []).append(tuple(row))
    synonyms: dict[str, set[str]] = {name: set() for name in asked}
    known: dict[str, set[int]] = {name: set() for name in asked}
    for name in asked:
        number = squash(name)
        for entry, held in by_entry.items():
            same = [row for row in held if row[0] == name or (row[1] and row[1] == number)]
            if same:
                known[name].add(entry)
                synonyms[name].update(row[0] for row in same)
                if any(is_synonym for _name, _squashed, is_synonym in same):
                    synonyms[name].update(other for other, _squashed, is_synonym in held if is_synonym)
    others = {name: sorted(found - {name}, key=lambda other: (len(other), other)) for name, found in synonyms.items()}
    return {name: found[:MAX_SYNONYMS] for name, found in others.items()}, known


def search(query: str, language: str, limit: int = 20, types: Collection[str] | None = None) -> list[Hit]:
    """The best `limit` hits that contain every word of the query, titles and text in `language`, best first.

    `types` keeps those of some types only. What has no title in the language is not public in it.
    """
    asked = understood(query)
    return hits(asked, language, limit, types) if asked else []


def hits(query: Query, language: str, limit: int, types: Collection[str] | None = None) -> list[Hit]:
    """The same for a question that is understood already."""
    if limit < 1:
        return []
    pool = _pool(query, language, max(limit, POOL), sorted(types) if types is not None else None)
    ranked = sorted(pool, key=lambda row: (-score(row, query), -row.moment, -row.place))[:limit]
    column = language.replace("-", "_")
    shown = entries().filter(pk__in=[row.id for row in ranked])
    fields = {pk: rest for pk, *rest in shown.values_list("pk", "type", "key", f"title_{column}", f"text_{column}")}
    return [Hit(*fields[row.id], score(row, query)) for row in ranked if row.id in fields]


def _pool(query: Query, language: str, size: int, types: list[str] | None) -> list[Row]:
    """What is worth weighing; everything that matches where that is less than `size`."""
    found = {row.id: row for row in _named(query, language, types)}
    for scope in ("title", "head", "all"):
        rows = list(_newest(query, scope, language, types, size))
        found |= {row.id: row for row in rows}
        if scope == "title" and len(rows) >= size:
            break  # what has a word outside its title ranks below all of these
    return list(found.values())


def _named(query: Query, language: str, types: list[str] | None) -> Iterable[Row]:
    """The entries whose name was typed, however many hold it in their titles."""
    if not query.named:
        return
    chosen = entries().filter(pk__in=query.named).exclude(**{f"title_{language.replace('-', '_')}": ""})
    if types is not None:
        chosen = chosen.filter(type__in=types)
    for fields in chosen.values_list("pk", "place", "moment", "folded_title", "folded_text"):
        row = Row(*fields)
        if row.is_hit(query, "all"):
            yield row


def _newest(query: Query, scope: str, language: str, types: list[str] | None, size: int) -> list[Row]:
    """The newest `size` hits. First so many candidates; where some of them are none, the database checks the others."""
    columns = "entry.id, entry.place, entry.moment, entry.folded_title"
    speaker = backend()
    if speaker.is_exact(query):
        columns += f", substr(entry.folded_text, 1, {WEIGHED})"
        return _rows(*speaker.source(query, scope, language, types, _NEWEST, size, columns))
    columns += ", entry.folded_text"
    candidates = _rows(*speaker.source(query, scope, language, types, _NEWEST, size, columns))
    rows = [row for row in candidates if row.is_hit(query, scope)]
    if len(candidates) < size or len(rows) == size:
        return rows
    sql, values = speaker.source(query, scope, language, types, candidates[-1].place, _NEWEST, columns)
    condition, strings = _check(query, scope)
    sql = f"SELECT * FROM ({sql}) candidate WHERE {condition} ORDER BY place DESC LIMIT %s"
    return rows + _rows(sql, [*values, *strings, size - len(rows)])


def _rows(sql: str, values: list) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Row(*row) for row in cursor.fetchall()]


def _check(query: Query, scope: str) -> tuple[str, list[str]]:
    """`Row.is_hit` as SQL, and its parameters."""
    position, values = backend().POSITION, []
    texts = ["folded_title"] + {"title": [], "head": [f"substr(folded_text, 1, {grams.LEAD})"], "all": ["folded_text"]}[
        scope
    ]
    terms = []
    for term in query.terms:
        alternatives = []
        for parts in term.alternatives:
            places = []
            for part in parts:
                places.append("(" + " OR ".join(f"{position}({text}, %s) > 0" for text in texts) + ")")
                values += [part] * len(texts)
            alternatives.append("(" + " AND ".join(places) + ")")
        terms.append("(" + " OR ".join(alternatives) + ")")
    return " AND ".join(terms), values


def counts(query: Query, language: str) -> Counts:
    """How many hits there are of each type, among the newest candidates."""
    speaker = backend()
    exact = speaker.is_exact(query)
    columns = "entry.type" if exact else "entry.type, entry.folded_title, entry.folded_text"
    sql, values = speaker.source(query, "all", language, None, _NEWEST, COUNTED + 1, columns)
    condition, strings = ("1 = 1", []) if exact else _check(query, "all")
    held = f"sum(CASE WHEN {condition} THEN 1 ELSE 0 END)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT type, {held}, count(*) FROM ({sql}) candidate GROUP BY type ORDER BY type", [*strings, *values]
        )
        rows = cursor.fetchall()
    return Counts({kind: number for kind, number, _of in rows if number}, sum(of for *_, of in rows) > COUNTED)


def score(row: Row, query: Query) -> float:
    """Exact names first, then all words in the title, then how much of both title and text is about them."""
    title = [_share(row.title, term, 1) for term in query.terms]
    text = [_share(row.text[:WEIGHED], term, 10) for term in query.terms]
    lead = row.text[: grams.LEAD]
    exact = 100 if row.id in query.named else 0
    total = exact + (50 if all(title) else 0)
    total += 20 * sum(title) / len(title) + 15 * sum(text) / len(text)
    total += 9 * _closeness(row.title, query) + (5 if query.is_in(row.title, lead) else 0)
    return round(total, 3)


def _share(text: str, term: queries.Term, enough: int) -> float:
    """From 0 to 1: how often the term is in the text. Another name of what was typed counts a little less."""
    best = 0.0
    for number, parts in enumerate(term.alternatives):
        share = min(min(text.count(part) for part in parts), enough) / enough
        best = max(best, share if number == 0 else share * 0.9)
    return best


def _closeness(title: str, query: Query) -> float:
    """How much of a title or name is what was typed; at the beginning of a word it counts more."""
    typed = [part for term in query.terms for part in term.alternatives[0]]
    best = 0.0
    for line in title.split("\n"):
        if all(part in line for part in typed):
            whole = min(1.0, sum(map(len, typed)) / len(line))
            best = max(best, whole * (1 if line.startswith(typed[0]) else 0.9))
    return best
