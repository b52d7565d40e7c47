"""The layers of the code: the contracts of import-linter in pyproject.toml, and what it cannot say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("mscsite", "articles", "products", "references")


def test_imports_keep_to_the_layers():
    command = [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports_command as run; run()"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nobody_imports_the_settings_module():
    offenders = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "import settings" in (text := path.read_text(encoding="utf-8")) and "from mscsite import settings" in text
    ]
    assert offenders == []


def test_only_the_workflow_writes_status_and_the_live_revision():
    fields = "status|live|live_at|first_published_at|scheduled_at|expires_at|retired_at"
    written = re.compile(rf"\b(article|obj)\.({fields})( = |: )")
    offenders = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "articles").rglob("*.py")
        if path.parent.name != "workflow" and written.search(path.read_text(encoding="utf-8"))
    ]
    assert offenders == []
