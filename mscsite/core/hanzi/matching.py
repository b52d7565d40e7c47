"""Many phrases found in one pass, the longest first where they overlap."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import ahocorasick_rs


class Rule(NamedTuple):
    """A phrase, the part of it from `start` to `end` that the rule is about, and how that part is written.

    `after` is None for an exception: the part is nothing special, and no shorter phrase may claim it.
    """

    phrase: str
    start: int
    end: int
    after: str | None


class Matcher:
    """Rules ready for use; where two name the same phrase and part, the later one counts."""

    def __init__(self, rules: Iterable[Rule]):
        known = list({(rule.phrase, rule.start): rule for rule in rules}.values())
        self._automaton = ahocorasick_rs.AhoCorasick([rule.phrase for rule in known]) if known else None
        self._after = [rule.after for rule in known]
        self._sizes = [(rule.start, rule.end, -len(rule.phrase)) for rule in known]

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """The parts of `text` that the rules speak of: start, end, how it is written; in order, none overlapping."""
        if self._automaton is None:
            return []
        sizes, claims = self._sizes, []
        for index, at, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            shift, stop, size = sizes[index]
            claims.append((at + shift, size, at + stop, index))
        if len(claims) > 1:
            claims = _settle(claims)
        after = self._after
        return [(start, end, after[index]) for start, _, end, index in claims if after[index] is not None]


def _settle(claims: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Of overlapping claims the one of the longest phrase (sizes are negative), of equal ones the first."""
    claims.sort()
    kept = []
    last = claims[0]
    for claim in claims:
        if claim[0] >= last[2]:
            kept.append(last)
            last = claim
        elif claim[1] < last[1]:
            last = claim
    kept.append(last)
    return kept
