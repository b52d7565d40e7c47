"""What the caches of this machine's processes counted: each writes a small file now and then, the admin reads all.

A thread writes, never a request; files and no table, since it must cost a reader nothing and work where the database
cannot be written to. The file of a process that is gone is left out after `STALE` and taken away by the others.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from mscsite.core.pagecache.wsgi import PageCache

INTERVAL = 5.0  # seconds between two reports of a process
STALE = 30.0  # seconds after which a process that no longer reports counts as gone

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Report:
    """One process: requests since it began (`since`, seconds of the epoch), what it keeps now (`size`, `limit`: bytes).

    `not_modified` of the hits and misses were answered by 304. `generation` is None before the first page.
    """

    pid: int
    since: float
    hit: int
    miss: int
    passed: int
    not_modified: int
    pages: int
    size: int
    limit: int
    evicted: int
    generation: int | None


def start(cache: PageCache, folder: Path) -> None:
    """Report of `cache` into `folder` from now on, until this process ends."""
    since = time.time()
    threading.Thread(target=_go_on, args=(cache, folder, since), name="page-cache-reports", daemon=True).start()
    atexit.register(_path(folder, os.getpid()).unlink, missing_ok=True)


def report_of(cache: PageCache, since: float) -> Report:
    """What `cache`, of this process, says now."""
    counts, store = cache.counts, cache.store
    return Report(
        pid=os.getpid(),
        since=since,
        hit=counts["hit"],
        miss=counts["miss"],
        passed=counts["pass"],
        not_modified=counts["304"],
        pages=len(store),
        size=store.size,
        limit=store.limit,
        evicted=store.evicted,
        generation=cache.clock.known,
    )


def write(report: Report, folder: Path) -> None:
    """Put `report` into the file of its process, whole or not at all. OSError where the folder cannot be written to."""
    folder.mkdir(parents=True, exist_ok=True)
    path = _path(folder, report.pid)
    half = path.with_suffix(".new")
    half.write_text(json.dumps(asdict(report)), encoding="ascii")
    half.replace(path)


def read(folder: Path) -> list[Report]:
    """The last report of every process that is there, the longest running first."""
    found = (_read(path) for path in folder.glob("*.json") if not _is_stale(path))
    return sorted(filter(None, found), key=lambda report: (report.since, report.pid))


def tidy(folder: Path) -> None:
    """Take away what processes left that were killed."""
    for path in [*folder.glob("*.json"), *folder.glob("*.new")]:
        if _is_stale(path):
            path.unlink(missing_ok=True)


def _go_on(cache: PageCache, folder: Path, since: float) -> None:
    is_refused = False
    while True:
        try:
            write(report_of(cache, since), folder)
            tidy(folder)
            is_refused = False
        except OSError as error:
            if not is_refused:  # once, not every five seconds
                logger.warning("The page cache's counts cannot be written, the admin shows none: %s", error)
            is_refused = True
        time.sleep(INTERVAL)


def _path(folder: Path, pid: int) -> Path:
    return folder / f"{pid}.json"


def _is_stale(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > STALE
    except FileNotFoundError:
        return True


def _read(path: Path) -> Report | None:
    """None for a file that went just now, or that another version of the code wrote."""
    try:
        return Report(**json.loads(path.read_text(encoding="ascii")))
    except (OSError, ValueError, TypeError):
        return None
