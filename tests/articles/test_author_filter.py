"""The filter of authors names a bounded number of people."""

from __future__ import annotations

import pytest

from articles.admin import authors
from articles.models import Article, Person
from mscsite.core.roles import EDITOR
from tests import staff
from tests.factories import draft_article

pytestmark = pytest.mark.django_db


def named(shown) -> list[str]:
    (found,) = [each for each in shown.context["cl"].filter_specs if isinstance(each, authors.AuthorFilter)]
    return [name for _key, name in found.lookup_choices]


def test_the_first_and_the_chosen(monkeypatch):
    monkeypatch.setattr(authors, "MOST", 2)
    people = [Person.objects.create(name_zh_hans=f"作者{n}", name_zh_hant=f"作者{n}") for n in range(4)]
    theirs = draft_article(author=people[3])
    draft_article(author=people[0])
    client, address = staff.client_of(staff.account(EDITOR)), staff.address(Article, "changelist")
    assert named(client.get(address)) == ["作者0", "作者1"]
    shown = client.get(address, {"author__id__exact": people[3].pk})
    assert named(shown) == ["作者0", "作者1", "作者3"]
    assert list(shown.context["cl"].result_list) == [theirs]
    assert client.get(address, {"author__id__exact": "x"}).status_code == 302
