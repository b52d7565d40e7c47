"""What hangs on a live revision."""

import pytest

from articles import ties
from articles.models import ChangeNote
from tests.factories import approve, proposed_trial, public_article, public_product, ready_article

pytestmark = pytest.mark.django_db


def test_one_statement_tells_the_keys_and_what_else_there_is(django_assert_num_queries):
    products, trial = [public_product("A"), public_product("B")], proposed_trial("NCT00000001")
    links = "".join(f'<a data-record="{key}">某</a>' for key in ("product:a", "product:b", "trial:NCT00000001"))
    article = public_article(slug="a", body=f"<p>{links}</p>")
    with django_assert_num_queries(1):
        found = ties.of(article)
    assert (sorted(found.products), found.trials) == ([product.pk for product in products], (trial.pk,))
    assert (found.has_reviews, found.has_changes, found.is_overtaken) == (False, False, False)
    ChangeNote.objects.create(article=article, text_zh_hans="改了。")
    assert ties.of(article).has_changes


def test_reviews_of_the_live_revision_are_told():
    article = ready_article(slug="a")
    approve(article)
    article.live = article.revisions.get()
    assert ties.of(article) == ties.Ties((), (), True, False, False)
