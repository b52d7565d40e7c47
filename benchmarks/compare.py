"""Two runs of the benchmarks beside one another: `python -m benchmarks.compare OLD.json NEW.json`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks import measuring


def read(path: str) -> dict[str, dict]:
    """The ratios of a run by their names; a message that names the file where it is none."""
    try:
        return {told["name"]: told for told in json.loads(Path(path).read_text("utf-8"))["ratios"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SystemExit(f"{path}: no file that `python -m benchmarks` wrote ({error})") from error


def lines(old: dict[str, dict], new: dict[str, dict]) -> list[str]:
    """A line a ratio: before, now, how many times as much, and whether its goal was won or lost since."""
    found = []
    for name in dict.fromkeys((*old, *new)):
        if name not in old or name not in new:
            found.append(f"{name:<52} {'new' if name in new else 'gone'}")
            continue
        before, now = old[name]["value"], new[name]["value"]
        change = f"{now / before:6.2f} ×" if before else ""
        reached = measuring.is_reached(old[name]), measuring.is_reached(new[name])
        word = {(True, False): "goal LOST", (False, True): "goal won"}.get(reached, "")
        found.append(f"{name:<52} {before:>9.3f} {now:>9.3f} {change} {word}".rstrip())
    return found


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    sys.stdout.write("\n".join(lines(read(sys.argv[1]), read(sys.argv[2]))) + "\n")
