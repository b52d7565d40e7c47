"""Every check fires on its own example and is silent on the other; docs/checks.md says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from articles.checks.registry import all_checks
from articles.checks.report import catalogue
from articles.checks.text import check_lines

CHECKS = [each for each in all_checks() if not each.for_articles]
DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "checks.md"


@pytest.mark.parametrize("each", CHECKS, ids=lambda each: each.code)
def test_a_check_fires_on_its_example_and_not_on_the_other(each):
    assert {found.code for found in check_lines(each.fires.split("\n"), [each.code])} == {each.code}
    assert check_lines(each.silent.split("\n"), [each.code]) == []


@pytest.mark.parametrize("each", all_checks(), ids=lambda each: each.code)
def test_a_check_names_its_rule_and_says_what_to_do(each):
    assert each.rule.name
    assert str(each.message).endswith("。")


def test_the_document_is_what_the_code_says():
    assert DOCUMENT.read_text("utf-8") == catalogue(), "run: manage.py check_text --list > docs/checks.md"
