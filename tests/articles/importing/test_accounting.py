from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importing.decoding import ImportRefused
from articles.importing.reading import read
from articles.importing.text import read_text
from tests.articles.importing.accounting import assert_accounted

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.txt"))

LINES = [
    "软骨损伤以后：细胞疗法走到了哪一步？",
    "软骨损伤以后：细胞疗法走到了哪一步？_虚构健康网",
    "——从实验室到病房_虚构健康网",
    "前言",
    "壹、总则",
    "Q1：可以跑步吗？",
    "软骨细胞：",
    "最老的办法",
    "间充质干细胞",
    "是怎样起作用的？",
    "• 游泳 • 骑车",
    "一、膝盖里发生了什么",
    "（一）软骨为何难以自愈",
    "1. 没有血管",
    "2. 没有神经",
    "3、细胞稀少",
    "① 取材",
    "② 扩增",
    "01 骨关节炎",
    "第一章 总论",
    "关节软骨没有血管，一旦磨损就很难长回来。",
    "医生常用的办法包括：",
    "- 减重；",
    "- 物理治疗。",
    "• 注射玻璃酸钠",
    "药物；",
    "适合的人：",
    "| 方法 | 证据 |",
    "|---|---|",
    "| 减重 | 高 |",
    "手术\t中\t贵",
    "按摩\t低\t便宜",
    "> 先动起来。",
    "图1 膝关节的剖面",
    "参考文献：",
    "[1] Muster A, Probe B. A trial that never was. J Imaginary Med. 2020;3(4):5-9.",
    "Muster C. Another. J Imaginary Med. 2021;4:1.",
    "参考文献：[1] Eins A. One. 2001. [2] Zwei B. Two. 2002.",
    "免责声明：本文仅供科普，不能代替医生的诊断。",
    "声明",
    "来源：某某医院",
    "作者：甲乙 编辑：丙丁",
    "栏目 频道 2024-05-06 08:30 12",
    "摘要：软骨损伤的治疗正在改变。",
    "扫码添加官方微信",
    "相关推荐",
    "",
    "   ",
    "总结",
    "2019年，某国批准首个产品；",
    "2021年，另一国也批准了；",
]


@given(st.lists(st.sampled_from(LINES), max_size=40))
@settings(max_examples=120, deadline=None)
def test_nothing_is_lost_or_doubled_in_any_order_of_lines(lines):
    text = "\n".join(lines)
    assert_accounted(text, read_text(text))


@given(st.text(alphabet=st.characters(exclude_characters="&", exclude_categories=["Cs", "Cf"]), max_size=300))
@settings(max_examples=100, deadline=None)
def test_nothing_is_lost_in_any_string(text):
    assert_accounted(text, read_text(text))


@given(st.text(max_size=200) | st.text(alphabet="&#;xltnbsp0123456789|-[]()一、.：:\n\t ", max_size=200))
@settings(max_examples=100, deadline=None)
def test_never_a_crash(text):
    read_text(text)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_mutilated_at_random(path):
    whole = path.read_text(encoding="utf-8")
    assert_accounted(whole, read_text(whole))
    for seed in range(60):
        text = mutilated(whole, random.Random(seed))
        assert_accounted(text, read_text(text))


def mutilated(text: str, dice: random.Random) -> str:
    lines = text.split("\n")
    how = dice.choice(["cut", "shuffle", "double", "halve"])
    if how == "cut":
        lines = [line for line in lines if dice.random() > 0.3]
    elif how == "shuffle":
        dice.shuffle(lines)
    elif how == "double":
        lines = [line for line in lines for _ in range(dice.choice([1, 1, 2]))]
    else:
        lines = [line[: dice.randint(0, len(line))] for line in lines]
    return "\n".join(lines)


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5hkscs"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_mutilated_encoded_and_decided_on(path):
    """Bytes of any encoding, some of them wrong, in any kind of file: refused with a reason, or accounted for."""
    whole = path.read_text(encoding="utf-8")
    for seed in range(8):
        dice = random.Random(seed)
        data = damaged(mutilated(whole, dice), dice)
        suffix = dice.choice([".txt", ".txt", ".md", ".html", ".docx"])
        try:
            found = read(data, f"稿{suffix}")
        except ImportRefused:
            continue
        article, names = found.article(), {repair.name for repair in found.proposals()}
        found.article(names)
        if suffix == ".txt" and "<" not in found.text and "&" not in found.text:
            kept = frozenset(article.dropped_numbers[:1])
            assert_accounted(found.text, article)
            assert_accounted(found.text, found.article(keep=kept))


def damaged(text: str, dice: random.Random) -> bytes:
    data = bytearray(text.encode(dice.choice(ENCODINGS), errors="replace"))
    for _ in range(dice.choice([0, 0, 3])):
        data[dice.randrange(len(data))] = dice.randrange(256)
    return bytes(data)
