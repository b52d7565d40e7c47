"""Every page of the admin, as an administrator: it answers, and the policy stops nothing that it wants to do."""

from __future__ import annotations

import pytest
from django.contrib import admin

from mscsite import policy_reports
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


def test_what_the_policy_stops_is_told_to_us(live_server, chromium, monkeypatch, settings):
    """By `report-uri`: Chromium takes `report-to` by TLS alone, which the server of the tests has not."""
    policy = {
        name: value for name, value in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].items() if name != "report-to"
    }
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy}
    told = []
    monkeypatch.setattr(policy_reports, "keep", told.append)
    page = chromium.new_context(base_url=live_server.url).new_page()
    page.goto("/zh-hans/about/")  # not there: every page has the policy
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))")
    assert page.evaluate("window.ran") is None
    for _second in range(30):  # browsers send them when they have time
        if told:
            break
        page.wait_for_timeout(1000)
    assert told == [policy_reports.Broken("script-src-elem", "zh-hans/about/", "inline")]
