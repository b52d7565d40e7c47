"""docs/licences.md from the metadata of the installed packages: `python -m supply.licences`; `--check` compares."""

from __future__ import annotations

import importlib.metadata
import re
import sys

from supply.lock import LISTS, ROOT, lock_of, pins

PAGE = ROOT / "docs" / "licences.md"
# What the metadata say in no form that a machine reads, looked up in the packages themselves.
KNOWN = {
    "axe-playwright-python": "MIT (axe-core within: MPL-2.0)",
    "justmytype-intl-cjk": "MIT (the fonts within: OFL-1.1)",
    "blinker": "MIT",
    "pypdfium2": "BSD-3-Clause OR Apache-2.0 (PDFium within: BSD-3-Clause)",
    "reportlab": "BSD-3-Clause",
    "async-timeout": "Apache-2.0",
    "colorama": "BSD-3-Clause",
    "pywin32": "PSF-2.0",
}
_COPYLEFT = re.compile(r"\b(?:A?GPL|LGPL|MPL)\b|GNU|Mozilla")
HEAD = """# Licences of what the site is made of

Written by `make licences` from the packages themselves; a test holds it against the lock files. Our own code is
BSD-3-Clause. Marked † is a licence with conditions of its own: LGPL and MPL allow use as a library, unchanged, in works
under any licence; a change of the package itself would have to be published under it. **No package is under GPL or
AGPL**, which would reach our code.
"""


def licence_of(name: str) -> str:
    """As the package says it: an SPDX expression, or its words; KNOWN where those say nothing."""
    if name in KNOWN:
        return KNOWN[name]
    metadata = importlib.metadata.metadata(name)
    said = metadata.get("License-Expression") or ""
    classified = [line.split(" :: ")[-1] for line in metadata.get_all("Classifier") or [] if line.startswith("License")]
    words = " ".join((metadata.get("License") or "").split())
    return said or (words if 0 < len(words) <= 40 and words != "Dual License" else "") or " / ".join(classified)


def page() -> str:
    runs, tests = pins(lock_of(LISTS[0])), pins(lock_of(LISTS[1]))
    parts = [
        HEAD,
        *_table("The site", runs),
        *_table("Tests and checks only", {n: tests[n] for n in tests.keys() - runs}),
    ]
    return "\n".join(parts) + "\n"


def _table(title: str, packages: dict[str, str]) -> list[str]:
    lines = [f"## {title}", "", "| package | licence |", "|---|---|"]
    for name in sorted(packages):
        try:
            licence = licence_of(name)
        except importlib.metadata.PackageNotFoundError:
            licence = "of other platforms or Pythons, not installed here"
        mark = " †" if _COPYLEFT.search(licence) else ""
        lines.append(f"| {name} | {licence or '**not said**'}{mark} |")
    return [*lines, ""]


def forbidden() -> list[str]:
    """Lines of the page that name a licence which would reach our own code, or none at all."""
    lines = [line for line in page().splitlines() if line.startswith("| ")]
    return [line for line in lines if re.search(r"(?<!L)\bA?GPL\b|not said", line)]


def main(arguments: list[str]) -> int:
    if arguments != ["--check"]:
        PAGE.write_text(page(), "utf-8")
        return 0
    return int(PAGE.read_text("utf-8") != page() or bool(forbidden()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
