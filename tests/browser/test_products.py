"""The product list in a browser: at once with JavaScript, the same without it."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.factories import public_event, public_product


@pytest.fixture
def records(transactional_db) -> None:
    for number in range(7):
        public_event(public_product(f"Prod {number}"), jurisdiction="JP" if number else "KR", date=dt.date(2015, 1, 1))


def test_a_filter_changes_list_counts_and_address_at_once(records, live_server, chromium):
    page = chromium.new_page()
    page.goto(f"{live_server.url}/zh-hans/products/")
    page.check("input[name=p][value=prod-0]")
    page.check("input[name=jurisdiction][value=JP]")
    page.wait_for_url("**/products/?jurisdiction=JP")
    assert page.inner_text("#found") == "找到 6 个产品，共 7 个"
    assert page.locator("#results tbody tr").count() == 6
    assert page.inner_text("[data-count='jurisdiction=KR']") == "1"
    assert page.get_attribute(".switch", "href") == "/zh-hant/products/?jurisdiction=JP"
    for number in range(1, 5):
        page.check(f"input[name=p][value=prod-{number}]")
    assert page.is_disabled("input[name=p][value=prod-5]")  # five is the limit, with the one that is out of sight
    page.click(".compare-form button")
    page.wait_for_url("**/products/compare/**")
    assert page.locator("thead th").count() == 5


def test_without_javascript_the_button_does_it(records, live_server, chromium):
    page = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800}).new_page()
    page.goto(f"{live_server.url}/zh-hant/products/")
    page.click(".filter-panel > summary")
    page.check("input[name=jurisdiction][value=KR]")
    page.click(".filters button")
    assert page.locator("#results tbody tr").count() == 1


def test_a_phone_gets_a_list_and_a_desk_the_picture(records, live_server, chromium):
    page = chromium.new_page()
    page.goto(f"{live_server.url}/zh-hans/products/charts/")
    assert page.locator("svg.chart-svg").first.is_visible()
    page.set_viewport_size({"width": 390, "height": 800})
    assert not page.locator("svg.chart-svg").first.is_visible()
    assert page.locator("ol.timeline").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
