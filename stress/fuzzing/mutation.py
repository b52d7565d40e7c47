"""Dishonest inputs made of honest ones, the same for the same seed."""

from __future__ import annotations

import io
import random
import zipfile

LARGEST = 60_000  # bytes: what is larger is tried by tests of its own


def mutated(chance: random.Random, seeds: list[bytes], pieces: list[bytes]) -> bytes:
    """One of `seeds`, changed in one to a dozen places. A package (.docx, .xlsx) is mostly changed in its parts."""
    seed = chance.choice(seeds)
    if seed.startswith(b"PK\x03\x04") and chance.random() < 0.8:
        return _package(chance, seed, pieces)
    return _changed(chance, seed, seeds, pieces)


def _package(chance: random.Random, data: bytes, pieces: list[bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        names = [name for name in old.namelist() if name.endswith((".xml", ".rels"))]
        main = [
            name for name in names if name.endswith(("document.xml", "sheet1.xml", "workbook.xml", "sharedStrings.xml"))
        ]
        chosen = set(chance.sample(main, 1) + chance.sample(names, chance.randint(0, 2)))
        for name in old.namelist():
            if name in chosen and chance.random() < 0.05:
                continue
            content = old.read(name)
            new.writestr(name, _changed(chance, content, [content], pieces) if name in chosen else content)
    return buffer.getvalue()


def _changed(chance: random.Random, data: bytes, seeds: list[bytes], pieces: list[bytes]) -> bytes:
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 5, 12))):
        place = chance.randint(0, len(found))
        end = min(len(found), place + chance.choice((0, 1, 2, 8, 64, 512)))
        kind = chance.randrange(7)
        if kind == 0:
            found[place:end] = b""
        elif kind <= 2:
            found[place:place] = chance.choice(pieces)
        elif kind == 3:
            found[place:end] = chance.choice(pieces)
        elif kind == 4:
            found[place:place] = found[place:end] * chance.choice((1, 2, 50))
        elif kind == 5 and place < len(found):
            found[place] = chance.randrange(256)
        else:
            other = chance.choice(seeds)
            start = chance.randint(0, len(other))
            found[place:place] = other[start : start + chance.choice((1, 16, 400))]
        if len(found) > LARGEST:
            del found[LARGEST:]
    return bytes(found)
