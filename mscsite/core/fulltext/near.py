"""When nothing is found, and while a question is being typed: what may have been meant."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from django.db import connection

from mscsite.core.fulltext import query as queries
from mscsite.core.fulltext.folding import fold, squash
from mscsite.core.fulltext.query import Query, Term
from mscsite.core.fulltext.searching import hits, newest, understood
from mscsite.core.fulltext.texts import Suggestion
from mscsite.core.fulltext.writing import backend, names

_LATIN = re.compile(r"[a-z]{4,40}")
_PIECE = re.compile(r"[0-9a-z]+(?:[-.'/][0-9a-z]+)*|[^\W_0-9a-z]+")
_LAST = "\U0010ffff"
_MAX_HAN = 40  # characters of a run in which names are looked for
_MAX_DIVIDED = 24  # characters of a run that is divided
_TRIES = 3
_MAX_NAMES = 20_000
_MAX_PART = 12
_AT_ONCE = 60
_FIRST = 200  # names with the same beginning
_KNOWN = "id, entry_id, name, shown, is_synonym"  # of a name


def vocabulary(but: str = "") -> dict[str, str]:
    """The Latin words of names that mean a record alone, as they are written, by their small letters; without those of
    records of the type `but`."""
    found = names().filter(is_synonym=True).order_by("name")
    found = found.exclude(entry__type=but) if but else found
    return _words(found.values_list("shown", flat=True)[:_MAX_NAMES])


def vocabularies(type: str, keys: Collection[str] | None) -> dict[str, dict[str, str]]:
    """The same for each public record of a type by its key: of those with `keys`, of all where None."""
    found = names().filter(is_synonym=True, entry__type=type, entry__is_public=True).order_by("name")
    if keys is not None:
        found = found.filter(entry__key__in=keys)
    shown: dict[str, list[str]] = defaultdict(list)
    for key, name in found.values_list("entry__key", "shown"):
        shown[key].append(name)
    return {key: _words(own) for key, own in shown.items()}


def joined(parts: Iterable[dict[str, str]]) -> dict[str, str]:
    """One vocabulary of several; what comes first counts, and what is too much is left out."""
    found: dict[str, str] = {}
    for words in parts:
        for word, written in words.items():
            found.setdefault(word, written)
        if len(found) >= _MAX_NAMES:
            break
    return found


def _words(shown: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in shown:
        for word in re.findall(r"[A-Za-z]{4,40}", name):
            found.setdefault(word.lower(), word)
    return found


def corrected(query: str, known: Callable[[], dict[str, str]] = vocabulary) -> str:
    """The query with Latin words that nothing is called exchanged for the names they resemble; empty where none is.

    `known` gives the `vocabulary`, or has it.
    """
    items = queries.items_of(query)
    if not any(_LATIN.fullmatch(item.text) for item in items):
        return ""
    held = known()
    words = [_resembling(item.text, held) or item.text for item in items]
    return " ".join(words) if [word.lower() for word in words] != [item.text for item in items] else ""


def _resembling(word: str, known: dict[str, str]) -> str:
    if word in known or not _LATIN.fullmatch(word):
        return ""
    most = 1 if len(word) < 7 else 2
    close = (other for other in known if abs(len(other) - len(word)) <= most and _shares(word, other, most))
    ranked = sorted((distance(word, other, most), other) for other in close)
    return known[ranked[0][1]] if ranked and ranked[0][0] <= most else ""


def _shares(one: str, other: str, most: int) -> bool:
    """A cheap test that most pairs of words fail: each error changes at most one letter of the set."""
    return len(set(one) - set(other)) <= most


def distance(one: str, other: str, most: int) -> int:
    """Insertions, deletions, exchanges and swaps of neighbours from one word to the other; more than `most` is cut."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, right in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def relaxed(query: str) -> str:
    """The query cut where Han, Latin and punctuation meet, and at the names it holds; empty where that is no cut."""
    items = queries.items_of(query)
    pieces = [piece for item in items for piece in _PIECE.findall(item.text)]
    known = _names_within([piece for piece in pieces if not piece.isascii()])
    words = [word for piece in pieces for word in (known.get(piece) or [piece])]
    words = list(dict.fromkeys(words))[: queries.MAX_WORDS]
    return " ".join(words) if words != [item.text for item in items] else ""


