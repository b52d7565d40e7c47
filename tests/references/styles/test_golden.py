"""Every entry in every style, against what citeproc-js prints with the CSL styles (see golden/README.md)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from references.styles import STYLES, format_entry, format_list

HERE = Path(__file__).parent
KINDS = "article-journal book chapter thesis standard patent report webpage article dataset registry".split()
GOLDEN = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((HERE / "golden").glob("*.json"))}
DELIBERATE = json.loads((HERE / "deliberate.json").read_text("utf-8"))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("kind", GOLDEN)
def test_entries_are_printed_as_the_style_prints_them(kind, style):
    wanted = {
        case["id"]: DELIBERATE[style].get(case["id"], {}).get("ours", case["expected"][style]) for case in GOLDEN[kind]
    }
    assert {case["id"]: format_entry(case["input"], style) for case in GOLDEN[kind]} == wanted


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_ten_entries_in_both_languages(kind):
    languages = {case["input"].get("language", "")[:2] for case in GOLDEN[kind]}
    assert len(GOLDEN[kind]) >= 10
    assert {"en", "zh"} <= languages


@pytest.mark.parametrize("style", STYLES)
def test_every_difference_is_one_and_has_its_reason(style):
    expected = {case["id"]: case["expected"][style] for cases in GOLDEN.values() for case in cases}
    idle = [name for name, known in DELIBERATE[style].items() if known["ours"] == expected[name] or not known["why"]]
    assert idle == []
    assert len(DELIBERATE[style]) <= len(expected) * 0.05


def test_a_list_keeps_its_order():
    items = [case["input"] for case in GOLDEN["book"][:3]]
    assert format_list(items, "apa") == [format_entry(item, "apa") for item in items]
