"""The caller's words: they go before every rule, and what is wrong with them is said by name."""

import pytest

from mscsite.core import hanzi
from mscsite.core.hanzi import HANS, HANT, HANT_HK, HANT_TW, Glossary, GlossaryError


def test_a_term_wins_over_everything():
    glossary = Glossary([("王里程", "王里程", "王里程", False), ("干细", "干細", "干細")])
    assert hanzi.convert("里程碑与王里程", HANT, HANS, glossary) == "里程碑與王里程"
    assert hanzi.convert("干细胶囊", HANT, HANS, glossary) == "干細膠囊"


def test_the_longest_term_wins_wherever_it_begins():
    glossary = Glossary([("后发", "后髮", "后髮"), ("后发现", "后發現", "后發現")])
    assert hanzi.convert("后发后发现", HANT, HANS, glossary) == "后髮后發現"


def test_a_shorter_term_does_not_break_an_exception():
    glossary = Glossary([("干细胞", "幹細胞", "幹細胞")])
    assert hanzi.convert("若干细胞因子与干细胞", HANT, HANS, glossary) == "若干細胞因子與幹細胞"


def test_protected_in_every_direction():
    glossary = Glossary([("后发", "后发", "后发", True)])
    for to, source in ((HANT, HANS), (HANT_HK, HANS), (HANS, HANT), (HANT_HK, HANT_TW)):
        assert hanzi.convert("后发", to, source, glossary) == "后发"


def test_the_way_back():
    glossary = Glossary([("范后", "范后", "範后")])
    assert hanzi.convert("范后", HANS, HANT_TW, glossary) == "范后"
    assert hanzi.convert("範后", HANS, HANT_HK, glossary) == "范后"


def test_a_shared_form_has_no_way_back_of_its_own():
    glossary = Glossary([("复合", "複合", "複合"), ("覆合", "複合", "複合")])
    assert hanzi.convert("複合", HANS, HANT_TW, glossary) == "复合"


def test_another_word_is_proposed_and_never_written():
    glossary = Glossary([("间充质", "間質", "間充質"), ("视频", "影片", "影片"), ("干细胞", "幹細胞", "幹細胞")])
    text = hanzi.convert("间充质干细胞视频", HANT_TW, HANS, glossary)
    assert text == "間充質幹細胞視頻"
    assert hanzi.vocabulary(text, HANT_TW, glossary) == [(0, 3, "間充質", "間質"), (6, 8, "視頻", "影片")]
    assert hanzi.vocabulary(text, HANT_HK, glossary) == [(6, 8, "視頻", "影片")]
    assert hanzi.vocabulary("间充质视频", HANS, glossary) == []


def test_what_the_region_says_already_is_no_finding():
    glossary = Glossary([("间质", "間質", "間質"), ("间", "間隔", "間隔")])
    assert hanzi.vocabulary("間隔", HANT_TW, glossary) == []


@pytest.mark.parametrize("count", [0, 1, 1000])
def test_any_number_of_terms(count):
    terms = [
        (f"{chr(0x4E00 + number)}后", f"{chr(0x4E00 + number)}后", f"{chr(0x4E00 + number)}后")
        for number in range(count)
    ]
    glossary = Glossary(terms)
    assert len(glossary) == count
    assert hanzi.convert("一后", HANT, HANS, glossary) == ("一后" if count else "一後")


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([("", "", "")], "entry 1.*form hans is empty"),
        ([("干", " ", "幹")], "entry 1.*干.*form tw is empty"),
        ([("干", "幹", "")], "entry 1.*干.*form hk is empty"),
        ([("干", None, "幹")], "entry 1.*干.*form tw is empty"),
        ([("干",)], "entry 1"),
        ([("干\0", "幹", "幹")], "NUL"),
        ([("干", "幹\ud800", "幹")], "surrogate"),
        ([("干", "幹", "幹"), ("干", "乾", "乾")], "entry 2: 干 has two forms: 幹 / 幹; 乾 / 乾"),
        ([("干", "幹", "幹"), ("干", "干", "干", True)], "two forms"),
        ([("里", "后", "后"), ("后", "里", "里")], "a cycle: 后 → 里 → 后"),
        ([("里", "后", "里"), ("后", "发", "后"), ("发", "发", "里")], "a cycle"),
    ],
)
def test_entries_that_cannot_be_used(entries, message):
    with pytest.raises(GlossaryError, match=message):
        Glossary(entries)
    good, errors = Glossary.tolerant([*entries, ("系统", "系統", "系統")])
    assert errors
    assert "系统" in [entry.hans for entry in good]


def test_the_same_entry_twice_is_one():
    assert len(Glossary([("干", "幹", "幹"), ("干", "幹", "幹", False)])) == 1


def test_the_site_brings_its_glossary(monkeypatch):
    monkeypatch.setattr("mscsite.core.hanzi.glossary._loader", None)
    assert hanzi.site_glossary() is hanzi.EMPTY
    glossary = Glossary([("干", "幹", "幹")])
    hanzi.set_glossary_loader(lambda: glossary)
    assert hanzi.site_glossary() is glossary
