"""The manner of sentences: the model that is stored is the one that the labelled sentences give."""

from __future__ import annotations

from articles.checks import tone
from articles.checks.text import check_lines


def test_features_are_signs_and_pairs_with_numbers_as_one():
    assert tone.features("A12岁") == {"^", "a", "0", "岁", "$", "^a", "a0", "0岁", "岁$"}
    assert tone.features("1,200例。") == tone.features("3例")


def test_the_score_has_a_bound_and_knows_only_its_weights():
    assert tone.score(["甲"], {}, 0.0) == 0.5
    assert tone.score(["甲"], {"甲": 5000.0}, 0.0) < 1.0 + 1e-9
    assert tone.probability("骨髓里的间充质细胞很少") < 0.5 < tone.probability("姐妹们冲,今天下单送眼霜")


def test_a_sentence_is_told_once():
    told = check_lines(["包治百病,名额有限,扫码咨询!"], ["claims"])
    assert "claims.manner" not in {found.code for found in told}


def test_whoever_warns_or_asks_does_not_sell():
    for text in ("所谓“躺着变年轻”,不过是营销套路。", "打完就能跳舞,这样的宣传可信吗?"):
        assert check_lines([text], ["claims.manner"]) == []
