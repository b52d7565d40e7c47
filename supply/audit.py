"""`make audit`: known vulnerabilities of the locked packages, by pip-audit. Says plainly where nobody could be asked.

Exit 0: asked, and none is known. 1: some are. 3: the database of advisories did not answer for one of the packages.
"""

from __future__ import annotations

import json
import subprocess
import sys

from supply.lock import LISTS, ROOT, lock_of

SERVICES = ("pypi", "osv")


def main() -> int:
    code = 0
    for name in LISTS:
        found = next(filter(None, (_asked(lock_of(name).name, service) for service in SERVICES)), None)
        if found is None:
            sys.stdout.write(f"{name}: the databases of advisories cannot be reached from here; nothing was audited\n")
            code = code or 3
            continue
        skipped = [each["name"] for each in found if "skip_reason" in each]
        known = [(each["name"], each["version"], hole["id"]) for each in found for hole in each.get("vulns", [])]
        sys.stdout.write(
            f"{name}: {len(found) - len(skipped)} packages asked for, {len(known)} vulnerabilities known\n"
        )
        for each in known:
            sys.stdout.write("   {} {}: {}\n".format(*each))
        if skipped:
            sys.stdout.write(f"   not known there, so not audited: {', '.join(skipped)}\n")
        code = 1 if known else code or (3 if skipped else 0)
    return code


def _asked(lock: str, service: str) -> list[dict] | None:
    """What a service knows of each package; None where it did not answer for a single one."""
    command = [sys.executable, "-m", "pip_audit", "-r", lock, "--no-deps", "--disable-pip", "-f", "json", "-s", service]
    done = subprocess.run([*command, "--timeout", "10"], cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return None
    return found if any("skip_reason" not in each for each in found) else None


if __name__ == "__main__":
    sys.exit(main())
