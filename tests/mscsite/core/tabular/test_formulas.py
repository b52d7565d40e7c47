from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscsite.core.tabular import formulas


@pytest.mark.parametrize(
    ("text", "in_csv", "in_workbook"),
    [
        ("=1+1", "'=1+1", "=1+1"),
        ("+86 10", "'+86 10", "+86 10"),
        ("-5", "'-5", "-5"),
        ("@SUM(A1)", "'@SUM(A1)", "@SUM(A1)"),
        ("\t=1", "'\t=1", "\t=1"),
        ("'=1", "''=1", "''=1"),
        ("'引号'", "'引号'", "'引号'"),
        ("1=1", "1=1", "1=1"),
        ("", "", ""),
    ],
)
def test_what_looks_like_a_formula_is_text_in_either_format(text, in_csv, in_workbook):
    assert (formulas.for_csv(text), formulas.for_workbook(text)) == (in_csv, in_workbook)


@given(st.text("'=+-@\t a1", max_size=6))
def test_every_text_comes_back(text):
    assert formulas.read(formulas.for_csv(text)) == formulas.read(formulas.for_workbook(text)) == text


@pytest.mark.parametrize("value", [-5, 1.5, None, True])
def test_numbers_are_left_alone(value):
    assert formulas.for_csv(value) is formulas.read(value) is value
