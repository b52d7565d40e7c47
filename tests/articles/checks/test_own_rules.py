"""Editors' own phrase rules: they count once they were tried on all articles as they stand."""

from __future__ import annotations

import pytest

from articles.checks import own_rules
from articles.checks.known import records
from articles.checks.own_rules import BadPattern
from articles.checks.stored import check_article
from articles.models import CheckSetting, PhraseRule
from tests import factories

pytestmark = pytest.mark.django_db


def rule(**fields) -> PhraseRule:
    return PhraseRule.objects.create(
        **{"name": "xibao-guanjia", "pattern": "细胞管家\n管家…服务", "message": "请删去。", "level": "error"} | fields
    )


def codes(article) -> list[str]:
    found = check_article(article, records(), ["claims"])
    return [each.code for each in found if each.code != "claims.manner"]


def test_a_rule_counts_only_after_a_trial_and_until_it_is_retired():
    article = factories.draft_article(body="<p>我的細胞管家值班。</p>", source_script="zh-hans")
    own = rule()
    assert codes(article) == []
    with pytest.raises(BadPattern, match="试运行"):
        own_rules.put_in_force(own)
    found = list(own_rules.try_out(own))
    assert {each.slug for each in found} == {article.slug}
    own_rules.note_trial(own, len(found))
    own_rules.put_in_force(own)
    assert codes(article) == ["claims.own-xibao-guanjia"]
    own.in_force = False
    own.save()
    assert codes(article) == []


def test_a_rule_that_was_changed_must_be_tried_again():
    own = rule()
    own_rules.note_trial(own, 0)
    own.pattern = "别的词"
    assert not own_rules.is_tried(own)


def test_exceptions_gaps_and_negation():
    def strikes(text: str, **fields) -> bool:
        own = rule(name=f"r{PhraseRule.objects.count()}", **fields)
        article = factories.draft_article(body=f"<p>{text}</p>")
        return article.slug in {each.slug for each in own_rules.try_out(own)}

    assert strikes("管家式的贴心服务。")
    assert not strikes("这是管家。另一句服务。", pattern="管家…服务")
    assert not strikes("健康管家培训班。", pattern="健康管家", unless="培训")
    assert not strikes("所谓康养管家，多是噱头。", pattern="康养管家")
    assert strikes("所谓营养管家，多是噱头。", pattern="营养管家", spares_negated=False)


@pytest.mark.parametrize("pattern", ["", "  \n ", "一", "…", "字" * 201])
def test_a_rule_that_would_match_nothing_or_everything_is_refused(pattern):
    with pytest.raises(BadPattern):
        own_rules.pattern_of(pattern)


def test_a_pattern_takes_linear_time_whatever_it_holds():
    pattern = own_rules.pattern_of("(a+)+$\n甲…甲…甲")
    assert pattern.search("a" * 50_000) is None
    assert pattern.search("甲乙" * 50_000) is not None


def test_a_site_can_treat_a_built_in_check_otherwise():
    article = factories.draft_article(body="<p>一针就能根治糖尿病。</p>")
    assert codes(article) == ["claims.cure"]
    setting = CheckSetting.objects.create(code="claims.cure", treatment="warning", reason="试行")
    assert [found.level for found in check_article(article, records(), ["claims"])] == ["warning"]
    setting.treatment = "off"
    setting.save()
    assert codes(article) == []
