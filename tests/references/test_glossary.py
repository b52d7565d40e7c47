"""The public terms feed the conversion of every record."""

import logging

import pytest

from mscsite.core import hanzi
from references import glossary
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_public_term_decides_how_a_word_is_written():
    factories.public_term("范式细胞", zh_hant_tw="范式細胞", zh_hant_hk="范式細胞")
    assert factories.public_trial(results="范式细胞").results_zh_hant == "范式細胞"


def test_a_proposal_does_not():
    before = hanzi.convert("范式细胞", hanzi.HANT, hanzi.HANS)
    factories.proposed_term("范式细胞", zh_hant_tw="范式細胞", zh_hant_hk="范式細胞")
    assert factories.public_trial(results="范式细胞").results_zh_hant == before == "範式細胞"


def test_a_changed_term_is_seen_and_an_unchanged_table_costs_one_query(django_assert_num_queries):
    term = factories.public_term("范式细胞", zh_hant_tw="范式細胞", zh_hant_hk="范式細胞")
    assert len(glossary.load()) == 1
    with django_assert_num_queries(1):
        glossary.load()
    term.is_protected = True
    term.save()
    assert [entry.protected for entry in glossary.load()] == [True]
    term.delete()
    assert len(glossary.load()) == 0


def test_a_term_that_cannot_be_used_is_logged_and_the_others_go_on(caplog):
    factories.public_term("甲", zh_hant_tw="乙", zh_hant_hk="乙")
    factories.public_term("乙", zh_hant_tw="甲", zh_hant_hk="甲")
    with caplog.at_level(logging.WARNING):
        assert [entry.hans for entry in glossary.load()] == ["甲"]
    assert "glossary" in caplog.text
