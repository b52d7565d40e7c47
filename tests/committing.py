"""What a commit would do, for tests that never make one."""

from __future__ import annotations

from django.db import connection

from mscsite.core import generation


def settle() -> None:
    """Let the triggers run that wait for the commit on PostgreSQL (`mscsite.core.generation`), as if it came now."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute("SELECT set_config('mscsite.raised', '', true)")  # what comes now is the next transaction


def generation_now() -> int:
    """The generation as a commit would leave it."""
    settle()
    return generation.current()
