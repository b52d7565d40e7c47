"""Sets of places as the bits of a number: choosing is one `&`, counting one `bit_count`, however many there are."""

from __future__ import annotations

from collections.abc import Sequence


def bits_of(places: Sequence[int]) -> int:
    """The number with a bit at each of `places`, which go up."""
    held = bytearray((places[-1] >> 3) + 1 if places else 0)
    for place in places:
        held[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(held, "little")
