"""What was asked for last is kept, up to a weight."""

from __future__ import annotations

from mscsite.core.bounded import Bounded


def asked(kept: Bounded, names: str, weight: int = 1) -> list[str]:
    """The names that had to be made."""
    made: list[str] = []

    def load(missing: list[str]) -> dict[str, str]:
        made.extend(missing)
        return {name: name.upper() for name in missing if name != "-"}

    found = kept.many("kind", list(names), load, weight)
    assert found == {name: name.upper() for name in names if name != "-"}
    return made


def test_what_was_asked_for_longest_ago_goes_first():
    kept = Bounded(3)
    assert asked(kept, "abc") == ["a", "b", "c"]
    assert asked(kept, "a") == []
    assert asked(kept, "d") == ["d"]
    assert asked(kept, "acd") == []
    assert asked(kept, "b") == ["b"]


def test_heavy_things_leave_less_room_and_what_there_is_not_is_light():
    kept = Bounded(10)
    asked(kept, "ab", weight=4)
    assert asked(kept, "--ab", weight=4) == ["-", "-"]
    assert asked(kept, "c", weight=4) == ["c"]
    assert asked(kept, "b", weight=4) == []
    assert asked(kept, "a", weight=4) == ["a"]


def test_what_is_heavier_than_all_is_given_and_not_kept():
    kept = Bounded(3)
    assert asked(kept, "a", weight=4) == ["a"]
    assert asked(kept, "a", weight=4) == ["a"]


def test_cleared_it_holds_nothing():
    kept = Bounded(3)
    asked(kept, "abc")
    kept.clear()
    assert asked(kept, "abc") == ["a", "b", "c"]
