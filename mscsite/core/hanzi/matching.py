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


class Span(NamedTuple):
    """Characters `start` to `end` of a text, written as `after`."""

    start: int
    end: int
    after: str


class Matcher:
    """Rules ready for use; where two name the same phrase and part, the later one counts."""

    def __init__(self, rules: Iterable[Rule]):
        self._rules = list({(rule.phrase, rule.start): rule for rule in rules}.values())
        self._automaton = ahocorasick_rs.AhoCorasick([rule.phrase for rule in self._rules]) if self._rules else None

    def find(self, text: str) -> list[Span]:
        """The parts of `text` that the rules speak of, in order, none overlapping another."""
        if self._automaton is None:
            return []
        rules, claims = self._rules, []
        for index, at, stop in self._automaton.find_matches_as_indexes(text, overlapping=True):
            rule = rules[index]
            claims.append((at + rule.start, at - stop, at + rule.end, rule.after))
        if len(claims) > 1:
            claims = _settle(claims)
        return [Span(start, end, after) for start, _, end, after in claims if after is not None]


def _settle(claims: list[tuple]) -> list[tuple]:
    """Of overlapping claims the one of the longest phrase, of equal ones the first."""
    claims.sort(key=lambda claim: (claim[0], claim[1]))
    kept = [claims[0]]
    for claim in claims[1:]:
        last = kept[-1]
        if claim[0] >= last[2]:
            kept.append(claim)
        elif claim[1] < last[1]:
            kept[-1] = claim
    return kept
