import pytest

from mscsite.core.slugs import slug_of, unique_slug
from references.models import Term
from tests import factories


def test_both_scripts_are_spelled_alike():
    assert slug_of("间充质干细胞（MSC）是什么？") == "jian-chong-zhi-gan-xi-bao-msc-shi-shen-me"
    assert slug_of("間充質幹細胞") == "jian-chong-zhi-gan-xi-bao"


def test_latin_names_stay_as_they_are():
    assert slug_of("Hearticellgram-AMI") == "hearticellgram-ami"


def test_a_long_title_is_cut_at_a_syllable():
    assert slug_of("间充质干细胞", 14) == "jian-chong-zhi"
    assert slug_of("间充质干细胞", 13) == "jian-chong"
    assert slug_of("x" * 50, 10) == "x" * 10


def test_what_cannot_be_spelled_is_empty():
    assert slug_of("！？🧬") == ""


@pytest.mark.django_db
def test_the_second_of_one_name_gets_a_number():
    factories.public_term("骨髓")
    assert unique_slug("骨髓", Term.objects.all(), "term") == "gu-sui-2"
    assert unique_slug("🧬", Term.objects.all(), "term") == "term"
