"""Which words of a text are terms of the glossary."""

import pytest

from references import explaining
from tests.factories import proposed_term, public_term

pytestmark = pytest.mark.django_db


def names(text: str, language: str = "zh-hans") -> list[tuple[str, str]]:
    return [(text[start:end], meaning.name) for start, end, meaning in explaining.load(language).find(text)]


def test_the_longest_form_counts_in_the_script_of_the_page():
    public_term("干细胞", zh_hant_tw="幹細胞", zh_hant_hk="幹細胞")
    public_term("间充质干细胞", zh_hant_tw="間質幹細胞", zh_hant_hk="間充質幹細胞", aliases=["MSC"])
    assert names("间充质干细胞是干细胞") == [("间充质干细胞", "间充质干细胞"), ("干细胞", "干细胞")]
    assert names("間質幹細胞與間充質幹細胞", "zh-hant") == [
        ("間質幹細胞", "間質幹細胞"),
        ("間充質幹細胞", "間質幹細胞"),
    ]


def test_latin_forms_are_whole_words():
    public_term("间充质干细胞", aliases=["MSC"])
    assert names("MSC、人MSC的、MSCs与hMSC") == [("MSC", "间充质干细胞"), ("MSC", "间充质干细胞")]


def test_proposals_terms_without_a_definition_and_single_characters_explain_nothing():
    proposed_term("提案词")
    public_term("没有释义", definition="")
    public_term("血")
    assert names("提案词、没有释义、血") == []


def test_a_change_of_the_glossary_is_seen_at_once(django_assert_num_queries):
    term = public_term("安慰剂")
    assert names("安慰剂组") == [("安慰剂", "安慰剂")]
    with django_assert_num_queries(1):
        names("安慰剂组")
    term.published_at = None
    term.save()
    assert names("安慰剂组") == []
