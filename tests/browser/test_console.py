"""Every page of the admin, as an administrator: it answers, and the policy stops nothing that it wants to do."""

from __future__ import annotations

import pytest
from django.contrib import admin

from mscsite.core import audit
from mscsite.models import Page, SiteProfile
from tests import factories, staff


@pytest.fixture
def pages(transactional_db) -> list[str]:
    article = factories.public_article(author=factories.person(), category=factories.category())
    event = factories.proposed_event(factories.proposed_product(company=factories.company()))
    records = [
        article, article.author, article.category, article.revisions.get(), event, event.product,
        event.product.company, factories.proposed_citation(), factories.proposed_trial(), factories.proposed_term(),
        article.revisions.get().reviews.create(), audit.record(action="saved", target=article, actor=None, origin="x"),
        Page(slug="about", title_zh_hans="关于"), SiteProfile(),
    ]  # fmt: skip
    for record in records[-2:]:
        record.save()
    lists = [staff.address(model, "changelist") for model in admin.site._registry]
    forms = [staff.address(record, "change") for record in records]
    adding = [staff.address(type(record), "add") for record in records if _can_be_added(record)]
    return ["/admin/", *lists, *forms, *adding, staff.address(event.product, "history"), "/admin/password_change/"]


def _can_be_added(record) -> bool:
    return record._meta.model_name not in ("revision", "review", "auditentry", "siteprofile")


@pytest.fixture
def accounts(transactional_db) -> dict[str, str]:
    from tests.browser.conftest import PASSWORD

    return {"administrator": staff.account(None, "root", PASSWORD).username}


def test_no_page_complains(pages, log_in):
    page = log_in("administrator")
    for address in pages:
        assert (address, page.goto(address).status) == (address, 200)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert (address, width) == (address, 1280)
