"""`python -m mscsite.dotenv`: the `.env` of a development checkout, with a random secret; never over an old one."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

TEXT = """\
# Written by `make run`. What may stand here is listed in .env.example; variables that are already set win.
ENVIRONMENT=development
SECRET_KEY={secret}
"""


def main(path: Path) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(TEXT.format(secret=secrets.token_urlsafe(50)))
    except FileExistsError:
        return
    path.chmod(0o600)
    sys.stdout.write(f"== Wrote {path.name} with a random SECRET_KEY\n")


if __name__ == "__main__":
    main(Path(__file__).resolve().parent.parent / ".env")
