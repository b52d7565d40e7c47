"""docs/licences.md is that of the packages, and none of them is under a licence that would reach our code."""

from __future__ import annotations

import re

from supply import licences
from supply.lock import LISTS, lock_of, pins


def test_every_package_is_listed():
    listed = set(re.findall(r"^\| ([a-z0-9-]+) \|", licences.PAGE.read_text("utf-8"), re.MULTILINE)) - {"package"}
    assert listed == {name for each in LISTS for name in pins(lock_of(each))}


def test_no_licence_reaches_our_code():
    assert licences.forbidden() == []


def test_conditions_are_marked():
    lines = dict(re.findall(r"^\| ([a-z0-9-]+) \| (.+) \|$", licences.PAGE.read_text("utf-8"), re.MULTILINE))
    assert ("†" in lines["psycopg"], "†" in lines["django"]) == (True, False)
