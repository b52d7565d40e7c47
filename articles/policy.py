"""Rules of the house that the site decides and the workflow asks for. The site profile stands above this app."""

from __future__ import annotations

from collections.abc import Callable

_approvals_needed: Callable[[], int] = lambda: 1  # noqa: E731


def approvals_needed() -> int:
    """How many different reviewers must have approved a revision before it may be published: 1 or 2."""
    return max(1, _approvals_needed())


def read_approvals_from(source: Callable[[], int]) -> None:
    """Name the function that knows the number; the site calls this in `ready()`."""
    global _approvals_needed
    _approvals_needed = source
