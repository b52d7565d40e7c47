"""Files brought in by a browser: several at once with their progress, decisions on one, and the way back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

BUSY = 30_000  # milliseconds: several files are read and stored one after the other
TEXT = """\
羊膜细胞的登记资料里写了什么
一、登记在哪里
登记编号是NCT09990001[1]，剂量为5×107个细胞.
参考资料：
[1] Author A, Writer B. On registering cell products. Journal of Examples. 2020;3(2):10-12.
扫码添加官方微信
"""


@pytest.fixture
def page(transactional_db, log_in) -> Page:
    page = log_in("编辑")
    page.goto("/admin/articles/article/")
    page.get_by_role("link", name="导入", exact=True).click()
    return page


def file(name: str, text: str) -> dict:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def titles(page: Page) -> list[str]:
    page.goto("/admin/articles/article/")
    return page.locator("#result_list .field-title").all_inner_texts()


def test_several_files_one_after_the_other(page):
    files = [file(f"{n}.txt", f"第{n}篇文章的题目\n一、节\n正文{n}。") for n in range(3)]
    page.get_by_label("文件").set_input_files([*files, file("图.pdf", "%PDF-1.7")])
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("导入 20", timeout=BUSY)
    expect(page.get_by_text("无法导入")).to_be_visible()
    page.get_by_role("button", name="导入 3 个文件为草稿").click()
    expect(page.get_by_role("button", name="撤销已导入的 3 个")).to_be_visible(timeout=BUSY)
    page.get_by_role("button", name="撤销已导入的 3 个").click()
    expect(page.get_by_text("已撤销").first).to_be_visible(timeout=BUSY)
    assert titles(page) == []


def test_a_pasted_text_decided_on_part_by_part(page):
    page.get_by_label("或粘贴正文").fill(TEXT)
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_role("heading", name="一、登记在哪里")).to_be_visible()
    page.get_by_label("107⁷个").check()
    page.get_by_label("扫码添加官方微信").check()
    page.get_by_label("On registering cell products").uncheck()
    page.get_by_role("button", name="更新预览").click()
    expect(page.locator(".body-text")).to_contain_text("5×10⁷个细胞.")
    expect(page.locator(".body-text")).to_contain_text("扫码添加官方微信")
    expect(page.get_by_label("On registering cell products")).not_to_be_checked()
    page.get_by_role("button", name="按下面的选择导入为草稿").click()
    expect(page.locator(".messagelist")).to_contain_text("已导入为草稿")
    page.get_by_role("button", name="撤销这次导入").click()
    expect(page.locator(".messagelist")).to_contain_text("已撤销这次导入。")
    page.get_by_role("button", name="重新预览").click()
    expect(page.get_by_label("扫码添加官方微信")).to_be_checked()


def test_without_javascript_the_buttons_do_it(page, chromium, live_server):
    cookies = page.context.cookies()
    context = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, viewport={"width": 390, "height": 800}, locale="zh-CN"
    )
    context.add_cookies(cookies)
    plain = context.new_page()
    plain.goto("/admin/articles/article/import/")
    plain.get_by_label("文件").set_input_files([file("a.txt", "甲的题目\n一、节\n正文。"), file("b.txt", TEXT)])
    plain.get_by_role("button", name="上传并预览").click()
    plain.get_by_role("button", name="导入 2 个文件为草稿").click()
    expect(plain.get_by_role("button", name="撤销已导入的 2 个")).to_be_visible(timeout=BUSY)
    assert len(titles(plain)) == 2
