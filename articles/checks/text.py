"""Checking plain text: lines in, findings out. The door for `check_text` and for the editor."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from articles.checks.document import from_lines
from articles.checks.findings import Finding
from articles.checks.registry import GROUPS, all_checks, run


def check_lines(
    lines: Iterable[str], only: Collection[str] = (), aliases: Mapping[str, Iterable[str]] | None = None
) -> list[Finding]:
    """Findings in `lines`, in their order; `only` takes groups or codes.

    `aliases` gives known spellings by the right name, for the checks that compare names.
    """
    return run(from_lines(lines, {name: tuple(known) for name, known in (aliases or {}).items()}), only)


def unknown_names(only: Iterable[str]) -> list[str]:
    """Those of `only` that are neither a group nor a code."""
    known = {*GROUPS, *(each.code for each in all_checks())}
    return [name for name in only if name not in known]
