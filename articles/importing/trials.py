"""The trials that a text names by their registry ids."""

from __future__ import annotations

from references import registries


def registry_ids(text: str) -> tuple[str, ...]:
    """The registry ids of a text as the registries print them, each once, in the order in which they appear."""
    return tuple(dict.fromkeys(found.id for found in registries.find(text)))
