"""The exceptions, clause by clause."""

from __future__ import annotations

import pytest

from articles.checks.text import check_lines


def codes(text: str) -> set[str]:
    return {found.code for found in check_lines([text], ["claims"])}


@pytest.mark.parametrize(
    "text",
    [
        "它并非能够根治关节炎的药物。",
        "没有证据表明，这种方法可以根治关节炎。",
        "有人宣称它能根治关节炎。",
        "所谓根治关节炎的说法，请勿轻信。",
        "它真的能根治关节炎吗？",
        "能否根治关节炎尚无定论。",
        "“根治关节炎”是一个误区。",
        "广告不得含有“根治”等用语。",
        "网上说它能根治关节炎。这是错误的。",
    ],
)
def test_words_spoken_against_are_no_claim(text):
    assert codes(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "它并不便宜，但能根治关节炎。",
        "它并非药物而能根治关节炎。",
        "它不仅止痛，更能根治关节炎。",
        "谁说不能根治关节炎？",
        "关节炎能根治吗？能！",
        "这绝非骗局，我们真能根治关节炎。",
        "不用手术也能根治关节炎。",
    ],
)
def test_a_negation_ends_and_a_question_can_be_a_promise(text):
    assert "claims.cure" in codes(text)


@pytest.mark.parametrize("script", ["一次治疗，終身不復發。", "一次治疗，终身不复发。"])
def test_both_scripts_by_one_list(script):
    assert codes(script) == {"claims.no-relapse"}


def test_positions_are_those_of_the_text_as_written():
    (found,) = check_lines(["前一行。", "　　我們能 根 治 關節炎。"], ["claims"])
    assert (found.line, found.start, found.end, found.excerpt) == (2, 6, 9, "根 治")


def test_a_result_without_source_is_a_matter_of_evidence():
    text = "在一项纳入40名患者的随机试验中，总有效率为65%，对照组为40%。"
    assert codes(text) == set()
    assert [found.code for found in check_lines([text], ["evidence"])] == ["evidence.result-without-source"]
