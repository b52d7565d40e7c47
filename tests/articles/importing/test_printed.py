"""Whatever the page of a PDF does to a text, the same article is read from it."""

from __future__ import annotations

from random import Random

import pytest

from articles.importing.furniture import take_furniture
from articles.importing.lines import cut
from articles.importing.text import read_text
from articles.importing.wrapping import join
from tests.articles.importing import journals
from tests.articles.importing.accounting import assert_accounted
from tests.articles.importing.printing import Press, printed

HEADS = ["", "虚构医学 2024 年第 39 卷", "张三等：脐带间充质干细胞治疗移植物抗宿主病"]


def press_of(dice: Random) -> Press:
    return Press(
        edge=dice.choice([24, 30, 34, 38, 44]),
        lines_a_page=dice.choice([28, 36, 44]),
        head=dice.choice(HEADS),
        number=dice.choice(["{}", "- {} -", "· {} ·", "第 {} 页"]),
        blank_at_page_ends=dice.random() < 0.5,
        indent="　　",
        form_feed=dice.random() < 0.3,
    )


@pytest.mark.parametrize("seed", range(24))
def test_a_review_with_40_to_60_references(seed):
    dice = Random(seed)
    review = journals.review(dice, dice.randint(40, 60), dice.choice(["gbt", "vancouver"]))
    parsed = read_text(printed(review.paragraphs, press_of(dice)))
    found = parsed.as_dict()
    assert (found["title"], found["lead"]) == (journals.TITLE, [journals.PARAGRAPHS[0]])
    sections = [(s.heading, s.level, [block.text for block in s.blocks]) for s in parsed.sections]
    assert sections == review.sections
    assert found["references"] == review.references
    assert set(found["metadata"]) == journals.FACTS


@pytest.mark.parametrize("seed", range(12))
def test_nothing_is_lost_between_the_pages(seed):
    dice = Random(seed)
    review = journals.review(dice, 12, "gbt")
    text = printed(review.paragraphs, press_of(dice))
    lines = text.splitlines()
    dice.shuffle(lines)
    for mutilated in (text, "\n".join(lines), "\n".join(line for line in lines if dice.random() > 0.3)):
        assert_accounted(mutilated, read_text(mutilated))


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("differentia-", "tion", "differentiation"),
        ("anti-", "inflammatory", "anti-inflammatory"),
        ("marrow-", "derived cells", "marrow-derived cells"),
        ("bone-marrow-", "cells", "bone-marrow-cells"),
        ("systema-", "tic", "systematic"),
        ("HLA-", "DR", "HLA-DR"),
        ("stem", "cells", "stem cells"),
        ("干细", "胞", "干细胞"),
        ("约30", "例", "约30例"),
        ("见[", "2-4]", "见[2-4]"),
    ],
)
def test_parts_of_a_broken_text(before, after, joined):
    assert join(before, after) == joined


@pytest.mark.parametrize("text", ["1\n甲\n2\n乙", "01\n定义\n02\n用途", "甲\n12\n乙", "第 1 页\n甲\n第 8 页\n乙"])
def test_numbers_that_are_no_page_numbers(text):
    assert take_furniture(cut(text))[1] == []
