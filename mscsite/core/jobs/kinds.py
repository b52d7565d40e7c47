"""Kinds of jobs. An app registers its own when it starts; `mscsite.core` knows none but its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mscsite.core.jobs.models import Job

CLAIM = dt.timedelta(minutes=2)  # after which a worker that gave no sign of life (`pulse`) has lost its job


class JobFailed(Exception):
    """The job cannot be done; the message says why, and what to do, to the person who wants it."""


@dataclass(frozen=True)
class Step:
    """What a step has come to: how many are done of how many, where the next step begins, what there is to tell."""

    done: int
    total: int | None
    is_over: bool
    cursor: object = None
    result: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """`step` does about a second of work on a job and says how far it is.

    With `is_atomic` it runs in the transaction that keeps its cursor; without, it commits by itself and may be repeated
    (and may ask the network, which must hold up no other writer). `by_hand` names the permission of those who may start
    one without arguments. A step that takes longer says how far it is by `Job.tell`.
    """

    name: str
    label: object
    step: Callable[[Job], Step]
    is_atomic: bool = False
    by_hand: str = ""
    link: Callable[[Job], str] | None = None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def find(name: str) -> Kind | None:
    return _kinds.get(name)


def by_hand() -> list[Kind]:
    """Those that somebody may start from the list of jobs."""
    return [kind for kind in _kinds.values() if kind.by_hand]
