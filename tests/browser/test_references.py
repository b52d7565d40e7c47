"""Citation marks that open their entries in place, by mouse, touch and keyboard, and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import factories


@pytest.fixture
def address(transactional_db, live_server) -> str:
    for number in (1, 2, 3):
        factories.public_citation(f"key-{number}", title=f"Paper number {number}", doi=f"10.1000/{number}")
    marks = "".join(f'<cite data-citation="key-{number}"></cite>' for number in (1, 2, 3))
    article = factories.public_article(body=f'<p>甲<cite data-citation="key-1"></cite>，乙{marks}。</p>')
    return f"{live_server.url}{article.get_absolute_url()}"


def test_a_mark_opens_its_entry_and_gives_the_keyboard_back(address, chromium):
    page = chromium.new_page()
    page.goto(address)
    mark = page.locator("#cite-1-1")
    mark.press("Enter")
    box = page.get_by_role("dialog", name="参考文献")
    expect(box).to_contain_text("Paper number 1")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(mark).to_be_focused()


def test_a_range_opens_all_its_entries(address, chromium):
    page = chromium.new_page()
    page.goto(address)
    page.locator("#cite-3-1").click()
    box = page.get_by_role("dialog", name="参考文献")
    for number in (1, 2, 3):
        expect(box).to_contain_text(f"Paper number {number}")
    box.get_by_role("link", name="在文献表中查看").click()
    expect(box).to_be_hidden()
    assert page.url.endswith("#ref-3")


def test_the_style_switches_at_once(address, chromium):
    page = chromium.new_page()
    page.goto(address)
    page.get_by_label("引用格式").select_option("apa")
    page.wait_for_url("**style=apa*")
    expect(page.locator("#ref-1")).to_contain_text("Author, A. B. (2001). Paper number 1. Cell.")


def test_without_javascript_a_mark_jumps_and_there_is_a_way_back(address, chromium):
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(address)
    page.locator("#cite-3-1").click()
    assert page.url.endswith("#ref-3")
    page.locator("#ref-3 .backlink").click()
    assert page.url.endswith("#cite-3-1")
    page.get_by_label("引用格式").select_option("vancouver")
    page.get_by_role("button", name="切换").click()
    expect(page.locator("#ref-1")).to_contain_text("Author AB. Paper number 1.")
