"""The main job in a browser: written, reviewed, published, read in both scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests import factories

STEP_TIMEOUT = 10_000


@pytest.fixture
def records(transactional_db) -> None:
    factories.public_citation("wang2020", title="间充质干细胞综述", year=2020)
    product = factories.public_product("Ryoncil", name="瑞昂西尔")
    factories.public_event(product, jurisdiction="US")


@pytest.fixture
def editor(records, log_in) -> Page:
    return log_in("编辑")


def open_article(page: Page, title: str) -> None:
    page.goto("/admin/articles/article/")
    page.get_by_role("link", name=title).click()


def say(page: Page, text: str) -> None:
    expect(page.locator(".messagelist")).to_contain_text(text, timeout=STEP_TIMEOUT)


def choose(page: Page, button: str, query: str) -> None:
    """Use one of the editor's pickers: open it, search, take the first find."""
    page.get_by_role("tabpanel").get_by_role("button", name=button).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("searchbox").fill(query)
    dialog.get_by_role("listitem").first.get_by_role("button").click()


def write(page: Page) -> None:
    page.goto("/admin/articles/article/add/")
    page.fill("#id_title_zh_hans", "骨髓里的干细胞")
    body = page.get_by_role("textbox", name="正文（简体）")
    body.click()
    page.get_by_role("tabpanel").get_by_role("button", name="二级标题").click()
    page.keyboard.type("来源")
    page.keyboard.press("Enter")
    page.keyboard.type("干细胞取自骨髓")
    choose(page, "插入文献引用", "間充質")
    page.keyboard.type("，产品有")
    choose(page, "链接到产品、试验或术语", "瑞昂西爾")
    page.keyboard.type("。")
    page.get_by_role("button", name="保存并继续编辑").click()


def test_an_article_from_the_first_word_to_the_reader(lenient, editor, log_in):
    write(editor)
    say(editor, "成功")
    editor.get_by_role("tab", name="繁體").first.click()
    expect(editor.locator("#id_title_zh_hant")).to_have_value("骨髓裡的幹細胞")
    assert editor.locator("#id_body_zh_hant").input_value() == (
        '<h2>來源</h2><p>幹細胞取自骨髓<cite data-citation="wang2020"></cite>，產品有'
        '<a data-record="product:ryoncil" rel="noopener">瑞昂西爾</a>。</p>'
    )
    editor.get_by_role("button", name="送审", exact=True).click()
    say(editor, "已送审。")

    reviewer = log_in("医学审核")
    open_article(reviewer, "骨髓里的干细胞")
    reviewer.get_by_role("button", name="核准", exact=True).click()
    say(reviewer, "已核准。")

    publisher = log_in("发布")
    open_article(publisher, "骨髓里的干细胞")
    publisher.get_by_role("button", name="发布", exact=True).click()
    say(publisher, "已发布。")

    for script, title, word in (("简体", "骨髓里的干细胞", "来源"), ("繁體", "骨髓裡的幹細胞", "來源")):
        open_article(publisher, "骨髓里的干细胞")
        publisher.goto(publisher.get_by_role("link", name=f"公开页面 {script}").get_attribute("href"))
        expect(publisher.get_by_role("heading", level=1)).to_have_text(title)
        expect(publisher.get_by_role("heading", name=word, exact=True)).to_be_visible()


def test_workflow_buttons_wait_for_unsaved_changes(editor):
    write(editor)
    say(editor, "成功")
    expect(editor.get_by_role("button", name="送审", exact=True)).to_be_enabled()
    editor.get_by_role("textbox", name="正文（简体）").click()
    editor.keyboard.type("改")
    expect(editor.get_by_role("button", name="送审", exact=True)).to_be_disabled()
    expect(editor.get_by_text("表单里有未保存的修改")).to_be_visible()
