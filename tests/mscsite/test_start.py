"""What a worker does not load before somebody asks for it: it costs memory in each of them, and time at every start."""

from __future__ import annotations

import os
import subprocess
import sys

SELDOM = [
    "authlib", "cryptography", "css_inline", "docx", "hypothesis", "import_export", "joserfc", "mammoth", "markdown_it",
    "openpyxl", "pandas", "pytest", "reportlab", "requests", "segno", "uharfbuzz", "xlsxwriter",
]  # fmt: skip
START = "import sys; import mscsite.wsgi; from django.urls import get_resolver; get_resolver().url_patterns"


def test_a_worker_starts_without_what_it_seldom_needs():
    script = f"{START}; print(*sorted(set({SELDOM!r}) & set(sys.modules)))"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "mscsite.settings", "ENVIRONMENT": "development", "SECRET_KEY": "x" * 60,
        "DATABASE_URL": "sqlite:///:memory:",
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("", 0), done.stderr[-2000:]
