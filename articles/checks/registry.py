"""The one list of checks. A check is a function from a document to hits; the registry makes findings of them."""

from __future__ import annotations

import importlib
import logging
import pkgutil
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _

from articles.checks.document import Document, Line
from articles.checks.findings import Finding, Level, Rule

GROUPS = ("claims", "numbers", "consistency", "evidence", "structure", "script", "freshness")
FAILED = "structure.check-failed"
MOST_IN_A_LINE = 100  # findings of one check; a line with more repeats one fault, and the report must stay readable
LONGEST_EXCERPT = 60
LONGEST_SENTENCE = 600
_ENDS = "。！？\n"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Hit:
    """Where a check struck: a stretch of one line as written, and the values for its message."""

    line: Line
    start: int
    end: int
    values: dict = field(default_factory=dict)
    level: Level | None = None  # where a hit is milder than its check
    repair: str | None = None  # what should stand there, where only one thing can


def hit(line: Line, start: int, end: int, *, level: Level | None = None, repair: str | None = None, **values) -> Hit:
    """A hit at a stretch of the line's folded text, with the values for its message."""
    return Hit(line, *line.folded.span(start, end), values, level, repair)


@dataclass(frozen=True)
class Check:
    """A registered check. `fires` and `silent` are texts for its documentation, held true by a test."""

    code: str
    level: Level
    rule: Rule
    message: str
    fires: str
    silent: str
    run: Callable[[Document], Iterable[Hit]]
    for_articles: bool = False  # reads the fields of a stored article: no example as text
    last_resort: bool = False  # says nothing where another check of its group has struck in the same stretch

    @property
    def group(self) -> str:
        return self.code.partition(".")[0]


_CHECKS: dict[str, Check] = {}


def check(
    *,
    code: str,
    level: Level,
    rule: Rule,
    message: str,
    fires: str = "",
    silent: str = "",
    for_articles: bool = False,
    last_resort: bool = False,
) -> Callable:
    """Register the function below. It takes a Document and yields a Hit per fault. A code is used once."""

    def register(function: Callable[[Document], Iterable[Hit]]) -> Callable:
        if code in _CHECKS or code.partition(".")[0] not in GROUPS:
            raise ValueError(f"{code!r} is taken, or of no known group")
        _CHECKS[code] = Check(code, Level(level), rule, message, fires, silent, function, for_articles, last_resort)
        return function

    return register


def all_checks() -> list[Check]:
    """Every check, in the order of groups and codes."""
    _load()
    return sorted(_CHECKS.values(), key=lambda check: (GROUPS.index(check.group), check.code))


def run(document: Document, only: Collection[str] = ()) -> list[Finding]:
    """All findings in a document, in its order. `only` takes groups (`claims`) or codes (`claims.cure`).

    `document.facts["tuning"]`, where there is one, brings checks of the site's own and other levels for some.
    """
    tuning = document.facts.get("tuning")
    checks = [*all_checks(), *(tuning.own if tuning else ())]
    chosen = [each for each in checks if not only or each.group in only or each.code in only]
    findings = _tuned(_without_echoes(set(run_checks(chosen, document))), tuning.levels if tuning else {})
    order = {(line.field, line.number): place for place, line in enumerate(document.lines)}
    return sorted(findings, key=lambda found: (order.get((found.field, found.line), -1), *_rank(found)))


def run_checks(checks: Iterable[Check], document: Document) -> Iterator[Finding]:
    """What these checks find, in no order; one that fails is reported as failed."""
    for each in checks:
        yield from _run_one(each, document)


def _tuned(findings: set[Finding], levels: Mapping[str, Level | None]) -> set[Finding]:
    """Findings at the levels that the site gives their checks; None means that it does not want to hear of them."""
    kept = (each for each in findings if levels.get(each.code, each.level) is not None)
    return {replace(each, level=levels[each.code]) if levels.get(each.code) else each for each in kept}


def _without_echoes(findings: set[Finding]) -> set[Finding]:
    """Without findings of a last resort where a check that says more has struck in the same stretch."""
    resorts = {each.code for each in all_checks() if each.last_resort}
    told: dict[tuple, list[tuple[int, int]]] = {}
    for found in findings:
        if found.code not in resorts:
            told.setdefault(_stretch(found), []).append((found.start, found.end))

    def is_echo(found: Finding) -> bool:
        others = told.get(_stretch(found), ()) if found.code in resorts else ()
        return any(start < found.end and end > found.start for start, end in others)

    return {found for found in findings if not is_echo(found)}


def _stretch(found: Finding) -> tuple:
    return found.code.partition(".")[0], found.field, found.line


def _rank(found: Finding) -> tuple:
    return found.start, found.end, found.code, found.message


def _run_one(each: Check, document: Document) -> Iterator[Finding]:
    found: list[Finding] = []
    counts: Counter[int] = Counter()
    try:
        for hit in each.run(document):
            counts[id(hit.line)] += 1
            if counts[id(hit.line)] <= MOST_IN_A_LINE:
                found.append(_finding(each, hit))
    except Exception:  # whatever it is, the other checks go on, and the editor learns that one did not
        logger.exception("The check %s failed", each.code)
        yield _failure(each)
    yield from found


def _finding(each: Check, hit: Hit) -> Finding:
    excerpt = hit.line.text[hit.start : hit.end]
    if len(excerpt) > LONGEST_EXCERPT:
        excerpt = excerpt[: LONGEST_EXCERPT - 1] + "…"
    message = str(each.message) % ({"excerpt": excerpt} | hit.values)
    place = {
        "line": hit.line.number,
        "start": hit.start,
        "end": hit.end,
        "where": hit.line.where,
        "field": hit.line.field,
        "sentence": _sentence(hit),
        "repair": hit.repair,
    }
    return Finding(each.code, hit.level or each.level, excerpt=excerpt, message=message, rule=each.rule.name, **place)


def _sentence(hit: Hit) -> str:
    """The sentence around a hit, or as much of it as is kept."""
    text = hit.line.text
    start = max((text.rfind(mark, 0, hit.start) for mark in _ENDS), default=-1) + 1
    ends = [place for mark in _ENDS if (place := text.find(mark, max(hit.start, hit.end - 1))) >= 0]
    return text[start : min(ends, default=len(text)) + 1].strip()[:LONGEST_SENTENCE]


def _failure(each: Check) -> Finding:
    message = str(_("检查项 %(code)s 没能完成，其余检查不受影响。请把这段文字告诉维护人员。")) % {"code": each.code}
    return Finding(FAILED, Level.WARNING, 1, 0, 0, "", message, str(_("系统自检")))


def at(findings: Iterable[Finding], **where: str) -> list[Finding]:
    """The same findings with `article`, `field` or `where` filled in."""
    return [replace(found, **where) for found in findings]


def _load() -> None:
    """Import every module of `rules`, each of which registers its checks."""
    package = importlib.import_module("articles.checks.rules")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
