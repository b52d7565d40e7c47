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


def test_a_finger_opens_an_entry_and_closes_it(address, chromium):
    context = chromium.new_context(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(address)
    page.locator("#cite-1-1").tap()
    box = page.get_by_role("dialog", name="参考文献")
    expect(box).to_contain_text("Paper number 1")
    place = box.bounding_box()
    assert (place["x"] >= 0, place["x"] + place["width"] <= 390, place["y"] + place["height"] <= 844) == (True,) * 3
    expect(box.get_by_role("link", name="10.1000/1")).to_have_attribute("href", "https://doi.org/10.1000/1")
    page.set_viewport_size({"width": 390, "height": 780})  # the address bar comes
    page.set_viewport_size({"width": 390, "height": 844})
    expect(box).to_be_visible()
    page.locator("h1").tap()
    expect(box).to_be_hidden()
    page.locator("#cite-3-1").tap()
    box.get_by_role("button", name="关闭").tap()
    expect(box).to_be_hidden()
    assert page.url == address  # no jump


def test_one_entry_and_the_whole_list_are_copied(address, chromium):
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="复制 [2]").press("Enter")
    expect(page.locator("section.references [role=status]")).to_have_text("已复制")
    entry = page.evaluate("() => navigator.clipboard.readText()")
    assert "Paper number 2[J/OL]" in entry
    page.get_by_role("button", name="复制全部").press("Enter")
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()").splitlines()[1] == f"[2] {entry}"


def test_a_reference_leads_to_the_articles_that_cite_it(address, chromium):
    page = chromium.new_page()
    page.goto(address.replace("/articles/", "/references/key-2/#", 1).partition("#")[0])
    page.get_by_label("格式", exact=True).select_option("vancouver")
    page.wait_for_url("**style=vancouver*")
    expect(page.locator("#cite-line")).to_contain_text("Author AB. Paper number 2. Cell.")
    page.get_by_role("button", name="复制").press("Enter")
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    page.get_by_role("region", name="引用它的文章").get_by_role("link").click()
    assert page.url == address
