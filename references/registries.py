"""Registries of clinical trials: the form of their ids, and where an id leads. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Registry:
    """A registry: its name, the pattern of its ids (case is ignored), and the address of an id's page."""

    name: str
    pattern: str
    url: str


# WHO's portal mirrors the primary registries and has one stable form of address for all of them.
_ICTRP = "https://trialsearch.who.int/Trial2.aspx?TrialID={id}"

REGISTRIES = (
    Registry("ClinicalTrials.gov", r"NCT\d{8}", "https://clinicaltrials.gov/study/{id}"),
    Registry("ChiCTR", r"ChiCTR(?:-[A-Z]{2,4}-?\d{8}|\d{10})", _ICTRP),
    Registry("EUCTR", r"EUCTR\d{4}-\d{6}-\d{2}(?:-[A-Z]{2,3})?", _ICTRP),
    Registry("CTIS", r"20[2-9]\d-5\d{5}-\d{2}-\d{2}", _ICTRP),
    Registry("jRCT", r"jRCT[a-z]?\d{9,10}", _ICTRP),
    Registry("UMIN", r"UMIN\d{9}", _ICTRP),
    Registry("CRIS", r"KCT\d{7}", _ICTRP),
    Registry("CTRI", r"CTRI/\d{4}/\d{2,3}/\d{6}", _ICTRP),
    Registry("IRCT", r"IRCT\d{10,14}N\d{1,3}", _ICTRP),
    Registry("ACTRN", r"ACTRN\d{14}p?", _ICTRP),
    Registry("ISRCTN", r"ISRCTN\d{8}", "https://www.isrctn.com/{id}"),
)
_LETTERS = {"chictr": "ChiCTR", "jrct": "jRCT"}
_ANY = re.compile(
    r"(?<![A-Za-z0-9])(?:" + "|".join(registry.pattern for registry in REGISTRIES) + r")(?![A-Za-z0-9])", re.IGNORECASE
)


def find(text: str) -> tuple[str, ...]:
    """The registry ids in a text, as the registry prints them, in order of first appearance."""
    return tuple(dict.fromkeys(normalise(match[0]) for match in _ANY.finditer(text)))


def normalise(registry_id: str) -> str:
    """The id with its letters as the registry prints them."""
    upper = registry_id.strip().upper()
    for lower, printed in _LETTERS.items():
        if upper.startswith(lower.upper()):
            return printed + (upper[len(lower) :].lower() if printed == "jRCT" else upper[len(lower) :])
    return upper[:-1] + "p" if upper.startswith("ACTRN") and upper.endswith("P") else upper


def registry_of(registry_id: str) -> str | None:
    """The name of the registry whose form the id has; None where it has no known form."""
    for registry in REGISTRIES:
        if re.fullmatch(registry.pattern, registry_id.strip(), re.IGNORECASE):
            return registry.name
    return None


def url(registry_id: str) -> str:
    """The address of the id's page; empty for an id of no known form."""
    name = registry_of(registry_id)
    found = next((registry for registry in REGISTRIES if registry.name == name), None)
    return found.url.format(id=registry_id) if found else ""
