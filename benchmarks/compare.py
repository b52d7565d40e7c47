"""Two runs of the benchmarks beside one another: `python -m benchmarks.compare OLD.json NEW.json`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks import measuring


def read(path: str) -> tuple[bool, dict[str, dict]]:
    """Whether a run was quick, and its ratios by their names; a message that names the file where it is none."""
    try:
        run = json.loads(Path(path).read_text("utf-8"))
        return run.get("quick", False), {told["name"]: told for told in run["ratios"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SystemExit(f"{path}: no file that `python -m benchmarks` wrote ({error})") from error


def lines(old: dict[str, dict], new: dict[str, dict]) -> list[str]:
    """A line a ratio: before, now, how many times as much, and whether its goal was won or lost since."""
    found = []
    for name in dict.fromkeys((*old, *new)):
        if name not in old or name not in new:
            found.append(f"{name:<60} {'new' if name in new else 'gone'}")
            continue
        before, now = old[name]["value"], new[name]["value"]
        change = f"{now / before:6.2f} ×" if before else ""
        reached = measuring.is_reached(old[name]), measuring.is_reached(new[name])
        word = {(True, False): "goal LOST", (False, True): "goal won"}.get(reached, "")
        found.append(f"{name:<60} {before:>9.3f} {now:>9.3f} {change} {word}".rstrip())
    return found


def main(paths: list[str]) -> None:
    if len(paths) != 2:
        raise SystemExit(__doc__)
    (quick, old), (new_quick, new) = (read(path) for path in paths)
    if quick != new_quick:
        raise SystemExit("One of the two ran with --quick: small sizes and whole ones cannot be compared.")
    sys.stdout.write("\n".join(lines(old, new)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
