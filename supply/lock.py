"""Requirements with the hashes of everything they need: `python -m supply.lock` writes, `--check` compares.

The list for people is requirements.txt, with a reason on each line; the lock beside it is what `make` installs, on
every platform and Python that we support. The comparison needs nothing but the standard library: make asks it before
there is an environment.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LISTS = ("requirements.txt", "requirements-dev.txt")
OLDEST_PYTHON = "3.11"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\#]+)", re.MULTILINE)


def lock_of(name: str) -> Path:
    return (ROOT / name).with_suffix(".lock")


def pins(path: Path) -> dict[str, str]:
    """Name to version of every line, those of files that it includes among them."""
    text = path.read_text("utf-8")
    found = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in _PIN.findall(text)}
    for included in re.findall(r"^-r (\S+)", text, re.MULTILINE):
        found |= pins(path.parent / included)
    return found


def problems() -> list[str]:
    """Where a lock is not what its list asks for; empty where all is well."""
    found = []
    for name in LISTS:
        wanted, path = pins(ROOT / name), lock_of(name)
        held = pins(path) if path.exists() else {}
        for package, version in wanted.items():
            if held.get(package) != version:
                found.append(f"{path.name} has {package} {held.get(package)}, {name} wants {version}: run make lock")
    return found


def unhashed() -> list[str]:
    """Packages of the locks without a hash, and lines that name a host."""
    found = []
    for name in LISTS:
        text = lock_of(name).read_text("utf-8")
        blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
        found += [block.split()[0] for block in blocks if "--hash=sha256:" not in block]
        found += re.findall(r"^.*(?:https?://|--index|--find-links).*$", text, re.MULTILINE)
    return found


def write() -> int:
    """Resolve both lists anew; the second one with the versions of the first."""
    for name in LISTS:
        command = [
            sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header",
            "--no-annotate", "--no-emit-index-url", "--python-version", OLDEST_PYTHON, name, "-o", lock_of(name).name,
        ]  # fmt: skip
        if name != LISTS[0]:
            command += ["--constraint", LISTS[0]]
        if code := subprocess.call(command, cwd=ROOT):
            return code
    return 0


def main(arguments: list[str]) -> int:
    if arguments != ["--check"]:
        return write()
    for problem in problems():
        sys.stderr.write(f"{problem}\n")
    return 1 if problems() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
