"""The units of systemd, as systemd itself reads them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
SERVICES = sorted(path.name for path in DEPLOY.glob("*.service"))
PROGRAM = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(PROGRAM is None, reason="no systemd-analyze on this machine")


@needs_systemd
def test_systemd_finds_nothing_wrong(tmp_path):
    """With programs that this machine has in the place of ours."""
    for path in (*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")):
        text = re.sub(r"/srv/mscsite/\.venv/bin/\w+", "/bin/true", path.read_text("utf-8"))
        text = re.sub(r"^(User|WorkingDirectory)=.*$", "", text, flags=re.MULTILINE)
        (tmp_path / f"mscsite-{path.name}").write_text(text)
    done = subprocess.run(
        [PROGRAM, "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))], capture_output=True, text=True
    )
    ours = [line for line in done.stderr.splitlines() if "mscsite" in line]
    assert (ours, done.returncode) == ([], 0)


@needs_systemd
@pytest.mark.parametrize("name", SERVICES)
def test_little_is_left_to_attack(name):
    """Its score, from 0 (nothing) to 10 (everything)."""
    done = subprocess.run(
        [PROGRAM, "security", "--offline=true", "--no-pager", str(DEPLOY / name)], capture_output=True, text=True
    )
    score = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout + done.stderr)
    assert float(score[1]) <= 2.0


@pytest.mark.parametrize("name", SERVICES)
def test_each_runs_as_nobody_of_importance(name):
    text = (DEPLOY / name).read_text("utf-8")
    assert [line for line in ("User=mscsite", "NoNewPrivileges=yes", "ProtectSystem=strict") if line not in text] == []
