"""What a check says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

OK, WARNING, ERROR = "ok", "warning", "error"


@dataclass(frozen=True)
class Finding:
    """Of which part, how bad (ok, warning, error), what was seen, and how to mend it (empty where nothing is)."""

    part: str
    level: str
    seen: str
    mend: str = ""


Check = Callable[[], Iterator[Finding]]


def judged(part: str, fine: bool, seen: str, mend: str, level: str = ERROR) -> Finding:
    """A finding that is ok where it is `fine`, and else of `level` with its `mend`."""
    return Finding(part, OK, seen) if fine else Finding(part, level, seen, mend)
