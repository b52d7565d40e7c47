"""Entries with fields left out and others added at random: no doubled marks, no empty brackets, no loose ends."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from references.styles import STYLES, format_entry

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))
# After `Inc.` and `ed.` a comma or semicolon is right; nothing else follows a full stop but a blank.
BAD = re.compile(
    r"[,;:，：] ?[,;:.，：]|(?<!\.)\.\.(?!\.)|\(\)|\[\]|（）|  |\(\s|\s\)"
    r"|\A[.,;:，：)]|[,;:，：]\Z|\A\s|\s\Z|//\Z|None|[{}]"
)


@pytest.mark.parametrize("style", STYLES)
def test_nothing_doubles_where_fields_are_missing(style):
    choose = random.Random(7714)
    items = [case["input"] for path in GOLDEN for case in json.loads(path.read_text("utf-8"))]
    fields = [field for item in items for field in item.items()]
    faults = []
    for _number in range(800):
        item = {name: value for name, value in choose.choice(items).items() if choose.random() > 0.3}
        item |= dict(choose.sample(fields, choose.choice((0, 0, 1, 2))))
        line = format_entry(item, style)
        if BAD.search(line):
            faults.append(line)
    assert faults == []
