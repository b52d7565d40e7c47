"""A list of numbers as entries for the importer, and one number as a citation of ours."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from mscsite.core.fetch import FetchError
from references.exchange.entries import Entry
from references.exchange.importing import Options, Outcome, import_entries
from references.lookup import services
from references.lookup.identifiers import MOST, Identifier, NotOne, Scheme, identify, split
from references.models import Citation

ORIGIN = "look_up"


def entries(text: str, start: int = 0) -> Iterator[Entry]:
    """An entry for each number of a list, asked one after the other; those that gave nothing say why.

    `start` are the numbers at its head that were asked already.
    """
    for number, written in list(enumerate(split(text), start=1))[start:]:
        if number > MOST:
            reason = _("一次最多查询 %(most)s 个编号，请分批导入。") % {"most": MOST}
            yield Entry(number, written, error=reason)
            return
        yield _entry(number, written)


@dataclass
class Asking:
    """A list of numbers that is asked for a few at a time: what stands there, and the entries so far."""

    text: str
    done: list[Entry] = field(default_factory=list)

    @property
    def total(self) -> int:
        return min(len(split(self.text)), MOST + 1)

    @property
    def is_done(self) -> bool:
        return len(self.done) >= self.total

    def go_on(self, seconds: float) -> None:
        """Ask for the next numbers until the time is up, for one at least."""
        until = time.monotonic() + seconds
        for entry in entries(self.text, start=len(self.done)):
            self.done.append(entry)
            if time.monotonic() >= until:
                return


def _entry(number: int, written: str) -> Entry:
    try:
        wanted = identify(written)
        return Entry(number, str(wanted), services.look_up(wanted))
    except (NotOne, FetchError) as error:
        return Entry(number, written[:80], error=str(error))


def propose(written: str, *, actor: AbstractBaseUser | None = None) -> Outcome:
    """The citation that a number stands for: ours where we have it, else looked up and stored as a proposal.

    Its status is created, updated, skipped or failed, as an import's; nothing is asked where the number is known here.
    """
    try:
        wanted = identify(written)
    except NotOne as error:
        return Outcome(1, written[:80], reason=str(error))
    if known := _known(wanted):
        return Outcome(1, str(wanted), status="skipped", key=known.key, matched_by=wanted.scheme)
    (outcome,) = import_entries([_entry(1, written)], Options(origin=ORIGIN, actor=actor))
    return outcome


def _known(wanted: Identifier) -> Citation | None:
    if wanted.scheme is Scheme.PMC:
        return None
    return Citation.objects.filter(**{str(wanted.scheme): wanted.value}).first()
