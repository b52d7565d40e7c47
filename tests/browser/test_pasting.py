"""What is pasted from Word, WeChat and web pages comes out plain, with its lists as lists."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from references.exchange.importing import Outcome
from references.lookup import entries
from tests import factories, staff

PASTES = Path(__file__).parent / "pastes"
PASTE = """([html]) => {
  const target = document.querySelector('.ProseMirror'), data = new DataTransfer();
  data.setData('text/html', html);
  target.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def article(transactional_db):
    factories.proposed_citation("found2020")
    return factories.draft_article("粘贴", body="")


def test_pastes_come_out_plain(article, log_in):
    page = log_in("编辑")
    for name in ("word", "wechat", "docs"):
        pasted, plain = (
            (PASTES / f"{name}.{ending}").read_text(encoding="utf-8").rstrip("\n") for ending in ("html", "plain.html")
        )
        page.goto(staff.address(article, "change"))
        body = page.get_by_role("textbox", name="正文（简体）")
        body.click()
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        page.evaluate(PASTE, [pasted])
        page.keyboard.press("Control+s")
        expect(page.locator(".messagelist")).to_be_visible()
        assert page.locator("#id_body_zh_hans").input_value() == plain


def test_text_is_counted_and_keys_do_what_the_buttons_do(article, log_in):
    page = log_in("编辑")
    page.goto(staff.address(article, "change"))
    body = page.get_by_role("textbox", name="正文（简体）")
    body.click()
    page.keyboard.type("干细胞 MSC 2024 年")
    expect(page.locator(".editor-count").first).to_have_text("4 字，2 个外文词或数字，约 1 分钟读完")
    page.keyboard.press("Control+Alt+2")
    expect(body.locator("h2")).to_have_text("干细胞 MSC 2024 年")
    page.keyboard.press("Alt+F10")
    expect(page.locator(".prose-menubar button").first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".prose-menubar button").nth(1)).to_be_focused()
    page.keyboard.press("Escape")
    expect(body).to_be_focused()
    page.keyboard.press("Alt+F1")
    expect(page.get_by_role("dialog")).to_contain_text("Ctrl+Alt+C")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Alt+c")
    expect(page.get_by_role("dialog").get_by_role("searchbox")).to_be_focused()


def test_the_preview_follows_what_is_typed_at_both_widths(article, log_in):
    page = log_in("编辑")
    page.goto(staff.address(article, "change"))
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="两种字形预览").first.click()
    preview = opened.value
    hant = preview.frame_locator("iframe").nth(1)
    expect(hant.locator("h1")).to_have_text("粘貼")
    page.get_by_role("textbox", name="正文（简体）").click()
    page.keyboard.type("打字中的干细胞")
    expect(hant.locator(".prose")).to_contain_text("打字中的幹細胞", timeout=15_000)
    page.goto(staff.address(article, "change"))
    expect(page.get_by_role("region", name="没有保存的内容")).to_be_visible()  # nothing was saved
    for width in (390, 1280):
        preview.get_by_role("radio", name=str(width)).check()
        assert hant.locator("html").evaluate("() => innerWidth") == width


def test_a_paper_is_asked_for_by_its_number_and_trouble_is_said(article, log_in, monkeypatch):

    outcomes = [
        Outcome(1, "doi:10.1/x", reason="没有网络。"),
        Outcome(1, "doi:10.1/x", status="created", key="found2020"),
    ]
    monkeypatch.setattr(entries, "propose", lambda *_a, **_k: outcomes.pop(0))
    page = log_in("编辑")
    page.goto(staff.address(article, "change"))
    page.get_by_role("textbox", name="正文（简体）").click()
    page.keyboard.press("Control+Alt+c")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("searchbox").fill("10.1000/182")
    dialog.get_by_role("button", name="按 DOI 或 PMID 新增文献").click()
    asked = page.get_by_role("dialog").last
    expect(asked.get_by_role("textbox")).to_have_value("10.1000/182")
    asked.get_by_role("button", name="查询并新增").click()
    expect(asked).to_contain_text("没有网络。")
    asked.get_by_role("button", name="查询并新增").click()
    expect(page.get_by_role("textbox", name="正文（简体）").locator("cite")).to_have_text("found2020")
