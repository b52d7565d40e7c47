"""Whether a person finds the right thing first: the judged searches, on the demonstration content."""

import pytest
from django.core.management import call_command

from benchmarks.ranking import judged, mean_reciprocal, ranks
from mscsite.core import hanzi
from mscsite.search import find, results


@pytest.fixture
def _demonstration(db):
    call_command("load_demo", verbosity=0)


@pytest.mark.usefixtures("_demonstration")
def test_the_right_answer_comes_first():
    found = ranks()
    assert len(found) >= 50
    assert mean_reciprocal(found) >= 0.95, {question: rank for question, rank in found.items() if rank != 1}
    for question, _right in judged()[::5]:
        other = hanzi.convert(question, hanzi.HANT, hanzi.HANS)
        assert [r.slug for r in results(other, "zh-hans")] == [r.slug for r in results(question, "zh-hans")]


@pytest.mark.usefixtures("_demonstration")
@pytest.mark.parametrize(
    ("question", "instead", "first"),
    [
        ("怎樣看廣告", "怎样看 广告", "kan-dong-guanggao"),
        ("得了膝骨关节炎能不能注射外泌体", "骨关节炎 外泌体", "NCT06431152"),
        ("Ryoncil儿童", "ryoncil 儿童", "ryoncil"),
        ("好好学习天天向上", "", None),
    ],
)
def test_a_question_without_spaces_is_answered_by_its_parts(question, instead, first):
    found = find(question, "zh-hans")
    assert found.instead == instead
    assert next((result.slug for result in found.results), None) == first
