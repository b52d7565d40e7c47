"""Fuzzing: `python -m stress.fuzz [TARGET…] --minutes 10`, each target for so long.

Two ways: mutation of honest inputs, and, for half of the time where atheris is installed, mutation guided by the code
that is reached. An input that breaks something is kept in var/fuzz/ and said; `--replay FILE TARGET` tries it again.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import io
import json
import logging
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

import django

from stress.fuzzing import corpus
from stress.fuzzing.mutation import mutated
from stress.fuzzing.targets import TARGETS

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "fuzz"
SLOW = 10.0  # seconds of processor time that one input of 60 kB may take


class TooSlow(Exception):
    """An input that takes longer than SLOW."""


def run(name: str, seconds: float = 1e9, inputs: int = 10**12, seed: int | None = None) -> tuple[int, str]:
    """Try inputs at a target until time or number is up; how many, and the first finding, with the file it is in."""
    target = TARGETS[name]
    chance = random.Random(seed)
    seeds, pieces = target.seeds(), [piece.encode("utf-8", "surrogatepass") for piece in corpus.PIECES]
    end, count = time.monotonic() + seconds, 0
    for data in seeds:
        if found := finding(name, data):
            return count, found
    while time.monotonic() < end and count < inputs:
        count += 1
        if found := finding(name, mutated(chance, seeds, pieces)):
            return count, found
    return count, ""


def finding(name: str, data: bytes) -> str:
    """What is wrong with an input, with the place where it was kept; empty where nothing is."""
    signal.signal(signal.SIGVTALRM, _too_slow)
    signal.setitimer(signal.ITIMER_VIRTUAL, SLOW)
    try:
        TARGETS[name].check(data)
    except Exception:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        KEPT.mkdir(parents=True, exist_ok=True)
        path = KEPT / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
        path.write_bytes(data)
        return f"{path.relative_to(ROOT)}\n{traceback.format_exc()}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return ""


def _too_slow(*_args) -> None:
    raise TooSlow(f"more than {SLOW} s of processor time")


def guided(name: str, seconds: float) -> tuple[int, str]:
    """The same, guided by coverage, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        for number, data in enumerate(TARGETS[name].seeds()):
            (Path(folder) / str(number)).write_bytes(data)
        command = [sys.executable, "-m", "stress.fuzz_guided", name, folder, f"-max_total_time={int(seconds)}"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    counts = [line for line in done.stderr.splitlines() if line.startswith(("#", "Done"))]
    count = next((int(word) for word in reversed(counts[-1].lstrip("#").split()) if word.isdigit()), 0) if counts else 0
    if done.returncode:
        return count, done.stderr[-4000:]
    number = counts[-1].split()[1 if counts[-1].startswith("Done") else 0].lstrip("#") if counts else "0"
    return int(number), ""


def with_records() -> None:
    """A database with the demonstration content, unless DATABASE_URL names one that has some."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, stdout=io.StringIO())
    call_command("load_demo", "--if-empty", stdout=io.StringIO())


def set_up() -> None:
    """Django as tests have it: requests in this process, by HTTP, and no line about what is refused."""
    os.environ |= {"LOG_LEVEL": "CRITICAL", "PAGE_CACHE_MB": "0"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscsite.settings")
    django.setup()
    from django.conf import settings
    from django.test.utils import setup_test_environment

    logging.disable(logging.CRITICAL)
    setup_test_environment()
    settings.SECURE_SSL_REDIRECT = False


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", choices=[*TARGETS, []], default=list(TARGETS))
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--replay", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fuzz-db-") as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/fuzz.sqlite3")
        set_up()
        if any(TARGETS[name].needs_database for name in options.targets):
            with_records()
        if options.replay:
            sys.stdout.write(finding(options.targets[0], options.replay.read_bytes()) or "nothing is wrong\n")
            return 0
        return _all(options.targets, options.minutes * 60)


def _all(names: list[str], seconds: float) -> int:
    code, has_guide = 0, importlib.util.find_spec("atheris") is not None
    for name in names:
        count, found = run(name, seconds / 2 if has_guide else seconds)
        more = 0
        if has_guide and not found:
            more, found = guided(name, seconds / 2)
        known = {"target": name, "seconds": round(seconds), "inputs": count, "guided": more, "finding": found}
        sys.stdout.write(json.dumps(known, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        code = code or int(bool(found))
    return code


if __name__ == "__main__":
    sys.exit(main())
