"""Editors' own phrase rules and the site's treatment of built-in checks, as the registry takes them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils import timezone

from articles.checks.context import Context
from articles.checks.document import Document
from articles.checks.findings import Level, Rule
from articles.checks.normalise import normalise
from articles.checks.phrases import MOST_IN_A_LINE
from articles.checks.registry import Check, Hit
from articles.models import CheckSetting, PhraseRule

GAP = r"[^。;!?]{0,20}?"  # "…" in a rule: some words of the same sentence
LONGEST = 200  # characters of one phrase


class BadPattern(ValueError):
    """A rule that cannot be matched, or that would match everything; the message says which line."""


@dataclass(frozen=True)
class Tuning:
    """What this site adds to the built-in checks, and which of them it treats otherwise (None: switched off)."""

    own: tuple[Check, ...] = ()
    levels: dict[str, Level | None] = field(default_factory=dict)


def tuning() -> Tuning:
    """Rules in force and settings, in two queries."""
    levels = {
        setting.code: None if setting.treatment == CheckSetting.Treatment.OFF else Level(setting.treatment)
        for setting in CheckSetting.objects.all()
    }
    return Tuning(tuple(as_check(rule) for rule in PhraseRule.objects.filter(in_force=True)), levels)


def pattern_of(lines: str) -> re.Pattern[str]:
    """One expression for all phrases of a rule, one a line; plain words only, so that it takes linear time."""
    phrases = []
    for number, line in enumerate(lines.splitlines(), start=1):
        folded = normalise(line.strip()).text.replace("...", "…").strip("…")
        if not folded:
            continue
        parts = [part.strip() for part in re.split("…+", folded)]
        if len(folded) > LONGEST or any(len(part) < 1 for part in parts) or len("".join(parts)) < 2:
            raise BadPattern(f"第 {number} 行：每个词语 2 到 {LONGEST} 个字。")
        phrases.append(GAP.join(re.escape(part) for part in parts))
    if not phrases:
        raise BadPattern("请至少写一个词语。")
    return re.compile("|".join(phrases), re.IGNORECASE)


def as_check(rule: PhraseRule) -> Check:
    """A check like the built-in ones."""
    pattern = pattern_of(rule.pattern)
    unless = pattern_of(rule.unless) if rule.unless.strip() else None

    def run(document: Document) -> Iterator[Hit]:
        for line in document.text_lines:
            for number, found in enumerate(pattern.finditer(line.folded.text)):
                if number >= MOST_IN_A_LINE:
                    break
                context = Context(line.folded.text, *found.span())
                is_spared = rule.spares_negated and context.is_spoken_against()
                if not (is_spared or (unless and unless.search(context.sentence))):
                    yield Hit(line, *line.folded.span(*found.span()))

    message = "“%(excerpt)s”：" + rule.message.replace("%", "%%")
    since = rule.effective.isoformat() if rule.effective else ""
    return Check(rule.code, Level(rule.level), Rule(rule.rule or "本站规则", "本站规则", since), message, "", "", run)


def fingerprint(rule: PhraseRule) -> str:
    """What a trial run was made with: a rule that was changed since must be tried again."""
    parts = (rule.pattern, rule.unless, str(rule.spares_negated), rule.level)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def is_tried(rule: PhraseRule) -> bool:
    return rule.tried_at is not None and rule.tried_pattern == fingerprint(rule)


@dataclass(frozen=True)
class Found:
    """A place where a rule that is being tried strikes: article, field, and the sentence."""

    slug: str
    title: str
    field: str
    excerpt: str
    sentence: str


def try_out(rule: PhraseRule) -> Iterator[Found]:
    """Every place in all stored articles where the rule would strike, in both scripts; nothing is written."""
    from articles.checks.registry import run_checks
    from articles.checks.stored import documents

    check = as_check(rule)
    for article, document in documents(pattern_of(rule.pattern)):
        for found in run_checks([check], document):
            yield Found(article.slug, article.title, found.field, found.excerpt, found.sentence)


def note_trial(rule: PhraseRule, hits: int) -> None:
    """Remember that the rule as it stands was tried on all articles."""
    rule.tried_at, rule.tried_pattern, rule.hits = timezone.now(), fingerprint(rule), hits
    rule.save(update_fields=["tried_at", "tried_pattern", "hits", "updated_at"])


def put_in_force(rule: PhraseRule) -> None:
    """Let the rule count. BadPattern where it was not tried as it stands."""
    if not is_tried(rule):
        raise BadPattern("规则改动之后还没有在全部文章上试运行，请先试运行。")
    rule.in_force = True
    rule.save(update_fields=["in_force", "updated_at"])
