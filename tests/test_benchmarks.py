"""How the benchmarks tell, gather and compare their ratios."""

from __future__ import annotations

import json

import pytest

from benchmarks import compare, measuring


def told(name: str, value: float, **goal) -> dict:
    return {"name": name, "value": value, "at_least": None, "at_most": None} | goal


def test_a_ratio_is_printed_with_its_goal_and_gathered(tmp_path, monkeypatch, capsys):
    file = tmp_path / "told"
    monkeypatch.setenv(measuring.GATHERED, str(file))
    measuring.tell("a", 0.5, at_least=0.4)
    measuring.tell("b", 3, at_most=2)
    measuring.tell("c", 1)
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert lines == ["ratio: a 0.500 ≥ 0.4 reached", "ratio: b 3.000 ≤ 2 NOT reached", "ratio: c 1.000"]
    gathered = [json.loads(line) for line in file.read_text().splitlines()]
    assert gathered == [told("a", 0.5, at_least=0.4), told("b", 3, at_most=2), told("c", 1)]


def test_two_runs_are_compared_by_name():
    old = {"a": told("a", 2.0, at_most=3), "gone": told("gone", 1), "b": told("b", 0.5, at_least=1)}
    new = {"a": told("a", 4.0, at_most=3), "b": told("b", 1.0, at_least=1), "new": told("new", 1)}
    assert [" ".join(line.split()) for line in compare.lines(old, new)] == [
        "a 2.000 4.000 2.00 × goal LOST", "gone gone", "b 0.500 1.000 2.00 × goal won", "new new",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"ratios": 1}'])
def test_a_file_of_something_else_is_named(tmp_path, text):
    file = tmp_path / "x.json"
    file.write_text(text)
    with pytest.raises(SystemExit, match=r"x\.json: no file that"):
        compare.read(str(file))
