"""Folding for matching, and the way back to the text as written."""

from __future__ import annotations

import pytest

from articles.checks.normalise import normalise


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("療效顯著，無副作用！", "疗效显著,无副作用!"),
        ("治 愈\u3000率\u200b98％", "治愈率98%"),
        ("「根治」", "“根治”"),
        ("5×10⁷個", "5×10⁷个"),
        ("Stem Cell Research", "Stem Cell Research"),
        ("獲 FDA 批準", "获FDA批准"),
        ("什么、什麼", "什么、什么"),
        ("", ""),
    ],
)
def test_one_form_for_both_scripts_and_all_widths(text, folded):
    assert normalise(text).text == folded


def test_a_stretch_is_found_again_in_the_text_as_written():
    text = "本品 無 副 作 用。"
    folded = normalise(text)
    start = folded.text.index("无副作用")
    begin, end = folded.span(start, start + 4)
    assert text[begin:end] == "無 副 作 用"


def test_inserts_are_read_but_take_no_room():
    folded = normalise("有效。", {2: "[1]"})
    assert folded.text == "有效[1]。"
    assert folded.span(5, 6) == (2, 3)


def test_an_insert_at_the_end():
    folded = normalise("有效", {2: "[1]"})
    assert folded.text == "有效[1]"
    assert folded.span(2, 5) == (2, 2)
