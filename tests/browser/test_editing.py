"""Nothing typed is lost: closed tab, lost network, expired login; two people see each other."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests import factories, staff
from tests.browser.conftest import PASSWORD

KEPT, LOST = "已自动保存", "连不上服务器"


@pytest.fixture
def article(transactional_db):
    return factories.draft_article("回路", body="<p>甲</p>")


def open_form(page: Page, article) -> None:
    page.goto(staff.address(article, "change"))
    page.get_by_role("textbox", name="正文（简体）").click()
    page.keyboard.press("Control+End")


def body_of(page: Page):
    return page.get_by_role("textbox", name="正文（简体）")


def test_a_closed_tab_loses_nothing_and_a_save_forgets_the_copy(article, log_in):
    page = log_in("编辑")
    open_form(page, article)
    page.keyboard.type("没有保存")
    expect(page.locator("#editing-status")).to_contain_text(KEPT)
    page.goto("/admin/")
    open_form(page, article)
    offer = page.get_by_role("region", name="没有保存的内容")
    expect(offer).to_contain_text("正文（简体）")
    offer.get_by_role("button", name="恢复到表单里").click()
    expect(body_of(page)).to_contain_text("甲没有保存")
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist")).to_be_visible()
    page.reload()
    expect(body_of(page)).to_contain_text("甲没有保存")
    page.wait_for_timeout(500)
    expect(offer).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('article-draft'))") == []


def test_a_tab_closed_at_once_is_kept_in_the_browser(article, log_in):
    page = log_in("编辑")
    open_form(page, article)
    page.keyboard.type("马上关")
    page.goto("/admin/")
    open_form(page, article)
    page.get_by_role("region", name="没有保存的内容").get_by_role("button", name="恢复到表单里").click()
    expect(body_of(page)).to_contain_text("甲马上关")


def test_without_network_a_save_waits_and_says_so(article, accounts, live_server, chromium):
    page = _logged_in(chromium, live_server, accounts)  # not `log_in`: a lost network is an error in the console
    open_form(page, article)
    page.keyboard.type("断网了")
    page.context.set_offline(True)
    page.get_by_role("button", name="保存并继续编辑").click()
    expect(page.locator("#editing-status")).to_contain_text(LOST)
    expect(body_of(page)).to_contain_text("甲断网了")
    page.context.set_offline(False)
    expect(page.locator("#editing-status")).to_contain_text(KEPT)
    page.get_by_role("button", name="保存并继续编辑").click()
    expect(page.locator(".messagelist")).to_be_visible()
    expect(body_of(page)).to_contain_text("甲断网了")


def test_after_an_expired_login_the_same_page_saves_once_logged_in_again(article, accounts, live_server, chromium):
    page = _logged_in(chromium, live_server, accounts)
    open_form(page, article)
    page.keyboard.type("登录过期")
    page.context.clear_cookies()
    page.get_by_role("button", name="保存并继续编辑").click()
    expect(page.locator("#editing-status")).to_contain_text("登录已过期")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="在新窗口重新登录").click()
    _log_in(opened.value, accounts)
    opened.value.close()
    page.get_by_role("button", name="保存并继续编辑").click()
    expect(page.locator(".messagelist")).to_be_visible()
    expect(body_of(page)).to_contain_text("甲登录过期")


def _log_in(page: Page, accounts) -> None:
    page.fill("#id_username", accounts["编辑"])
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_selector("#user-tools")


def _logged_in(chromium, live_server, accounts) -> Page:
    page = chromium.new_context(base_url=live_server.url, locale="zh-CN").new_page()
    page.goto("/admin/login/")
    _log_in(page, accounts)
    return page
