"""Registries of clinical trials: the form of their ids, and where a trial is read. No database."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_ICTRP = "https://trialsearch.who.int/Trial2.aspx?TrialID="
_GAP = r"[\s:：_-]{0,2}"


@dataclass(frozen=True)
class Registry:
    """A registry: its key, its name, the form of its ids, the same as it prints them, and the address of a trial.

    `template` holds `{id}`, or `{number}` for the id without the registry's prefix.
    """

    key: str
    name: str
    pattern: re.Pattern[str]
    canonical: Callable[[re.Match[str]], str]
    template: str


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])", re.IGNORECASE)


def _prefixed(prefix: str) -> Callable[[re.Match[str]], str]:
    return lambda match: prefix + match[1].upper()


def _chictr(match: re.Match[str]) -> str:
    return f"ChiCTR{match[1]}" if match[1] else f"ChiCTR-{match[2].upper()}-{match[3]}"


REGISTRIES: tuple[Registry, ...] = (
    Registry(
        "NCT",
        "ClinicalTrials.gov",
        _form(rf"NCT{_GAP}(\d{{8}})"),
        _prefixed("NCT"),
        "https://clinicaltrials.gov/study/{id}",
    ),
    Registry(
        "ChiCTR",
        "Chinese Clinical Trial Registry",
        _form(rf"ChiCTR{_GAP}(\d{{10}})|ChiCTR{_GAP}([A-Z]{{2,5}}){_GAP}(\d{{8}})"),
        _chictr,
        _ICTRP + "{id}",
    ),
    Registry(
        "CTIS",
        "EU Clinical Trials Information System",
        _form(rf"(?:(?:EU{_GAP}CT|CTIS){_GAP}|(?<![-/.]))(20\d\d-5\d{{5}}-\d\d-\d\d)"),
        _prefixed("CTIS"),
        "https://euclinicaltrials.eu/search-for-clinical-trials/?lang=en&EUCT={number}",
    ),
    Registry(
        "EUCTR",
        "EU Clinical Trials Register",
        _form(rf"(?:(?:EUCTR|EudraCT){_GAP}|(?<![-/.]))(20\d\d-\d{{6}}-\d\d)(?:-(?:[A-Z]{{2}}|3rd)|(?!-\d))"),
        _prefixed("EUCTR"),
        "https://www.clinicaltrialsregister.eu/ctr-search/search?query={number}",
    ),
    Registry(
        "jRCT",
        "Japan Registry of Clinical Trials",
        _form(rf"(?:JPRN-)?jRCT{_GAP}([abcs]\d{{9}}|\d{{10}})"),
        lambda match: "jRCT" + match[1].lower(),
        "https://jrct.mhlw.go.jp/latest-detail/{id}",
    ),
    Registry(
        "UMIN",
        "UMIN Clinical Trials Registry",
        _form(rf"(?:JPRN-)?UMIN{_GAP}(\d{{9}})"),
        _prefixed("UMIN"),
        _ICTRP + "JPRN-{id}",
    ),
    Registry(
        "KCT",
        "Clinical Research Information Service (CRIS)",
        _form(rf"KCT{_GAP}(\d{{7}})"),
        _prefixed("KCT"),
        _ICTRP + "{id}",
    ),
    Registry(
        "CTRI",
        "Clinical Trials Registry – India",
        _form(rf"CTRI{_GAP}/?\s?((?:19|20)\d\d/\d{{2,3}}/\d{{6}})"),
        _prefixed("CTRI/"),
        _ICTRP + "{id}",
    ),
    Registry(
        "IRCT",
        "Iranian Registry of Clinical Trials",
        _form(rf"IRCT{_GAP}(\d{{10,17}}N\d{{1,3}})"),
        _prefixed("IRCT"),
        _ICTRP + "{id}",
    ),
    Registry(
        "ACTRN",
        "Australian New Zealand Clinical Trials Registry",
        _form(rf"ACTRN{_GAP}(\d{{14}})p?"),
        _prefixed("ACTRN"),
        "https://www.anzctr.org.au/{id}.aspx",
    ),
    Registry(
        "ISRCTN",
        "ISRCTN registry",
        _form(rf"ISRCTN{_GAP}(\d{{8}})"),
        _prefixed("ISRCTN"),
        "https://www.isrctn.com/{id}",
    ),
)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


@dataclass(frozen=True)
class Found:
    """A registry id in a text: as its registry prints it, and where it stands."""

    id: str
    registry: str
    start: int
    end: int


def find(text: str) -> list[Found]:
    """Every registry id of a text, in order, repetitions included; what lacks a digit is none."""
    plain = text.translate(_FULL_WIDTH | _DASHES)
    found = [
        Found(registry.canonical(match), registry.key, match.start(), match.end())
        for registry in REGISTRIES
        for match in registry.pattern.finditer(plain)
    ]
    return sorted(found, key=lambda hit: hit.start)


def normalise(printed: str) -> str:
    """An id as somebody typed it in, as its registry prints it out; what has the form of no id comes back trimmed.

    The numbers of the two European registers get the prefix that the WHO's search portal gives them, since bare
    numbers do not say what they are, and lose the suffix of the country.
    """
    found = _whole(printed)
    return found.id if found else printed.strip()


def registry_of(printed: str) -> str | None:
    """The key of the registry that an id belongs to, None where it has the form of none."""
    found = _whole(printed)
    return found.registry if found else None


def _whole(printed: str) -> Found | None:
    """The id that a text is, all of it."""
    text = printed.strip()
    return next((found for found in find(text) if (found.start, found.end) == (0, len(text))), None)


def url(printed: str) -> str:
    """Where a trial is read, '' where the form of its id is unknown.

    Registries without an address for an id are read through the search portal of the WHO.
    """
    found = _whole(printed)
    if found is None:
        return ""
    registry = next(registry for registry in REGISTRIES if registry.key == found.registry)
    return registry.template.format(id=found.id, number=found.id.removeprefix(registry.key))
