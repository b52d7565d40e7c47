"""The registry: failures stay apart, time has a bound."""

from __future__ import annotations

import pytest

from articles.checks import registry
from articles.checks.document import from_lines
from articles.checks.findings import Level, Rule
from articles.checks.text import check_lines, unknown_names
from mscsite.core import hanzi


def failing(_document):
    raise RuntimeError("broken")


def test_a_check_that_fails_is_reported_and_stops_nothing(monkeypatch):
    broken = registry.Check("claims.broken", Level.ERROR, Rule("无"), "……", "", "", failing)
    checks = registry.all_checks()
    monkeypatch.setattr(registry, "all_checks", lambda: [broken, *checks])
    findings = registry.run(from_lines(["包治百病。"]), ["claims"])
    assert [found.code for found in findings] == [registry.FAILED, "claims.cure-all"]
    assert "claims.broken" in findings[0].message


def test_a_code_is_used_once_and_belongs_to_a_group():
    taken = {"level": Level.INFO, "rule": Rule("无"), "message": "……"}
    for code in ("claims.cure", "nonsense.code"):
        with pytest.raises(ValueError, match="taken"):
            registry.check(code=code, **taken)(failing)


def test_only_takes_groups_and_codes():
    text = ["包治百病,5×107个细胞。"]
    assert {found.code for found in check_lines(text, ["numbers"])} == {"numbers.lost-exponent"}
    assert {found.code for found in check_lines(text, ["claims.cure-all"])} == {"claims.cure-all"}
    assert unknown_names(["claims", "numbers.lost-exponent", "nonsense"]) == ["nonsense"]


def test_a_fault_is_told_in_every_line_but_not_without_end_in_one():
    assert {found.line for found in check_lines(["包治百病。"] * 300, ["claims"])} == set(range(1, 301))
    assert len(check_lines(["包治百病。" * 300], ["claims"])) == registry.MOST_IN_A_LINE


@pytest.mark.parametrize(
    "text", ["\0", "\ud800", "\u202e治愈", "", "\r", "🧬" * 50, "<b>" * 1000, "|" * 2000, "细胞" * 50_000]
)
def test_strange_text_does_no_harm(text):
    assert all(found.code != registry.FAILED for found in check_lines([text, text]))


def test_script_checks_use_the_conversion():
    assert hanzi.suspicious("批準")
    assert [found.code for found in check_lines(["這種產品已經批準。"], ["script"])] == ["script.bad-conversion"]
