"""Accounts in a browser: a second factor at the first login, a code of paper, an invitation, a session ended."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from playwright.sync_api import Browser, Page, expect

from mscsite.core import roles
from tests import staff
from tests.browser.conftest import PASSWORD
from tests.mscsite.accounts.people import totp_code

NEW = "四个 不相干 的词 连起来"


@pytest.fixture
def people(transactional_db) -> dict[str, int]:
    publisher = staff.account(roles.PUBLISHER, "fabu", PASSWORD)
    return {"publisher": publisher.pk, "root": staff.account(None, "root", PASSWORD).pk}


@pytest.fixture
def open_page(people, live_server, chromium: Browser):
    """A browser of its own each time; whatever a page writes to its console fails the test."""
    complaints: list[str] = []

    def opened(**options) -> Page:
        context = chromium.new_context(base_url=live_server.url, locale="zh-CN", **options)
        page = context.new_page()
        page.on("console", lambda m: complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    assert complaints == []


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.goto("/admin/login/")
    page.keyboard.type(name)  # the first field has the focus
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    with page.expect_navigation(url=lambda url: "login/?" not in url):
        page.keyboard.press("Enter")


def shown_code(page: Page) -> str:
    """What a telephone would show that was given the secret on the page."""
    import base64

    from django_otp.plugins.otp_totp.models import TOTPDevice

    secret = page.locator(".account-secret").inner_text().replace(" ", "")
    return totp_code(TOTPDevice(key=base64.b32decode(secret).hex()))


def test_a_publisher_sets_a_second_factor_and_signs_in_with_paper(open_page, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    page = open_page(viewport={"width": 390, "height": 800})
    sign_in(page, "fabu")
    expect(page.get_by_role("heading", name="设置两步验证")).to_be_visible()
    expect(page.get_by_role("img", name="两步验证的二维码")).to_be_visible()
    assert page.locator(".account-code img").evaluate("image => image.naturalWidth") > 100
    page.get_by_label("应用显示的 6 位数字").fill(shown_code(page))
    page.keyboard.press("Enter")
    expect(page.locator(".account-codes code")).to_have_count(10)
    codes = page.locator(".account-codes code").all_inner_texts()
    assert len(set(codes)) == 10
    with page.expect_download() as download:
        page.get_by_role("link", name="下载为文本文件").click()
    assert download.value.path().read_text().split() == codes
    expect(page.get_by_role("button", name="打印")).to_be_visible()
    page.get_by_role("link", name="我已收好，继续").click()
    page.wait_for_url("**/admin/")
    with page.expect_navigation():  # going on at once would call the signing out off
        page.get_by_role("button", name="退出").click()
    sign_in(page, "fabu")
    page.get_by_label("验证码").fill("AAAA-BBBB-CCCC-DDDD")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("验证码不对")
    page.get_by_label("验证码").fill(codes[0].lower())
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    page.get_by_role("link", name="我的账号").click()
    expect(page.get_by_text("还有 9 个恢复码没有用过")).to_be_visible()


def test_a_session_elsewhere_is_ended(open_page):
    here, there = open_page(), open_page(user_agent="Mozilla/5.0 (iPhone) Version/17.5 Safari/604.1")
    sign_in(here, "root")
    sign_in(there, "root")
    here.get_by_role("link", name="我的账号").click()
    here.get_by_role("button", name=re.compile("让 Safari · iPhone")).click()
    expect(here.get_by_text("已让 1 处退出登录")).to_be_visible()
    there.goto("/admin/articles/article/")
    expect(there.get_by_text("可能已经到期")).to_be_visible()


def test_somebody_is_invited_and_comes_in(open_page, live_server):
    admin, guest = open_page(), open_page(viewport={"width": 390, "height": 800})
    sign_in(admin, "root")
    admin.goto("/admin/auth/user/add/")
    admin.get_by_label("邮箱").fill("li.si@example.org")
    admin.get_by_label("医学审核").check()
    admin.get_by_role("button", name="保存", exact=True).click()
    admin.wait_for_url("**/change/")
    expect(admin.get_by_text("邀请已于")).to_be_visible()
    guest.goto(re.search(r"http://\S+/link/\S+", mail.outbox[-1].body).group())
    guest.get_by_label("新密码", exact=True).fill(NEW)
    guest.get_by_role("button", name="显示 新密码").click()
    expect(guest.get_by_label("新密码", exact=True)).to_have_attribute("type", "text")
    guest.get_by_label("再输一遍", exact=True).fill(NEW)
    guest.get_by_role("button", name="保存密码").click()
    guest.get_by_role("link", name="去登录").click()
    sign_in(guest, "li.si", NEW)
    guest.wait_for_url("**/admin/")
    expect(guest.get_by_role("heading", name="等您处理")).to_be_visible()
    guest.get_by_role("link", name="我的账号").click()
    expect(guest.get_by_role("heading", name="登录着的设备")).to_be_visible()
