"""What a person finds right: exact names, then titles, then what is most about the question. Equals: newer first."""

from __future__ import annotations

from typing import NamedTuple

from mscsite.core.fulltext.query import Query, Term

WEIGHED = 480  # characters of a text that are weighed: what PostgreSQL reads in one piece of a text that stands outside
LEAD = 300  # of them that say what a text is about


class Candidate(NamedTuple):
    """What is weighed: the folded names of an entry, a line each, and the beginning of its folded text."""

    id: int
    place: int
    moment: int
    title: str
    text: str


def best(pool: list[Candidate], query: Query, limit: int) -> list[tuple[Candidate, float]]:
    """The best of a pool with their scores, best first; among equals the newer one, and always the same."""
    scored = [(candidate, score(candidate, query)) for candidate in pool]
    return sorted(scored, key=lambda one: (-one[1], -one[0].moment, -one[0].place))[:limit]


def score(candidate: Candidate, query: Query) -> float:
    """Exact names first, then all words in the title, then how much of both title and text is about them.

    What has not all words in its title reaches less than 50, so nothing of it stands before what has.
    """
    title = [_share(candidate.title, term, 1) for term in query.terms]
    text = [_share(candidate.text, term, 10) for term in query.terms]
    exact = 100 if candidate.id in query.named else 0
    total = exact + (50 if all(title) else 0)
    total += 20 * sum(title) / len(title) + 15 * sum(text) / len(text)
    total += 9 * _closeness(candidate.title, query)
    total += 5 if query.is_in(candidate.title, candidate.text[:LEAD]) else 0
    return round(total, 3)


def _share(text: str, term: Term, enough: int) -> float:
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
