from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from articles.importing.parsed import Block, Metadatum, ParsedArticle, Repair
from articles.importing.products import product_rows
from articles.importing.text import read_text
from articles.importing.trials import registry_ids

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.txt"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples(path):
    text = path.read_text(encoding="utf-8")
    parsed = read_text(text)
    found = parsed.as_dict()
    found["products"] = [asdict(row) | {"routes": list(row.routes)} for row in product_rows(parsed)]
    found["trials"] = list(registry_ids(text))
    assert found == json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def outline(text: str) -> list[tuple[int, str | None]]:
    return [(section.level, section.heading) for section in read_text(text).sections]


def body(text: str) -> list[Block]:
    return [block for section in read_text("题目在这里\n一、节\n" + text).sections for block in section.blocks]


PARAGRAPH = "这是一段正文，用来说明上面的标题。它有两句话。"


def test_nothing_in_nothing_out():
    assert read_text("") == read_text(" \n\t\n") == ParsedArticle(title="", script="zh-Hans")


def test_a_title_alone():
    assert read_text("干细胞是什么").title == "干细胞是什么"


def test_text_without_a_title_has_none():
    parsed = read_text(PARAGRAPH)
    assert (parsed.title, [s.as_dict() for s in parsed.sections]) == (
        "",
        [{"level": 1, "heading": None, "blocks": [{"type": "p", "text": PARAGRAPH}]}],
    )


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_title_after_up_to_three_paragraphs(count):
    parsed = read_text("\n".join([PARAGRAPH] * count + ["干细胞是什么？", "一、定义", PARAGRAPH]))
    assert (parsed.title, parsed.lead) == ("干细胞是什么？", (PARAGRAPH,) * count)


def test_lead_stands_on_both_sides_of_the_title():
    parsed = read_text(f"前。{PARAGRAPH}\n题目\n后。{PARAGRAPH}\n一、节\n{PARAGRAPH}")
    assert parsed.lead == (f"前。{PARAGRAPH}", f"后。{PARAGRAPH}")


def test_text_without_headings_follows_its_title_in_a_section_without_one():
    parsed = read_text(f"题目\n{PARAGRAPH}\n{PARAGRAPH}")
    assert (parsed.lead, outline(f"题目\n{PARAGRAPH}")) == ((), [(1, None)])


def test_title_twice_and_with_the_name_of_the_site():
    parsed = read_text(f"干细胞是什么_虚构健康网\n干细胞是什么\n{PARAGRAPH}")
    assert (parsed.title, parsed.dropped, parsed.repairs) == (
        "干细胞是什么",
        ("干细胞是什么",),
        (Repair(1, "干细胞是什么_虚构健康网", "干细胞是什么"),),
    )


def test_a_subtitle_belongs_to_the_title():
    assert read_text(f"再生的希望\n——从实验室到病房\n{PARAGRAPH}").title == "再生的希望——从实验室到病房"


def test_levels_follow_the_numbering():
    headings = ["第一章 总论", "一、定义", "（一）来源", "1. 骨髓", "（1）取材", "二、用途", "第二章 各论"]
    text = "题目\n" + "\n".join(f"{heading}\n{PARAGRAPH}" for heading in headings)
    assert outline(text) == list(zip([1, 2, 3, 4, 5, 2, 1], headings, strict=True))


def test_decimal_numbers():
    headings = ["1. 定义", "1.1 来源", "1.1.1 骨髓", "1.2 用途", "2. 展望未来的研究"]
    text = "题目\n" + "\n".join(f"{heading}\n{PARAGRAPH}" for heading in headings)
    assert outline(text) == list(zip([1, 2, 3, 2, 1], headings, strict=True))


def test_no_level_is_jumped():
    text = f"题目\n（1）取材\n{PARAGRAPH}\n一、定义\n{PARAGRAPH}\n（1）骨髓\n{PARAGRAPH}"
    assert outline(text) == [(1, "（1）取材"), (1, "一、定义"), (2, "（1）骨髓")]


def test_short_lines_lie_under_numbered_ones_and_the_end_does_not():
    text = "\n".join(["题目", "一、伦理", "来源之争", PARAGRAPH, "监管之争", PARAGRAPH, "总结", PARAGRAPH])
    assert outline(text) == [(1, "一、伦理"), (2, "来源之争"), (2, "监管之争"), (1, "总结")]


