"""Public pages in a browser: what a reader on a phone taps, and what axe-core says of them."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests import factories

BODY = (
    '<h2>开头</h2><p>安慰剂与<a data-record="product:ryoncil">瑞克</a>，见<cite data-citation="a2001"></cite>。</p>'
    '<aside data-callout="warning"><p>当心</p></aside><h2>后来</h2>' + "<p>长长的正文。</p>" * 40
)


@pytest.fixture
def article(transactional_db):
    factories.public_citation("a2001")
    factories.public_event(factories.public_product("Ryoncil", name="瑞克"))
    factories.public_term("安慰剂", definition="没有药效的对照。")
    return factories.public_article(
        "阅读", slug="a", body=BODY, summary="第一点\n第二点", category=factories.category()
    )


@pytest.fixture
def phone(article, live_server, chromium):
    complaints: list[str] = []
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def test_a_tap_explains_a_second_one_leads_on(phone):
    phone.goto("/zh-hans/articles/a/")
    term, card = phone.locator(".prose a.record-term"), phone.locator("#record-card")
    term.tap()
    assert "没有药效的对照。" in card.inner_text()
    phone.keyboard.press("Escape")
    assert card.is_hidden()
    phone.locator(".prose a.record-product").tap()
    assert "已批准" in card.inner_text()
    phone.locator(".prose a.record-product").tap()
    phone.wait_for_url("**/products/ryoncil/")


def test_the_folded_contents_follow(phone):
    phone.goto("/zh-hans/articles/a/")
    phone.evaluate("window.scrollTo(0, 1500)")
    expect(phone.locator(".toc-here")).to_have_text("后来")
    phone.locator(".toc-folded summary").tap()
    phone.locator(".toc-folded a", has_text="开头").tap()
    expect(phone.locator(".toc-here")).to_have_text("开头")
    assert phone.locator(".toc-folded[open]").count() == 0


def test_readers_words_arrive_without_leaving_the_page_or_a_cookie(phone):
    phone.goto("/zh-hans/articles/a/")
    phone.get_by_role("button", name="不清楚", exact=True).tap()
    phone.get_by_text("收到了，谢谢您。").wait_for()
    phone.get_by_text("报告错误，或说说哪里不清楚").tap()
    phone.get_by_role("textbox", name="哪一句不对").fill("第一句没有出处。")
    phone.get_by_role("button", name="提交").tap()
    phone.get_by_text("收到了，谢谢您。").nth(1).wait_for()
    assert phone.url.endswith("/articles/a/")
    assert phone.context.cookies() == []


def test_without_scripts_the_forms_are_forms(article, live_server, chromium):
    context = chromium.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()
    page.goto("/zh-hant/articles/a/")
    page.get_by_role("button", name="清楚", exact=True).click()
    page.get_by_role("heading", name="收到了，謝謝您。").wait_for()
    page.get_by_role("link", name="回到剛才的頁面").click()
    assert page.url.endswith("/zh-hant/articles/a/")
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_the_pages_that_readers_meet_first(article, live_server, chromium, width, theme):
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": width, "height": 844}, color_scheme=theme, bypass_csp=True
    )
    page = context.new_page()
    for path in ("zh-hans/articles/a/", "zh-hant/articles/a/", "zh-hans/", "zh-hant/articles/b/", "zh-hans/articles/"):
        page.goto(f"/{path}")
        violations = Axe().run(page).response["violations"]
        assert [(path, one["id"], one["nodes"][0]["html"]) for one in violations] == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
    context.close()
