"""Copying an article for WeChat's editor: what lies on the clipboard is what the preview shows, styles and all."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import factories, staff

COPIED = """async () => {
  const [item] = await navigator.clipboard.read();
  const read = async (type) => (await item.getType(type)).text();
  return [await read("text/html"), await read("text/plain")];
}"""


@pytest.fixture
def accounts(transactional_db) -> dict[str, str]:
    from tests.browser.conftest import PASSWORD

    return {"administrator": staff.account(None, "root", PASSWORD).username}


@pytest.fixture
def article(transactional_db):
    return factories.public_article("脐带", slug="a", body="<h2>开头</h2><p>脐带里有间充质干细胞。</p>")


def test_one_click_copies_what_the_preview_shows(article, log_in):
    page = log_in("administrator")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/zh-hans/wechat/{article.pk}/")
    shown = page.frame_locator(".wechat-preview").locator("body")
    expect(shown).to_contain_text("脐带里有间充质干细胞。")
    assert shown.locator("h2").evaluate("each => getComputedStyle(each).fontSize") != "24px"  # a browser's own size
    page.get_by_role("button", name="复制到公众号", exact=True).click()
    expect(page.locator(".wechat-status")).to_have_text("已复制，请到公众号编辑器里粘贴。")
    html, text = page.evaluate(COPIED)
    assert ("脐带里有间充质干细胞。" in text, "脐带里有间充质干细胞。" in html, "style=" in html) == (True, True, True)
