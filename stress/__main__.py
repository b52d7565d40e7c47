"""`make stress`: kills on both databases, fuzzers, load with faults; `make stress PARTS="kills fuzz"` runs some."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

PARTS = {
    "kills": [["-m", "stress.kills", "--times", "300"]],
    "fuzz": [["-m", "stress.fuzz", "--minutes", "10"]],
    "bombs": [["-m", "stress.bombs"]],
    "load": [["-m", "stress.load", "--minutes", "10"]],
}
ON_BOTH = ("kills", "load")


def main(names: list[str]) -> int:
    code = 0
    for name in names or list(PARTS):
        for arguments in PARTS[name]:
            for vendor in ("SQLite", "PostgreSQL") if name in ON_BOTH else ("",):
                sys.stdout.write(f"== {name} {vendor}\n")
                sys.stdout.flush()
                started = time.monotonic()
                code = _run(arguments, vendor) or code
                sys.stdout.write(f"   {time.monotonic() - started:.0f} s\n")
    return code


def _run(arguments: list[str], vendor: str) -> int:
    with tempfile.TemporaryDirectory(prefix="stress-") as folder:
        environment = os.environ | {
            "DATABASE_URL": f"sqlite:///{folder}/stress.sqlite3",
            "MEDIA_ROOT": f"{folder}/media",
        }
        around = [sys.executable, "-m", "tests.postgres"] if vendor == "PostgreSQL" else []
        return subprocess.call([*around, sys.executable, *arguments], env=environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
