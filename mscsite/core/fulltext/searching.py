"""Finding: the newest candidates from the index, checked against the text, in the order a person finds right.

A hit holds every term somewhere in its title, names or text. Those with all terms in the title are looked for first,
then, where these are not enough, all. Of each group the newest are weighed, so the cost depends on what is asked for
and not on how many hold it, and both databases weigh the same ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from django.db import connection

from mscsite.core.fulltext import query as queries
from mscsite.core.fulltext.folding import squash
from mscsite.core.fulltext.query import Item, Query
from mscsite.core.fulltext.ranking import WEIGHED, Candidate, best
from mscsite.core.fulltext.texts import Counts, Hit, Within
from mscsite.core.fulltext.writing import backend, date_of

POOL = 40  # weighed at least
COUNTED = 1_000
MAX_SYNONYMS = 20
_KNOWN_AT_ONCE = 200  # records that share a name of the question
_NEWEST = 2**63 - 1
_WEIGHED = f"entry.id, entry.place, entry.moment, entry.folded_title, substr(entry.folded_text, 1, {WEIGHED})"


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
    by_entry: dict[int, list[tuple[str, str, bool]]] = {}
    for entry, *row in _names_of_bearers(asked, squashed):
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


def _names_of_bearers(asked: set[str], squashed: set[str]) -> list[tuple]:
    """Entry, name, squashed name and whether it is a synonym, for all names of the newest entries with one of these."""
    bearers = _bearers(asked, squashed)
    if not bearers:
        return []
    sql = "SELECT entry_id, name, squashed, is_synonym FROM core_searchname WHERE entry_id IN "
    rows = _fetched(f"{sql}({', '.join(['%s'] * len(bearers))})", bearers)
    return [(entry, name, short, bool(flag)) for entry, name, short, flag in rows]


def _bearers(asked: set[str], squashed: set[str]) -> list[int]:
    """The newest entries with one of these names. How new they are is asked only where they are too many."""
    names = [("name", name) for name in sorted(asked)] + [("squashed", name) for name in sorted(squashed)]
    values = [name for _column, name in names]
    alike = f"FROM core_searchname WHERE {' OR '.join(f'{column} = %s' for column, _name in names)}"
    most = _KNOWN_AT_ONCE
    some = _fetched(f"SELECT DISTINCT entry_id {alike} LIMIT {most + 1}", values)
    if len(some) > most:
        every = f"SELECT id FROM core_searchentry WHERE id IN (SELECT entry_id {alike})"
        some = _fetched(f"{every} ORDER BY place DESC LIMIT {most}", values)
    return [entry for (entry,) in some]


def search(query: str, language: str, limit: int = 20, types: Collection[str] | None = None) -> list[Hit]:
    """The best `limit` public hits that contain every word of the query, titles and text in `language`, best first.

    `types` keeps those of some types only. What has no title in the language is not public in it.
    """
    asked = understood(query)
    return hits(asked, language, limit, types) if asked else []


def hits(
    query: Query,
    language: str,
    limit: int,
    types: Collection[str] | None = None,
    category: str = "",
    counted: Counts | None = None,
) -> list[Hit]:
    """The same for a question that is understood already. Where its hits were `counted` in the language they are known,
    and are not looked for again."""
    if limit < 1 or (counted and not counted.total and not counted.is_least):
        return []
    within = Within(language, tuple(sorted(types)) if types is not None else None, category)
    ranked = best(_pool(query, within, limit, counted), query, limit)
    shown = _shown([candidate.id for candidate, _score in ranked], language)
    return [Hit(*shown[candidate.id], score) for candidate, score in ranked if candidate.id in shown]


def _shown(ids: list[int], language: str) -> dict[int, tuple]:
    """For each entry what a hit says of it."""
    if not ids:
        return {}
    column = language.replace("-", "_")
    sql = f"SELECT id, type, key, title_{column}, text_{column}, moment FROM core_searchentry WHERE id IN "
    rows = _fetched(f"{sql}({', '.join(['%s'] * len(ids))})", ids)
    return {pk: (*rest, date_of(moment)) for pk, *rest, moment in rows}


def newest(query: Query, language: str, limit: int) -> list[Hit]:
    """The newest public hits, newest first."""
    found = _newest(query, "all", Within(language), limit)
    shown = _shown([candidate.id for candidate in found], language)
    return [Hit(*shown[candidate.id], 0.0) for candidate in found if candidate.id in shown]


def keys(query: Query, search_type: str, limit: int) -> list[str]:
    """The keys of the newest records of a type that hold the question as readers or as editors see them."""
    within = Within(types=(search_type,), drafts=True)
    return list(
        dict.fromkeys(key for key, _place in _newest_rows(query, "all", within, limit, "entry.key, entry.place"))
    )


def _pool(query: Query, within: Within, limit: int, counted: Counts | None) -> list[Candidate]:
    """What is worth weighing for the best `limit`; everything that matches where that is less than `POOL`.

    What has all words in its title ranks above what has not (`ranking.score`): where there is enough of it, nothing
    else is looked for.
    """
    size = max(limit, POOL)
    found = {candidate.id: candidate for candidate in _named(query, within)}
    in_title = _newest(query, "title", within, size)
    found |= {candidate.id: candidate for candidate in in_title}
    if len(in_title) < limit:
        wanted = max(limit, size - len(in_title))
        others = _known_newest(within, wanted, counted) or _newest(query, "all", within, wanted)
        found |= {candidate.id: candidate for candidate in others}
    return list(found.values())


def _named(query: Query, within: Within) -> Iterable[Candidate]:
    """The entries whose name was typed, however many hold it in their titles."""
    if not query.named:
        return []
    condition, values = _check(query, "all")
    ids = sorted(query.named)
    sql = f"SELECT {_WEIGHED} FROM core_searchentry entry WHERE id IN ({', '.join(['%s'] * len(ids))}) AND {condition}"
    sql, values = f"{sql} AND title_{within.language.replace('-', '_')} <> ''", [*ids, *values]
    if within.types is not None:
        sql, values = f"{sql} AND type IN ({', '.join(['%s'] * len(within.types))})", [*values, *within.types]
    if within.category:
        sql, values = f"{sql} AND category = %s", [*values, within.category]
    return _candidates(sql, values)


def _known_newest(within: Within, size: int, counted: Counts | None) -> list[Candidate]:
    """The newest hits where they were counted and are enough; none where they have to be looked for."""
    if counted is None or within.types is not None or within.category:
        return []
    places = counted.places[:size]
    if not places or (len(places) < size and counted.is_least):
        return []
    wanted = ", ".join(["%s"] * len(places))
    return _candidates(f"SELECT {_WEIGHED} FROM core_searchentry entry WHERE place IN ({wanted})", [*places])


def _newest(query: Query, scope: str, within: Within, size: int) -> list[Candidate]:
    return [Candidate(*row) for row in _newest_rows(query, scope, within, size, _WEIGHED)]


def _newest_rows(query: Query, scope: str, within: Within, size: int, columns: str) -> list[tuple]:
    """These columns, the place second, of the newest `size` hits, newest first.

    Candidates are checked in batches that grow, until there are enough.
    """
    if query.is_exact and scope == "all":
        return _fetched(*backend().source(query, scope, within, _NEWEST, size, columns))
    condition, strings = _check(query, scope)
    found: list[tuple] = []
    before, batch = _NEWEST, size
    while True:
        sql, values = backend().source(query, scope, within, before, batch, f"{columns}, ({condition}) AS is_hit")
        rows = _fetched(sql, [*strings, *values])
        found += [row[:-1] for row in rows if row[-1]]
        if len(rows) < batch or len(found) >= size:
            return found[:size]
        before, batch = rows[-1][1], batch * 4


def _candidates(sql: str, values: list) -> list[Candidate]:
    return [Candidate(*row) for row in _fetched(sql, values)]


def _fetched(sql: str, values: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _check(query: Query, scope: str) -> tuple[str, list[str]]:
    """Whether the texts hold the question, as SQL, and its parameters."""
    speaker, values = backend(), []
    texts = ["entry.folded_title"] + (["entry.folded_text"] if scope == "all" else [])
    terms = []
    for term in query.terms:
        alternatives = []
        for parts in term.alternatives:
            places = []
            for part in parts:
                is_whole = part in term.whole
                found_in = speaker.WORD if is_whole else speaker.POSITION + "({}, {}) > 0"
                places.append("(" + " OR ".join(found_in.format(text, "%s") for text in texts) + ")")
                values += [speaker.word_pattern(part) if is_whole else part] * len(texts)
            alternatives.append("(" + " AND ".join(places) + ")")
        terms.append("(" + " OR ".join(alternatives) + ")")
    return " AND ".join(terms), values


def counts(query: Query, language: str) -> Counts:
    """How many public hits there are of each type and category, among the newest candidates."""
    exact = query.is_exact
    condition, strings = ("1 = 1", []) if exact else _check(query, "all")
    columns = f"entry.place, entry.type, entry.category, ({condition}) AS is_hit"
    sql, values = backend().source(query, "all", Within(language), _NEWEST, COUNTED + 1, columns)
    rows = _fetched(sql, [*strings, *values])
    found = [row[:3] for row in rows if row[3]]
    return Counts(
        by_type=dict(Counter(kind for _place, kind, _category in found)),
        by_category=dict(Counter(category for _place, _kind, category in found if category)),
        is_least=len(rows) > COUNTED,
        places=tuple(place for place, _kind, _category in found),
    )
