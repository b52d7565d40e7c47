"""Checks made of phrases: patterns for folded text, and which of the exceptions hold for them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from articles.checks import cues, trials
from articles.checks.context import Context
from articles.checks.document import Document, Line
from articles.checks.findings import Level, Rule
from articles.checks.registry import Hit, check

MOST_IN_A_LINE = 300  # a line with more repeats one phrase; its context is not read again and again


class Trial(Enum):
    """What a report of a study does for a phrase: nothing, or it makes a result of it (FULL: only with its numbers)."""

    NEVER = 0
    REPORT = 1
    FULL = 2


@dataclass(frozen=True)
class Phrase:
    """One family of phrases. `unless` and `needs` are searched in the sentence, `not_here` in the clause,
    `unless_nearby` in the sentence and those before it in the paragraph.
    """

    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    unless_nearby: re.Pattern[str] | None = None
    needs: re.Pattern[str] | None = None
    not_here: re.Pattern[str] | None = None
    trial: Trial = Trial.NEVER
    hedged: bool = False
    may_deny_itself: bool = False  # a denial between the words of the phrase: 专家并不推荐

    def matches(self, line: Line) -> list[Context]:
        """Every place where the phrase stands as a statement of the text's own, reports of studies among them."""
        found = line.kept.get(id(self))  # the checks of claims and those of evidence ask for the same
        if found is None:
            found = line.kept[id(self)] = list(self._find(line))
        return found

    def _find(self, line: Line) -> Iterator[Context]:
        text = line.folded.text
        for found in itertools.islice(self.pattern.finditer(text), MOST_IN_A_LINE):
            context = Context(text, found.start(), found.end())
            if self._applies(context) and not context.is_spoken_against():
                yield context

    def _applies(self, context: Context) -> bool:
        if self.unless and self.unless.search(context.sentence):
            return False
        if self.unless_nearby and self.unless_nearby.search(context.nearby):
            return False
        if self.needs and not self.needs.search(context.sentence):
            return False
        if self.not_here and self.not_here.search(context.clause):
            return False
        if self.may_deny_itself and cues.DENIAL_INSIDE.search(context.phrase):
            return False
        return not (self.hedged and context.is_hedged())

    def is_result(self, context: Context) -> bool:
        """Whether the place reports the result of a study: then what it lacks is a matter of evidence."""
        if self.trial is Trial.NEVER:
            return False
        report = trials.read(context)
        return report.is_full_report if self.trial is Trial.FULL else report.is_report


RESULTS: list[Phrase] = []  # phrases that may be results of studies; the evidence checks read them too


def either(*patterns: str) -> re.Pattern[str]:
    """One expression that matches any of the patterns. ASCII: a Latin word ends where a Han character begins."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE | re.ASCII)


def phrase_check(
    *, code: str, rule: Rule, message: str, phrase: Phrase, fires: str, silent: str, level: Level = Level.ERROR
) -> None:
    """Register a check that finds `phrase` wherever none of its exceptions holds."""
    if phrase.trial is not Trial.NEVER:
        RESULTS.append(phrase)

    @check(code=code, level=level, rule=rule, message=message, fires=fires, silent=silent)
    def find(document: Document) -> Iterator[Hit]:
        for line in document.text_lines:
            for context in phrase.matches(line):
                if not phrase.is_result(context):
                    yield Hit(line, *line.folded.span(context.start, context.end))