def _names_within(runs: list[str]) -> dict[str, list[str]]:
    """The longest known names in each run, from its beginning; what stands between them is left out."""
    parts = {part for run in runs for part in _parts(run[:_MAX_HAN])}
    if not parts:
        return {}
    held = set(names().filter(name__in=parts).values_list("name", flat=True))
    found: dict[str, list[str]] = {}
    for run in runs:
        place = 0
        while place < len(run):
            ends = range(min(len(run), place + _MAX_PART), place + 1, -1)
            end = next((end for end in ends if run[place:end] in held), 0)
            if end:
                found.setdefault(run, []).append(run[place:end])
            place = end or place + 1
    return found


def _parts(run: str) -> Iterable[str]:
    for first in range(len(run)):
        for length in range(2, min(_MAX_PART, len(run) - first) + 1):
            yield run[first : first + length]


def divided(query: str, language: str) -> list[str]:
    """The query as parts that texts hold, the longest from each place on; then without the shortest of them.

    For questions of many words without spaces, like 怎样看广告. Asks the index once for each character, no more.
    """
    runs = [run for item in queries.items_of(query) for run in _PIECE.findall(item.text)]
    parts: list[str] = []
    for run in runs:
        parts += _held_parts(run[:_MAX_DIVIDED], language) if not run.isascii() else [run]
    parts = list(dict.fromkeys(parts))[: queries.MAX_WORDS]
    found = [" ".join(parts)] if parts and parts != runs else []
    while len(parts) > 1 and len(found) < _TRIES:
        parts.remove(min(reversed(parts), key=len))
        found.append(" ".join(parts))
    return found


def _held_parts(run: str, language: str) -> list[str]:
    """What holds no text also stands in none with more characters behind it: so each part grows until it fails."""
    parts, place = [], 0
    while place + 1 < len(run):
        end = place + 1
        while end < len(run) and _is_held(run[place : end + 1], language):
            end += 1
        if end > place + 1:
            parts.append(run[place:end])
        place = end
    return parts


def _is_held(text: str, language: str) -> bool:
    return bool(newest(Query((Term(((text,),)),)), language, 1))


def suggestions(query: str, language: str, limit: int = 8) -> list[Suggestion]:
    """Records whose title, name or identifier begins with what was typed, then those whose title holds it."""
    typed = fold(query[: queries.MAX_QUERY]).strip()
    if not typed:
        return []
    found: dict[tuple[str, str], Suggestion] = {}
    for kind, key, title, name, shown in _beginning(typed, language):
        other = "" if name in (fold(title), fold(key)) else shown
        found.setdefault((kind, key), Suggestion(kind, key, title, other))
    if len(found) < limit and (asked := understood(query)):
        for hit in hits(asked, language, limit):
            if asked.is_in(fold(hit.title)):
                found.setdefault((hit.type, hit.key), Suggestion(hit.type, hit.key, hit.title))
    return list(found.values())[:limit]


def _beginning(typed: str, language: str) -> list[tuple[str, str, str, str, str]]:
    """Type, key and title of records with the name that begins so, and how it is written; those that mean the record
    alone first, then the shortest. Where very many begin so they are the first by the alphabet: a look through all of
    them would take longer with every record, at each letter that somebody types.
    """
    order, starts = backend().IN_ORDER, [("name", typed)]
    if any(c.isdigit() for c in typed) and (short := squash(typed)):
        starts.append(("squashed", short))
    title = f"entry.title_{language.replace('-', '_')}"
    some = [_first(column, which) for column, _start in starts for which in ("is_synonym AND ", "")]
    values = [value for _column, start in starts for value in (start, start + _LAST) * 2]
    sql = (
        f"SELECT entry.type, entry.key, {title}, known.name, known.shown FROM ({' UNION '.join(some)}) known"
        f" JOIN core_searchentry entry ON entry.id = known.entry_id WHERE {title} <> ''"
        f" ORDER BY known.is_synonym DESC, length(known.name), known.name {order}, entry.place DESC LIMIT {_AT_ONCE}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _first(column: str, which: str) -> str:
    """The names that begin between two values, by an index that ends after `_FIRST`."""
    order, (at_least, below) = backend().IN_ORDER, backend().BETWEEN
    found = f"SELECT {_KNOWN} FROM core_searchname WHERE {which}{column} {at_least} %s AND {column} {below} %s"
    return f"SELECT {_KNOWN} FROM ({found} ORDER BY {column} {order} LIMIT {_FIRST}) begun"
