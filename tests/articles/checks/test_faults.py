"""Sentences with one fault each, written before the checks that find it; and plain ones with none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from articles.checks.text import check_lines

ROWS = [json.loads(line) for line in Path(__file__).with_name("faults.jsonl").read_text("utf-8").splitlines()]


def groups(text: str) -> set[str]:
    return {found.code.partition(".")[0] for found in check_lines(text.split("\n"))}


@pytest.mark.parametrize("row", [row for row in ROWS if row["group"]], ids=lambda row: row["text"][:24])
def test_a_fault_is_found_in_its_group(row):
    assert row["group"] in groups(row["text"])


@pytest.mark.parametrize("row", [row for row in ROWS if not row["group"]], ids=lambda row: row["text"][:24])
def test_a_text_without_fault_is_left_alone(row):
    assert groups(row["text"]) == set()


@pytest.mark.parametrize(
    "text",
    [
        "试验共纳入212名受试者，其中细胞组107名，安慰剂组105名[3]。",
        "共入组60例，男性28例，女性32例。",
        "入组60例，治疗组28例，对照组26例，6例退出。",
        "年龄18至65岁，随访12至24周。",
        "血糖从12.3 mmol/L下降到7.1 mmol/L（P=0.003），差异有统计学意义[4]。",
        "两组差异无统计学意义（P=0.41）[11]。",
        "该批准有效期至2032年7月，到期须重新申请。",
        "疼痛评分由6.8分降至3.1分[2]。",
        "他的目的的确不是推销，一个了不起的人。",
        "P<0.05，(见表)两组比较。",
        "剂量为1×10⁶/kg，每周两次。",
        "平均年龄58岁，最大122岁。",
    ],
)
def test_plain_sentences_have_no_fault(text):
    codes = {found.code for found in check_lines([text], ["numbers", "structure"])}
    assert codes - {"structure.half-width", "structure.missing-figure"} == set()
