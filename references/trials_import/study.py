"""What the readers of all registries make of a trial, and what they share. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field


class Malformed(ValueError):
    """A file or a study that cannot be read; the message names the field."""


@dataclass
class Study:
    """One study: its id, the values of Trial's fields, and what was met that has no place there.

    `titles`, `conditions` and `interventions` are in the registry's language. `as_of` is the day of its data.
    """

    id: str
    fields: dict = field(default_factory=dict)
    title: str = ""
    conditions: str = ""
    interventions: str = ""
    as_of: dt.date | None = None
    notes: list[str] = field(default_factory=list)
