"""The generation as this process knows it: asked for by one thread at a time, whatever the number of readers."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import Error, close_old_connections

from mscsite.core import generation

INTERVAL = 0.8  # seconds between two questions: with the answer and the new page, a change is public within a second

logger = logging.getLogger(__name__)


class Clock:
    """`now()` is the generation; `moved` is called with a new one. While the database is away the last one stands."""

    def __init__(self, moved: Callable[[int], None], interval: float = INTERVAL) -> None:
        self._moved = moved
        self._interval = interval
        self._value: int | None = None
        self._asked = float("-inf")
        self._lock = threading.Lock()

    @property
    def known(self) -> int | None:
        """The generation as it was last asked for; asks nobody."""
        return self._value

    def now(self) -> int | None:
        """The generation, at most as old as `INTERVAL` and an answer; None where the database never answered."""
        if time.monotonic() - self._asked >= self._interval and self._lock.acquire(blocking=self._value is None):
            try:
                if time.monotonic() - self._asked >= self._interval:
                    self._ask()
            finally:
                self._lock.release()
        return self._value

    def _ask(self) -> None:
        asked = time.monotonic()
        try:
            close_old_connections()  # outside of a request nobody else does
            value = generation.current()
        except Error as error:
            logger.warning("The generation could not be read, pages are served as they are: %s", error)
            value = self._value
        finally:
            close_old_connections()
            self._asked = asked
        if value is not None and value != self._value:
            self._value = value
            self._moved(value)