def test_an_end_that_its_section_announces_belongs_there():
    text = "\n".join(["题目", "一、挑战与未来方向", "标准之争", PARAGRAPH, "未来展望", PARAGRAPH])
    assert outline(text) == [(1, "一、挑战与未来方向"), (2, "标准之争"), (2, "未来展望")]


def test_numbers_that_begin_anew_lie_under_short_lines():
    one_part = ["骨科", PARAGRAPH, "1. 膝", PARAGRAPH, "2. 髋", PARAGRAPH]
    text = "\n".join(["题目", *one_part, "神经科", *one_part[1:]])
    assert [level for level, _ in outline(text)] == [1, 2, 2, 1, 2, 2]


def test_an_introduction_lies_beside_the_numbered_sections():
    text = "\n".join(["题目", "前言", PARAGRAPH, "一、定义", PARAGRAPH, "二、用途", PARAGRAPH])
    assert [level for level, _ in outline(text)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("lines", "heading"),
    [
        (["软骨细胞（ACI）：", "最老的“办法”"], "软骨细胞（ACI）： 最老的“办法”"),
        (["干细胞及其外泌体", "是怎样起作用的？"], "干细胞及其外泌体 是怎样起作用的？"),
    ],
)
def test_two_short_paragraphs_may_be_one_heading(lines, heading):
    assert outline("\n".join(["题目", PARAGRAPH, *lines, PARAGRAPH])) == [(1, heading)]


def test_a_label_over_its_list_is_a_heading_but_not_among_labelled_paragraphs():
    listed = ["- 甲：一种风险。", "- 乙：又一种。"]
    assert outline("\n".join(["题目", "一、风险", "长期的顾虑：", *listed])) == [(1, "一、风险"), (2, "长期的顾虑：")]
    labelled = ["题目", "一、风险", "技术仍不成熟：许多问题没有定论。", "潜在风险：", *listed, "监管：各国不同。"]
    assert outline("\n".join(labelled)) == [(1, "一、风险")]


@pytest.mark.parametrize(
    "line",
    [
        "主要包括：",
        "面对宣传，请您务必：",
        "自我更新：就像种子一样。",
        "那么，什么是外泌体？",
        "这就是干细胞的力量。",
        "认知革新：由“种子”到“信使”：2025年，某学会把它改名为基质细胞，这解决了长期的争议，也为审批铺了路8。",
        "表1 各国的批准情况",
    ],
)
def test_what_is_no_heading(line):
    assert outline(f"题目\n一、节\n{PARAGRAPH}\n{line}\n{PARAGRAPH}") == [(1, "一、节")]


def test_a_single_sentence_with_a_semicolon_is_no_heading():
    assert outline(f"题目\n一、节\n这一点很重要；\n{PARAGRAPH}") == [(1, "一、节")]


def test_lists():
    assert body("- 甲\n- 乙：丙。\n• 丁") == [Block("ul", items=("甲", "乙：丙。", "丁"))]
    assert body("1. 甲\n2. 乙\n3. 丙") == [Block("ol", items=("甲", "乙", "丙"))]
    assert body("① 甲；\n② 乙。") == [Block("ol", items=("甲；", "乙。"))]
    assert body("● 甲 ● 乙 ● 丙") == [Block("ul", items=("甲", "乙", "丙"))]
    assert body("1. 甲\n  - 子\n2. 乙") == [Block("ol", items=("甲", "子", "乙"))]
    assert body("- 甲；\n乙；\n- 丙。") == [Block("ul", items=("甲；", "乙；", "丙。"))]


def test_blank_lines_do_not_part_a_list():
    assert body("- 甲\n\n- 乙") == [Block("ul", items=("甲", "乙"))]


def test_numbers_with_a_gap_stay_in_the_text():
    assert body("1. 甲是第一种。\n3. 乙是第三种。") == [Block("p", "1. 甲是第一种。"), Block("p", "3. 乙是第三种。")]


TABLE = (("名", "国"), ("甲", "日本"), ("乙", ""))


@pytest.mark.parametrize(
    "text",
    [
        "| 名 | 国 |\n|---|---|\n| 甲 | 日本 |\n| 乙 | |",
        "| 名 | 国 |\n| 甲 | 日本 |\n| 乙 |  |",
        "| 名 | 国 |\n\n| 甲 | 日本 |\n\n| 乙 |  |",
        "名 | 国\n--- | ---\n甲 | 日本\n乙 | ",
        "名｜国\n甲｜日本\n乙｜ ｜"[:-1],
        "+---+---+\n| 名 | 国 |\n+---+---+\n| 甲 | 日本 |\n| 乙 | |\n+---+---+",
    ],
)
def test_tables(text):
    assert body(text) == [Block("table", rows=TABLE)]


