"""Conversion between the scripts: what the rules, the glossary and the markup promise."""

from pathlib import Path

import pytest

from mscsite.core import hanzi
from mscsite.core.hanzi import HANS, HANT, HANT_HK, HANT_TW, engine, rules

TRAPS = [
    line.split("\t")
    for line in Path(__file__).with_name("hanzi_traps.tsv").read_text(encoding="utf-8").splitlines()
    if line
]


@pytest.mark.parametrize(("script", "column"), [(HANT, 1), (HANT_TW, 1), (HANT_HK, 2)])
def test_trap_sentences(script, column):
    made = {line[0]: hanzi.convert(line[0], script, HANS) for line in TRAPS}
    assert made == {line[0]: line[column] for line in TRAPS}


@pytest.mark.parametrize(("script", "column"), [(HANT_TW, 1), (HANT_HK, 2)])
def test_and_back(script, column):
    made = {line[0]: hanzi.convert(line[column], HANS, script) for line in TRAPS}
    assert made == {line[0]: line[0] for line in TRAPS}


def test_between_the_regions():
    assert {line[1]: hanzi.convert(line[1], HANT_HK, HANT_TW) for line in TRAPS} == {line[1]: line[2] for line in TRAPS}
    assert hanzi.convert("裡面說著", HANT_HK, HANT) == "裏面説着"
    assert hanzi.convert("裏面説着", HANT_TW, HANT_HK) == "裡面說著"


@pytest.mark.parametrize("script", hanzi.SCRIPTS)
def test_a_text_in_its_own_script_stays(script):
    for text in ("干預于是后來", "干细胞", "裏面裡面", ""):
        assert hanzi.convert(text, script, script) == text


def test_neutral_traditional_is_taiwans():
    assert hanzi.convert("裏面", HANT_TW, HANT) == "裏面"
    assert hanzi.convert("里面", HANT, HANS) == hanzi.convert("里面", HANT_TW, HANS) == "裡面"


def test_unknown_script():
    with pytest.raises(ValueError, match="no script of ours; use one of: zh-Hans"):
        hanzi.convert("干", "zh", HANS)


def test_punctuation_and_words_stay():
    assert hanzi.convert("“视频”,激活:网络。", HANT, HANS) == "“視頻”,激活:網絡。"


@pytest.mark.parametrize(
    "untouched",
    [
        "https://example.org/wiki/干细胞?后=发#里",
        "www.example.org/后",
        "doi:10.1038/s41392-025-02313-9",
        "NCT04491240、ChiCTR2000029990",
        "someone@example.org",
        "Sox2/Nanog、miR-150-5p、remestemcel-L",
    ],
)
def test_addresses_and_identifiers_stay(untouched):
    assert hanzi.convert(f"后 {untouched} 后", HANT, HANS) == f"後 {untouched} 後"


def test_text_after_an_address_is_text():
    assert hanzi.convert("见https://example.org/a的发现", HANT, HANS) == "見https://example.org/a的發現"


@pytest.mark.parametrize("text", ["后\0后", "后\ud800后", "后\ue000\ue001后", "\0", "后😀𠮷\U0003106c后"])
def test_characters_opencc_cannot_take(text):
    assert hanzi.convert(text, HANT, HANS) == text.replace("后", "後")
    assert hanzi.convert_html(f"<p>{text}</p>", HANT, HANS) == f"<p>{text}</p>".replace("后", "後")


def test_simplified_text_is_known_without_the_large_dictionary(monkeypatch):
    """Pages ask which script a short text is in: most workers never meet one that needs it (28 MB)."""
    asked, stock = [], engine.stock
    monkeypatch.setattr(engine, "stock", lambda name: asked.append(name) or stock(name))
    assert [hanzi.detect(text) for text in ("国家药品监督管理局", "干细胞", "MSC", "")] == [HANS] * 4
    assert set(asked) == {"t2s"}


def test_detect():
    assert hanzi.detect("干细胞") == HANS
    assert hanzi.detect("幹細胞") == HANT
    assert hanzi.detect("MSC") == HANS
    assert hanzi.detect_region("裡面說") == HANT
    assert hanzi.detect_region("裏面説着") == HANT_HK
    assert hanzi.detect_region("干细胞") == HANS


def test_every_rule_keeps_the_length_and_gives_a_reason():
    for line in (engine.DATA / "phrases.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            assert len(line.split("\t")) == 4, line
            assert line.split("\t")[3], line
    for before, after in (("hans", "tw"), ("hans", "hk"), ("tw", "hans"), ("hk", "hans")):
        for rule in rules.phrases(before, after):
            assert rule.after is None or len(rule.after) == rule.end - rule.start > 0, rule


# --- HTML


def test_a_word_across_inline_tags_is_one_word():
    assert hanzi.convert_html("<p><b>干</b>细胞<i>制</i>剂</p>", HANT, HANS) == "<p><b>幹</b>細胞<i>製</i>劑</p>"


def test_blocks_are_apart():
    assert hanzi.convert_html("<p>若</p><p>干细胞</p>", HANT, HANS) == "<p>若</p><p>幹細胞</p>"


def test_only_spoken_attributes_change():
    html = """<a href="/后" id=后 data-record='后' title="后" aria-label='后'>后</a><img alt="后" src='后.png'>"""
    made = """<a href="/后" id=后 data-record='后' title="後" aria-label='後'>後</a><img alt="後" src='后.png'>"""
    assert hanzi.convert_html(html, HANT, HANS) == made


@pytest.mark.parametrize("name", ["code", "pre", "script", "style", "kbd", "samp"])
def test_verbatim_elements_stay(name):
    html = f"<{name} class='x'>后</{name}>"
    assert hanzi.convert_html(html, HANT, HANS) == html


@pytest.mark.parametrize(
    ("html", "made"),
    [
        ("<p>后<b>后", "<p>後<b>後"),
        ("P<0.05 后 q>3", "P<0.05 後 q>3"),
        ('<p class="后>后', '<p class="後>後'),
        ("后</p></div>", "後</p></div>"),
        ("<!-- 后 -->后<!-- 后", "<!-- 后 -->後<!-- 后"),
        ("<<<后>>>&lt;后&amp;", "<<<後>>>&lt;後&amp;"),
    ],
)
def test_broken_markup(html, made):
    assert hanzi.convert_html(html, HANT, HANS) == made


def test_hostile_markup_is_quick():
    assert hanzi.convert_html('<a"' * 3000 + "后", HANT, HANS).endswith("後")
