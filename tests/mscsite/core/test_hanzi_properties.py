"""What holds for any text."""

import re

import pytest

hypothesis = pytest.importorskip("hypothesis")

from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from mscsite.core import hanzi  # noqa: E402
from mscsite.core.hanzi import HANS, HANT, HANT_HK, HANT_TW  # noqa: E402

SEAMS = (
    "干后里面发复系制准征症钟于范并志采松谷台托借尽余游周注只几出签了折曲板表当云致布占升克回困蒙辟"
    "苏涂烟郁欲御扎咸姜伙历据细胞体机明新若程剂备教授\n <>&\"'/=。，12ab"
)
texts = st.text(st.sampled_from(SEAMS), max_size=60) | st.text(max_size=40)
tags = st.sampled_from(
    ["<b>", "</b>", "<p class='后'>", "</p>", "<a href=\"/后\" title='后'>", "<br>", "<!--后-->", "<code>", "<"]
)
markup = st.lists(tags | texts, max_size=12).map("".join)
quick = settings(max_examples=60, deadline=None)


@quick
@given(texts, st.sampled_from([HANT, HANT_TW, HANT_HK]))
def test_length_and_lines_are_kept(text, script):
    made = hanzi.convert(text, script, HANS)
    assert len(made) == len(text)
    assert [len(line) for line in made.split("\n")] == [len(line) for line in text.split("\n")]
    assert re.sub(r"[^\x00-\x7f]", "", made) == re.sub(r"[^\x00-\x7f]", "", text)


@quick
@given(texts, st.sampled_from([HANT, HANT_TW, HANT_HK]))
def test_what_is_converted_stays(text, script):
    made = hanzi.convert(text, script, HANS)
    assert hanzi.convert(made, script, script) == made


@quick
@given(texts)
def test_repair_is_final(text):
    once = hanzi.repair(hanzi.convert(text, HANT, HANS)).text
    assert hanzi.repair(once).text == once


@quick
@given(markup, st.sampled_from([HANT_TW, HANT_HK]))
def test_markup_is_untouched(html, script):
    made = hanzi.convert_html(html, script, HANS)
    tag = re.compile(r"<!--.*?(?:-->|\Z)|</?[a-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL)
    spoken = re.compile(r"(title=)'[^']*'")
    assert [spoken.sub(r"\1", found) for found in tag.findall(made)] == [
        spoken.sub(r"\1", found) for found in tag.findall(html)
    ]
    assert len(made) == len(html)


@quick
@given(st.lists(texts, max_size=8))
def test_many_at_once_are_each_by_itself(several):
    together = hanzi.conversion.convert_many(several, HANT, HANS)
    assert together == [hanzi.convert(text, HANT, HANS) for text in several]
