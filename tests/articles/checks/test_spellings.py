"""Looking many names up finds what comparing with each of them finds."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from articles.checks import spellings
from articles.checks.facts import ProductFacts
from articles.checks.spellings import Mentions, Register, RightNames, nearly_same

WORDS = st.text(alphabet="abc", min_size=4, max_size=9)
CHINESE = st.text(alphabet="甲乙丙", min_size=4, max_size=7)


@given(st.lists(WORDS, max_size=12), WORDS)
@example(["alofisel", "alofisell"], "alofise")
@example(["abcabca"], "abcabc")  # seven letters and six: halves of three
@example(["abcabc"], "abcacbc")
def test_words_are_near_that_differ_by_a_letter(names, word):
    near = [name for name in names if nearly_same(name, word)]
    assert RightNames(names).near(word) == set(near)
    assert Register([(RightNames(names), bool)]).nearest(word) == min(near, default=None)


def test_a_right_name_is_told_as_it_is_written():
    names = Register([(RightNames(["Alofisel", "", "产品"]), bool)])
    assert [names.knows(word) for word in ("alofisel", "Alofisel", "产品", "")] == [True, False, False, False]
    assert names.nearest("alofisell") == "Alofisel"  # a letter doubled at the end
    assert names.nearest("alofisels") is None  # an ending


@given(st.lists(CHINESE, max_size=6), st.text(alphabet="甲乙丙丁。", max_size=14))
@example(["甲乙甲乙"], "丁甲丙甲乙甲乙甲丁乙")
def test_slips_are_names_with_one_character_changed_inside(names, text):
    wanted = set()
    for name in names:
        inside = (rf"{name[:at]}(?!{name[at]})[一-鿿]{name[at + 1 :]}" for at in range(1, len(name) - 1))
        places = re.finditer(f"(?=({'|'.join(inside)}))", text)
        wanted |= {(found.start(), found.start() + len(name), name) for found in places}
    assert Register([(RightNames(names), bool)]).slips(text) == sorted(wanted)


def test_long_chinese_names_alone_are_held_against_slips():
    names = Register([(RightNames(["三个字", "四个汉字", "十三个汉字的名字实在太长了", "带1字的名"]), bool)])
    assert names.slips("三人字、四个文字、十三人汉字的名字实在太长了、带2字的名") == [(4, 8, "四个汉字")]


def test_things_are_named_once_in_the_order_they_were_given():
    one, two, three = ["一"], ["二"], ["一"]  # equal things are not the same
    named = Mentions([("alpha", one), ("ALPHA", two), ("alp", three), ("beta", one), ("", two)])
    assert named.find("beta and alpha") == [one, three]
    assert named.find("beta and alpha")[1] is three
    assert named.find("gamma") == []
    assert Mentions([]).find("alpha") == []


def test_a_spelling_stands_for_every_name_that_has_it():
    right = spellings.right_names({"Alofisel": ("Cx601", "ALOFISEL"), "Another": ("cx601",)})
    names = {spelling: right.get(spelling) for spelling in ("alofisel", "another", "cx601", "Cx601")}
    assert names == {"alofisel": ["Alofisel"], "another": ["Another"], "cx601": ["Alofisel", "Another"], "Cx601": []}


def test_what_is_made_of_products_is_made_once_a_set():
    products = (ProductFacts("Alofisel", ("Cx601", "阿洛菲赛")),)
    assert spellings.by_name(products) == {"Alofisel": products[0]}
    assert spellings.aliases(products) == {"Alofisel": ("Cx601", "阿洛菲赛")}
    assert spellings.latin_aliases(products) == {"Alofisel": ("Cx601",)}
    assert spellings.latin_aliases(products) is spellings.latin_aliases(products)
