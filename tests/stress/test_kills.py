"""A dozen of the kills of `make stress`, on both databases: no half, nothing lost, nothing left over."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from django.conf import settings

from tests.processes import address_of_database


def test_a_dozen_kills(transactional_db, tmp_path):
    environment = os.environ | {"DATABASE_URL": address_of_database(tmp_path)}
    command = [sys.executable, "-m", "stress.kills", "--times", "12"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False)
    tally = json.loads(done.stdout or "{}")
    assert (tally.get("kills"), tally.get("breaches")) == (12, []), done.stderr[-2000:]