def test_tables_by_tabs():
    assert body("名\t国\n甲\t日本\n乙\t印度") == [Block("table", rows=(("名", "国"), ("甲", "日本"), ("乙", "印度")))]


def test_a_bar_in_a_sentence_is_no_table():
    assert body("这里有一条竖线 | 但这不是表格。") == [Block("p", "这里有一条竖线 | 但这不是表格。")]


def test_quotes_and_figures():
    assert body("> 先问用途。\n> 再谈保存。\n图2：采集的流程") == [
        Block("quote", "先问用途。\n再谈保存。"),
        Block("figure", "图2：采集的流程"),
    ]


def test_marks_and_exponents_stay_as_printed():
    assert body("剂量为3×108个[1]，见图1。") == [Block("p", "剂量为3×108个[1]，见图1。")]


@pytest.mark.parametrize(
    ("line", "metadata"),
    [
        ("来源：某某医院", {"source": "某某医院"}),
        ("栏目 频道 2024-05-06 08:30 12", {"date": "2024-05-06"}),
        ("2024年5月6日", {"date": "2024-05-06"}),
        ("發布日期：民國114年9月28日", {"date": "2025-09-28"}),
        ("民國114年9月28日", {"date": "2025-09-28"}),
        ("发布时间：2024年5月", {"date": "2024-05"}),
        ("日期：民国113年", {"date": "2024"}),
        ("摘要：细胞治疗还在试验。很多问题没有答案。", {"summary": "细胞治疗还在试验。很多问题没有答案。"}),
        ("文／陳大文", {"author": "陳大文"}),
        ("来源：某报 作者：某人 2024-05-06", {"source": "某报", "author": "某人", "date": "2024-05-06"}),
        ("责任编辑：小林", {"editor": "小林"}),
        ("医学审核：张医生", {"reviewer": "张医生"}),
        ("适用人群：成年患者", {"audience": "成年患者"}),
    ],
)
def test_metadata(line, metadata):
    parsed = read_text(f"题目\n{line}\n一、节\n{PARAGRAPH}")
    assert parsed.metadata == {key: Metadatum(value, line) for key, value in metadata.items()}


def test_two_sources():
    parsed = read_text(f"题目\n来源：甲报\n一、节\n{PARAGRAPH}\n来源：乙网")
    assert {key: datum.value for key, datum in parsed.metadata.items()} == {"source": "甲报", "source_2": "乙网"}


def test_a_labelled_sentence_is_no_metadata():
    parsed = read_text(f"题目\n来源：脐带和胎盘。\n一、节\n{PARAGRAPH}")
    assert (parsed.metadata, parsed.lead) == ({}, ("来源：脐带和胎盘。",))


@pytest.mark.parametrize(
    "line",
    [
        "扫码添加官方微信",
        "掃碼添加官方微信",
        "长按识别二维码关注我们",
        "点击上方“某某医院”关注我们",
        "相关推荐",
        "阅读原文",
        "点赞 收藏 转发",
        "分享到：微信 微博 QQ空间",
        "阅读 1024",
        "当前位置：首页 > 资讯",
        "首页 > 资讯 > 正文",
        "上一篇：别的文章",
        "第 3 页 共 12 页",
        "- END -",
        "-----",
        "[图片]",
        "字号：大 中 小",
    ],
)
def test_noise_is_left_out_and_listed(line):
    parsed = read_text(f"题目\n一、节\n{PARAGRAPH}\n  {line} \n{PARAGRAPH}")
    assert (parsed.dropped, parsed.repairs) == ((line,), ())


@pytest.mark.parametrize(
    "line",
    [
        "患者扫码后即可预约复诊。",
        "关注干细胞的人越来越多。",
        "相关推荐的剂量见下表。",
        "分享会上，他介绍了试验。",
        "广告中的疗效不可信。",
    ],
)
def test_what_is_not_sure_stays_in(line):
    assert read_text(f"题目\n一、节\n{PARAGRAPH}\n{line}").dropped == ()


