"""Claims, on sentences of our own: `claims.jsonl`, a third of which (`held_out`) no rule was tuned on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from articles.checks.text import check_lines

SENTENCES = [json.loads(line) for line in (Path(__file__).parent / "claims.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("held_out", [False, True], ids=["tuned", "held out"])
def test_precision_and_recall_are_at_least_95_percent(held_out):
    outcomes = [
        (sentence["violates"], bool(check_lines([sentence["text"]], ["claims"])))
        for sentence in SENTENCES
        if sentence["held_out"] == held_out
    ]
    right = sum(violates and found for violates, found in outcomes)
    assert right / sum(found for _violates, found in outcomes) >= 0.95
    assert right / sum(violates for violates, _found in outcomes) >= 0.95
