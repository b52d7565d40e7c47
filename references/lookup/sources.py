"""Whatever was pasted or uploaded, as entries: numbers to look up, a file, or a list of references."""

from __future__ import annotations

from references.exchange import files
from references.exchange.decoding import decode
from references.exchange.entries import Entry
from references.lookup import entries, identifiers


def read(data: bytes, name: str) -> list[Entry]:
    """The entries of a text; raises `decoding.Refused` for what is none of these."""
    text = decode(data, name)
    return list(entries.entries(text)) if identifiers.reads(text) else files.read(data, name)
