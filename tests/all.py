"""Everything that must pass: `make test` runs this. Style, migrations, settings of production, then the tests twice."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
PRODUCTION = {
    "ENVIRONMENT": "production",
    "DEBUG": "0",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "ALLOWED_HOSTS": "www.example.org",
    "DATABASE_URL": "sqlite:///:memory:",
}
PYTEST = [PYTHON, "-m", "pytest", "--quiet", "--numprocesses", "2"]

STEPS: list[tuple[str, list[str]]] = [
    ("Style", [PYTHON, "-m", "ruff", "check", "--quiet", "."]),
    ("Format", [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."]),
    ("Migrations", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run", "--verbosity", "1"]),
    ("Deployment check", [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]),
    ("Tests on SQLite", [*PYTEST, "-m", "not browser and not machines"]),
    # What asks no database is the same on both.
    ("Tests on PostgreSQL", [PYTHON, "-m", "tests.postgres", *PYTEST, "-m", "django_db and not browser"]),
    (
        "A primary, a replica and two web servers under load",
        [PYTHON, "-m", "pytest", "--quiet", "-m", "machines and not slow"],
    ),
    ("Tests in a browser", [*PYTEST, "-m", "browser"]),
]


def main() -> int:
    for name, command in STEPS:
        sys.stdout.write(f"== {name}\n")
        sys.stdout.flush()
        started = time.monotonic()
        environment = os.environ | (PRODUCTION if "manage.py" in command else {})
        if code := subprocess.call(command, cwd=ROOT, env=environment):
            sys.stdout.write(f"== {name}: failed\n")
            return code
        sys.stdout.write(f"   {time.monotonic() - started:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
