"""Words that want a large dictionary, asked of a process apart that ends when nobody asks any more.

Pinyin takes 57 MB of a process and Traditional characters 46 (OpenCC unpacks its phrases), for ever. Whoever serves
readers needs them for a few short texts: the address of a filter, a regulator, the title of a source. So the process
asks another one and remembers the answers. One that has the dictionary for its own work, as editors' have, or that gets
no answer, works by itself: the words are the same.
"""

from __future__ import annotations

import contextlib
import functools
import json
import logging
import select
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from mscsite.core import hanzi, slugs

KEPT = 4_000  # answers, of a few dozen bytes to a few hundred
IDLE = 30.0  # seconds without a question, after which the process ends
ATTEMPTS = 2  # it may end of itself just before the first
_ROOT = Path(__file__).resolve().parents[2]
logger = logging.getLogger(__name__)


class _Other:
    """The process apart: started with the first question, asked by one thread at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen | None = None

    def answer(self, question: list[str]) -> str | None:
        """None where none is to be had."""
        with self._lock:
            for _attempt in range(ATTEMPTS):
                try:
                    return json.loads(self._line(json.dumps(question)))
                except (OSError, ValueError) as error:  # gone, or an answer cut off
                    logger.info("the dictionaries' process gave no answer: %s", error)
                    self.end()
        return None

    def end(self) -> None:
        """Let go of the process, which ends when its input does."""
        process, self._process = self._process, None
        for pipe in (process.stdin, process.stdout) if process else ():
            with contextlib.suppress(OSError):  # what was left to write to a process that is gone
                pipe.close()

    def _line(self, question: str) -> str:
        if self._process is not None and self._process.poll() is not None:
            self.end()
        self._process = self._process or self._started()
        self._process.stdin.write(question + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()

    @staticmethod
    def _started() -> subprocess.Popen:
        command = [sys.executable, "-m", "mscsite.core.apart"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "encoding": "ascii"}
        process = subprocess.Popen(command, cwd=_ROOT, start_new_session=True, **pipes)
        threading.Thread(target=process.wait, name="apart", daemon=True).start()  # or it would stay as a zombie
        return process


def _traditional(text: str) -> str:
    return hanzi.convert(text, hanzi.HANT, hanzi.HANS)


_other = _Other()
_WORK: dict[str, tuple[Callable[..., str], Callable[[], bool]]] = {
    "script": (hanzi.in_script, hanzi.is_traditional_loaded),
    "traditional": (_traditional, hanzi.is_traditional_loaded),
    "slug": (slugs.slug_of, lambda: "pypinyin" in sys.modules),
}


def in_script(text: str, script: str) -> str:
    """`text` in `script`, whichever of the two it is written in."""
    return text if hanzi.is_written_in(script, text) else _asked("script", text, script)


def traditional(text: str) -> str:
    """Words of the program, which are written in Simplified, in Traditional."""
    return _asked("traditional", text)


def slug_of(text: str, max_length: int = slugs.MAX_LENGTH) -> str:
    """As `slugs.slug_of`."""
    return _asked("slug", text, max_length) if slugs.is_spelled(text) else slugs.slug_of(text, max_length)


@functools.lru_cache(maxsize=KEPT)
def _asked(work: str, *arguments: str | int) -> str:
    do, is_here = _WORK[work]
    answer = None if is_here() else _other.answer([work, *arguments])
    return do(*arguments) if answer is None else answer


def serve() -> None:
    """Be the process apart: a question a line, an answer a line, until nobody asks."""
    while select.select([sys.stdin], [], [], IDLE)[0] and (line := sys.stdin.readline()):
        work, *arguments = json.loads(line)
        sys.stdout.write(json.dumps(_WORK[work][0](*arguments)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
