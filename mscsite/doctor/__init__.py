"""Looks a deployment over, part by part, and says of each what is wrong and what to do about it.

A check is a function that yields `Finding`s; it writes nothing and may fail, which is then the finding. `CHECKS` names
them all; `manage.py doctor` shows them.
"""

from __future__ import annotations

from collections.abc import Iterator

from mscsite.doctor import data, database, files, serving, work
from mscsite.doctor.findings import ERROR, OK, WARNING, Check, Finding

CHECKS: tuple[Check, ...] = (*serving.CHECKS, *database.CHECKS, *files.CHECKS, *work.CHECKS)
DATA: tuple[Check, ...] = data.CHECKS  # reads every record: asked for by name
__all__ = ["CHECKS", "DATA", "ERROR", "OK", "WARNING", "Finding", "examine"]


def examine(checks: tuple[Check, ...] = CHECKS) -> Iterator[Finding]:
    """The findings of all checks, in their order."""
    for check in checks:
        try:
            yield from check()
        except Exception as error:  # whatever is broken, the other parts are still to be looked at
            name = check.__name__.strip("_")
            yield Finding(name, ERROR, f"could not be looked at: {type(error).__name__}: {error}", "mend that first")