@pytest.mark.parametrize(
    ("end", "disclaimer"),
    [
        ("免责声明：仅供科普。", "仅供科普。"),
        ("【免責聲明】僅供科普。", "僅供科普。"),
        ("免责说明:仅供科普。\n声明：转载请注明。", "仅供科普。\n转载请注明。"),
        ("聲明：\n僅供科普。", "僅供科普。"),
        ("本文仅供科普，不能代替诊断。", "本文仅供科普，不能代替诊断。"),
        ("", None),
    ],
)
def test_disclaimer(end, disclaimer):
    assert read_text(f"题目\n一、节\n{PARAGRAPH}\n{end}").disclaimer == disclaimer


def test_repairs_of_what_nobody_sees():
    parsed = read_text("题\u200b目在此\n一、节\n甲&nbsp;与\xa0乙&amp;丙。\n  两边的空格不算。\u3000\n完。")
    assert parsed.title == "题目在此"
    assert parsed.repairs == (
        Repair(1, "题\u200b目在此", "题目在此"),
        Repair(3, "甲&nbsp;与\xa0乙&amp;丙。", "甲 与 乙&丙。"),
    )


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("间充质干细胞", "zh-Hans"),
        ("間充質干細胞", "zh-Hant"),
        ("後發表於網路的資料，主要是简体", "zh-Hant"),
        ("后来在里面", "zh-Hans"),
        ("English only", "zh-Hans"),
    ],
)
def test_script(text, script):
    assert read_text(text).script == script


def test_a_number_alone_belongs_to_the_words_below_it():
    text = f"题目\nPART 01\n定义\n{PARAGRAPH}\nPART 02\n用途\n{PARAGRAPH}"
    assert outline(text) == [(1, "PART 01 定义"), (1, "PART 02 用途")]


def test_lines_broken_at_the_edge_of_a_page_become_paragraphs():
    lines = [
        "骨关节炎是一种以关节软骨退变为特征的慢性",
        "疾病，患病率随年龄增长而升高。现有的治疗",
        "只能缓解症状，不能阻止病程。",
    ]
    assert body("\n".join(lines * 3)) == [Block("p", "".join(lines))] * 3


def test_what_stands_under_a_stock_heading_is_its_text():
    text = f"题目\n前言\n这种病很常见\n{PARAGRAPH}\n一、节\n{PARAGRAPH}"
    assert outline(text) == [(1, "前言"), (1, "一、节")]


def test_a_list_of_other_articles_at_the_end_is_noise():
    parsed = read_text(f"题目\n一、节\n{PARAGRAPH}\n更多某网报道\n老人跌倒怎么办\n延伸阅读\n防晒的学问")
    assert parsed.dropped == ("更多某网报道", "老人跌倒怎么办", "延伸阅读", "防晒的学问")


def test_headings_that_a_word_numbers_lie_under_the_one_that_announces_them():
    text = "\n".join(["题目", "三个误区", "误区一：越多越好", PARAGRAPH, "【误区2】越贵越好", PARAGRAPH])
    assert outline(text) == [(1, "三个误区"), (2, "误区一：越多越好"), (2, "【误区2】越贵越好")]


def test_a_mark_over_a_paragraph_makes_a_heading_and_after_a_colon_an_item():
    assert outline(f"题目\n■ 取材\n{PARAGRAPH}\n■ 扩增\n{PARAGRAPH}") == [(1, "■ 取材"), (1, "■ 扩增")]
    assert outline(f"题目\n一、节\n主要有：\n■ 取材\n{PARAGRAPH}") == [(1, "一、节")]


def test_the_mark_that_says_no_stays_with_its_item():
    assert body("✅ 先看医生；\n❌ 轻信广告。") == [Block("ul", items=("先看医生；", "❌ 轻信广告。"))]


def test_columns_set_apart_by_blanks():
    rows = (("类型", "来源", "优点"), ("自体", "髂骨", "无排斥"), ("异体", "脐带", "稳定"))
    assert body("\n".join("　　".join(row) for row in rows)) == [Block("table", rows=rows)]
    assert body("甲　乙　丙") == [Block("p", text="甲　乙　丙")]


def test_titles_of_other_articles_between_paragraphs():
    text = f"题目\n{PARAGRAPH}\n延伸阅读：\n膝盖痛怎么办\n髋部痛怎么办\n\n再生的希望\n{PARAGRAPH}"
    parsed = read_text(text)
    assert parsed.dropped == ("延伸阅读：", "膝盖痛怎么办", "髋部痛怎么办")
    assert [section.heading for section in parsed.sections] == ["再生的希望"]
