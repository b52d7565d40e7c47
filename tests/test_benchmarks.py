"""How the benchmarks tell, gather and compare their ratios."""

from __future__ import annotations

import ast
import json

import pytest

from benchmarks import __main__ as bench
from benchmarks import compare, measuring


def told(name: str, value: float, **goal) -> dict:
    return {"name": name, "value": value, "at_least": None, "at_most": None} | goal


def test_a_ratio_is_printed_with_its_goal_and_gathered(tmp_path, monkeypatch, capsys):
    file = tmp_path / "told"
    monkeypatch.setenv(measuring.GATHERED, str(file))
    monkeypatch.delenv(measuring.QUICK, raising=False)
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


@pytest.mark.parametrize("name", bench.NAMES)
def test_every_benchmark_tells_a_ratio(name):
    module = bench.command(name, quick=False)[-1]
    tree = ast.parse((measuring.ROOT / f"{module.replace('.', '/')}.py").read_text("utf-8"))
    calls = [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert "measuring.tell" in calls


def test_a_quick_run_keeps_its_ratios_without_goals_and_two_are_compared(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(bench, "FOLDER", tmp_path)
    monkeypatch.setattr(bench, "commit", lambda: "abc")
    assert bench.main(["--quick", "hanzi"]) == 0
    file = tmp_path / "abc-quick.json"
    run = json.loads(file.read_text())
    names = [f"conversion with {count} terms, of bare OpenCC" for count in (0, 1_000, 5_000)]
    assert [(told["benchmark"], told["name"], told["at_least"]) for told in run["ratios"]] == [
        ("hanzi", name, None) for name in names
    ]
    assert (run["quick"], run["failed"], run["silent"]) == (True, [], [])
    table = capsys.readouterr().out.partition("== Ratios\n")[2].splitlines()
    assert table == [*(measuring.line_of(told) for told in run["ratios"]), f"kept in {file}"]
    compare.main([str(file), str(file)])
    assert [" ".join(line.split()[-2:]) for line in capsys.readouterr().out.splitlines()] == ["1.00 ×"] * 3


def test_a_benchmark_that_fails_and_one_that_tells_nothing_are_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(bench, "FOLDER", tmp_path)
    monkeypatch.setattr(bench, "gathered", lambda name, _quick: (name != "lists", []))
    assert bench.main(["lists", "pages"]) == 1
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "did not run to their end: lists",
        "told no ratio (see above why): pages",
    ]


def test_an_unknown_benchmark_is_refused(capsys):
    with pytest.raises(SystemExit):
        bench.main(["nothing"])
    assert "no benchmark nothing; there are hanzi, importing" in capsys.readouterr().err


def test_small_and_whole_sizes_are_not_compared(tmp_path):
    files = [tmp_path / "whole.json", tmp_path / "quick.json"]
    for file, quick in zip(files, (False, True), strict=True):
        file.write_text(json.dumps({"quick": quick, "ratios": []}))
    with pytest.raises(SystemExit, match="ran with --quick"):
        compare.main([str(file) for file in files])
