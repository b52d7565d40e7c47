"""One request over HTTP, and what everybody was answered."""

from __future__ import annotations

import http.client
import random
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field

HOST = "www.example.org"
FAILED = (OSError, http.client.HTTPException)  # no answer, or half of one


@dataclass
class Seen:
    """What readers and editors were answered, and what should not have been."""

    reading: Counter = field(default_factory=Counter)
    searching: Counter = field(default_factory=Counter)
    editing: Counter = field(default_factory=Counter)
    faults: Counter = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)  # of each reading and search


def ask(port: int, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str]:
    """Status and text of an answer."""
    # Limits are by address: everybody here has one of their own, as out there.
    own = f"127.{random.randrange(1, 250)}.{random.randrange(250)}.1"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(own, 0))
    try:
        known = {"Host": HOST} | {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, urllib.parse.quote(path, safe="/?=&%"), body, known)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8", "replace")
    finally:
        connection.close()
