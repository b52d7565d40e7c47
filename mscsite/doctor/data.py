"""Whether the data are whole (`invariants`): takes as long as reading all of them."""

from __future__ import annotations

from collections.abc import Iterator

from mscsite.doctor import invariants
from mscsite.doctor.findings import ERROR, OK, Check, Finding

MOST = 20


def _data() -> Iterator[Finding]:
    found = list(invariants.breaches())
    mend = "restore the last backup beside the site and compare; rebuild_search and rederive mend what can be made anew"
    yield from (Finding("data", ERROR, sentence, mend) for sentence in found[:MOST])
    if not found:
        yield Finding("data", OK, f"{len(invariants.INVARIANTS)} invariants all hold")


CHECKS: tuple[Check, ...] = (_data,)
