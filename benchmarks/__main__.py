"""All benchmarks, one after the other; at the end one table of their ratios, kept as var/bench/COMMIT.json.

python -m benchmarks [--quick] [NAME…]

With --quick sizes are as small as they can be: it shows that all benchmarks run. Goals are set for the whole sizes, so
there are none; the file is var/bench/COMMIT-quick.json.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import measuring

# Not among them: `wagtail`, which installs Wagtail.
POSTGRES = "search-postgresql"
NAMES = f"hanzi importing checks search {POSTGRES} ranking sheets lists scale growth workers changes pages".split()
SMALL = {
    "hanzi": ["1"], "importing": ["24"], "search": ["--texts", "300"], "sheets": ["200", "100"],
    "lists": ["200", "100"], "scale": ["200", "100"], "workers": ["20"], "changes": ["1"], "pages": ["1"],
}  # fmt: skip
FOLDER = measuring.ROOT / "var" / "bench"


def command(name: str, quick: bool) -> list[str]:
    """How a benchmark is run; the search a second time, in a PostgreSQL of its own."""
    module = name.removesuffix("-postgresql")
    server = [sys.executable, "-m", "tests.postgres"] if name == POSTGRES else []
    return [*server, sys.executable, "-m", f"benchmarks.{module}", *(SMALL.get(module, []) if quick else [])]


def gathered(name: str, quick: bool = False) -> tuple[bool, list[dict]]:
    """Run one benchmark, which prints what it measures; whether it worked, and the ratios that it told."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told"
        told.touch()
        environment = os.environ | {measuring.GATHERED: str(told), measuring.QUICK: "1" if quick else ""}
        if name in ("search", "ranking"):  # which would fill the database that it names, perhaps that of the site
            environment.pop("DATABASE_URL", None)
        done = subprocess.run(command(name, quick), cwd=measuring.ROOT, env=environment, check=False)
        lines = told.read_text("utf-8").splitlines()
    return done.returncode == 0, [{"benchmark": name, **json.loads(line)} for line in lines]


def commit() -> str:
    """The commit that is measured; with `-changed` where files differ from it, and a word where there is no git."""
    describe = ["git", "describe", "--always", "--abbrev=12", "--dirty=-changed", "--exclude=*"]
    done = subprocess.run(describe, cwd=measuring.ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the smallest sizes, no goals")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(NAMES)}; all without")
    wanted = parser.parse_args(arguments)
    if unknown := [name for name in wanted.names if name not in NAMES]:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}")
    found = {"quick": wanted.quick, "ratios": [], "failed": [], "silent": []}
    for name in wanted.names or NAMES:
        sys.stdout.write(f"== {name}\n")
        sys.stdout.flush()
        worked, told = gathered(name, wanted.quick)
        found["ratios"] += told
        found["failed"] += [] if worked else [name]
        found["silent"] += [name] if worked and not told else []
    _report(found)
    return 1 if found["failed"] else 0


def _report(found: dict) -> None:
    """Keep the file and print the table, and what is missing in it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{commit()}{'-quick' if found['quick'] else ''}.json"
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1), "utf-8")
    sys.stdout.write("\n== Ratios\n" + "".join(f"{measuring.line_of(told)}\n" for told in found["ratios"]))
    sys.stdout.write(f"kept in {file}\n")
    for key, words in (("failed", "did not run to their end"), ("silent", "told no ratio (see above why)")):
        sys.stdout.write(f"{words}: {', '.join(found[key])}\n" if found[key] else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
