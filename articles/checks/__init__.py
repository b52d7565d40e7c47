"""Checks: wrong, unlawful or stale text found before a reader finds it.

`check_lines` reads plain text, `articles.checks.stored` reads articles; rules live in `articles.checks.rules`.
"""

from articles.checks.findings import Finding, Level, Rule

__all__ = ["Finding", "Level", "Rule"]
