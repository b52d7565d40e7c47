"""All benchmarks, one after the other; at the end one table of their ratios, kept as var/bench/COMMIT.json.

python -m benchmarks [NAME…]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import measuring

# Not among them: `wagtail`, which installs Wagtail.
NAMES = "hanzi importing checks search ranking sheets lists scale growth workers pages".split()
FOLDER = measuring.ROOT / "var" / "bench"


def gathered(name: str) -> tuple[bool, list[dict]]:
    """Run one benchmark, which prints what it measures; whether it worked, and the ratios that it told."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told"
        told.touch()
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        environment = os.environ | {measuring.GATHERED: str(told)}
        done = subprocess.run(command, cwd=measuring.ROOT, env=environment, check=False)
        lines = told.read_text("utf-8").splitlines()
    return done.returncode == 0, [{"benchmark": name, **json.loads(line)} for line in lines]


def commit() -> str:
    """The commit that is measured; with `-changed` where files differ from it, and a word where there is no git."""
    command = ["git", "describe", "--always", "--abbrev=12", "--dirty=-changed", "--exclude=*"]
    done = subprocess.run(command, cwd=measuring.ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def main(names: list[str]) -> int:
    ratios, failed = [], []
    for name in names or NAMES:
        sys.stdout.write(f"== {name}\n")
        sys.stdout.flush()
        worked, told = gathered(name)
        ratios += told
        failed += [] if worked else [name]
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{commit()}.json"
    file.write_text(json.dumps({"ratios": ratios, "failed": failed}, ensure_ascii=False, indent=1), "utf-8")
    sys.stdout.write("\n== Ratios\n" + "".join(f"{measuring.line_of(told)}\n" for told in ratios))
    sys.stdout.write(f"kept in {file.relative_to(measuring.ROOT)}\n")
    sys.stdout.write(f"did not run to their end: {', '.join(failed)}\n" if failed else "")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
