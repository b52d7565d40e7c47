"""The lock files are those of the lists, with hashes, and name no host."""

from __future__ import annotations

import importlib.metadata
import re

from supply import lock
from supply.lock import ROOT


def test_the_locks_are_those_of_the_lists():
    assert lock.problems() == []


def test_everything_has_a_hash_and_nothing_names_a_host():
    assert lock.unhashed() == []


def test_what_the_packages_need_is_locked_too():
    """Every requirement of every installed package of the lock, as its own metadata say it."""
    held = lock.pins(lock.lock_of("requirements.txt"))
    missing = set()
    for name in held:
        try:
            needed = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue  # of another platform
        plain = [re.match(r"[A-Za-z0-9._-]+", line)[0] for line in needed if ";" not in line]
        missing |= {re.sub(r"[-_.]+", "-", each).lower() for each in plain} - held.keys()
    assert missing == set()


def test_a_list_that_has_changed_is_noticed(tmp_path, monkeypatch):
    for name in lock.LISTS:
        for path in (ROOT / name, lock.lock_of(name)):
            (tmp_path / path.name).write_text(path.read_text("utf-8"))
    (tmp_path / "requirements-sentry.txt").write_text((ROOT / "requirements-sentry.txt").read_text("utf-8"))
    monkeypatch.setattr(lock, "ROOT", tmp_path)
    assert lock.problems() == []
    with (tmp_path / "requirements.txt").open("a") as file:
        file.write("some-package[extra]==1.2.3   # a reason\n")
    assert "requirements.lock has some-package None, requirements.txt wants 1.2.3: run make lock" in lock.problems()


def test_every_requirement_says_why():
    for name in lock.LISTS:
        lines = [line for line in (ROOT / name).read_text("utf-8").splitlines() if "==" in line]
        assert [line for line in lines if "#" not in line and not line.startswith("pytest==")] == []
