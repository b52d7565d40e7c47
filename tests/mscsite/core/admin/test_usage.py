"""Where a record is used, as its page in the admin tells."""

import pytest

from mscsite.core.admin import usage
from mscsite.core.roles import EDITOR
from tests import factories, staff

pytestmark = pytest.mark.django_db


def names(record) -> list[tuple[str, str]]:
    return [(use.kind, use.name) for use in usage.of(record)]


def test_articles_and_records_that_use_a_record_are_named():
    citation, trial = factories.public_citation("k"), factories.public_trial("NCT00000001")
    trial.citations.add(citation)
    article = factories.public_article("引用它", '<p><cite data-citation="k"></cite></p>')
    assert sorted(names(citation)) == [("临床试验", str(trial)), ("文章", "引用它")]
    assert usage.of(citation)[-1].url.startswith("/admin/")
    article.body_zh_hans = article.body_zh_hant = "<p>改稿里没有了，公开的版本里还有。</p>"
    factories.workflow.save(article, origin=factories.ORIGIN)
    assert ("文章", "引用它") in names(citation)
    factories.workflow.publish(article, origin=factories.ORIGIN, override=True)
    assert names(citation) == [("临床试验", str(trial))]


def test_a_record_that_nobody_uses_says_so(client):
    product = factories.public_product()
    assert names(product) == []
    client.force_login(staff.account(EDITOR))
    assert "还没有文章或记录用到它" in client.get(staff.address(product, "change")).text


def test_an_empty_list_says_what_to_do(client):
    client.force_login(staff.account(EDITOR))
    text = client.get("/admin/references/trial/").text
    assert "这里还没有内容" in text
    assert "新建临床试验" in text
    factories.public_trial()
    assert "没有符合条件的记录" in client.get("/admin/references/trial/?q=nothing").text
