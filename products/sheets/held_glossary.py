"""One glossary for a batch of records: to derive thousands of texts, the table of terms is not asked for each.

It stands between the conversion and `references.glossary`, which it asks at all other times.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from mscsite.core import hanzi
from references import glossary

_held: ContextVar[hanzi.Glossary | None] = ContextVar("held_glossary", default=None)


def _load() -> hanzi.Glossary:
    held = _held.get()
    return glossary.load() if held is None else held


@contextmanager
def held_glossary() -> Iterator[None]:
    """Inside, all conversion of this thread uses the glossary as it is now."""
    hanzi.set_glossary_loader(_load)  # not on import: the owner of the terms sets its own when the apps are ready
    token = _held.set(glossary.load())
    try:
        yield
    finally:
        _held.reset(token)
