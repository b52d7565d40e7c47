"""Files brought in by a browser: several at once with their progress, decisions on one, and the way back."""

from __future__ import annotations

import io
import re
from pathlib import Path

import PIL.Image
import pytest
from axe_playwright_python.sync_playwright import Axe
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
    page.get_by_label("文件", exact=True).set_input_files([*files, file("图.pdf", "%PDF-1.7")])
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
    plain.get_by_label("文件", exact=True).set_input_files(
        [file("a.txt", "甲的题目\n一、节\n正文。"), file("b.txt", TEXT)]
    )
    plain.get_by_role("button", name="上传并预览").click()
    plain.get_by_role("button", name="导入 2 个文件为草稿").click()
    expect(plain.get_by_role("button", name="撤销已导入的 2 个")).to_be_visible(timeout=BUSY)
    assert len(titles(plain)) == 2


PAGE = """<html><head><title>膝关节的结构_虚构健康网</title></head><body><article><h1>膝关节的结构</h1>
<p>正文在这里，说明下面的图，剂量为5×107个细胞,每周一次。</p><p><img src="页_files/a.png"></p><p>图1 剖面</p>
<p><img data-src="https://img.example.org/640?fmt=png"></p><p>正文到这里结束，登记编号是NCT09990001。</p></article></body></html>"""


def png() -> bytes:
    buffer = io.BytesIO()
    PIL.Image.new("RGB", (64, 48), "teal").save(buffer, "PNG")
    return buffer.getvalue()


def folder(at: Path) -> Path:
    """A saved page with its folder, and a script in it that nobody needs."""
    (at / "稿" / "页_files").mkdir(parents=True)
    (at / "稿" / "页.html").write_text(PAGE, encoding="utf-8")
    (at / "稿" / "页_files" / "a.png").write_bytes(png())
    (at / "稿" / "页_files" / "x.js").write_text("alert(1)")
    return at / "稿"


def test_a_folder_with_a_page_and_its_pictures(page, tmp_path):
    page.get_by_label("或整个文件夹").set_input_files(folder(tmp_path))
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("膝关节的结构", timeout=BUSY)
    expect(page.get_by_label("图1 剖面")).to_be_checked()
    expect(page.locator(".import-pictures img")).to_have_js_property("naturalWidth", 64)
    expect(page.get_by_role("heading", name="没有带入的图片 1")).to_be_visible()
    page.get_by_label("替代文字").fill("膝关节的剖面")
    page.get_by_label("图片文件").set_input_files({"name": "b.png", "mimeType": "image/png", "buffer": png()})
    page.get_by_role("button", name="上传图片").click()
    expect(page.get_by_label("替代文字")).to_have_value("膝关节的剖面")
    page.get_by_label("全选").check()
    expect(page.get_by_label("https://img.example.org/640?fmt=png")).to_be_checked()


def test_a_kind_of_repair_for_the_whole_batch(page):
    files = [file(f"{n}.txt", f"第{n}篇文章的题目\n一、节\n剂量为5×107个细胞。") for n in range(2)]
    page.get_by_label("文件", exact=True).set_input_files(files)
    page.get_by_role("button", name="上传并预览").click()
    page.get_by_role("button", name=re.compile("全部接受")).click(timeout=BUSY)
    expect(page.get_by_text("已接受 2")).to_be_visible(timeout=BUSY)
    page.get_by_role("button", name=re.compile("全部取消")).click()
    expect(page.get_by_role("button", name=re.compile("全部接受"))).to_be_visible(timeout=BUSY)


def focus_on(page: Page, name: str, most: int = 80) -> None:
    """Press Tab until the control of that name has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        words = page.evaluate(
            "() => { const e = document.activeElement;"
            " return [e.innerText, e.value, e.getAttribute('aria-label'), e.labels?.[0]?.innerText].join('|'); }"
        )
        if name in words:
            return
    raise AssertionError(f"no way to {name} by the keyboard")


def test_the_whole_way_by_the_keyboard(page):
    focus_on(page, "或粘贴正文")
    page.keyboard.insert_text(TEXT)
    focus_on(page, "上传并预览")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="一、登记在哪里")).to_be_visible(timeout=BUSY)
    focus_on(page, "107⁷")
    page.keyboard.press("Space")
    focus_on(page, "扫码添加官方微信")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")  # the first button of the form writes what was chosen
    expect(page.locator(".messagelist")).to_contain_text("已导入为草稿", timeout=BUSY)
    focus_on(page, "撤销这次导入")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("已撤销这次导入。", timeout=BUSY)


def test_axe_finds_nothing_on_the_pages_of_an_import(page, chromium, live_server, tmp_path):
    page.get_by_label("或整个文件夹").set_input_files(folder(tmp_path))
    page.get_by_label("或粘贴正文").fill(TEXT)
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_text("膝关节的结构")).to_be_visible(timeout=BUSY)
    batch = page.url
    items = [link.get_attribute("href") for link in page.locator(".import-items th a").all()]
    addresses = ["/admin/articles/article/import/", batch, *items]
    found = [
        f"{address} {width} {theme}: {violation['id']} {violation['nodes'][0]['html'][:120]}"
        for width, theme in ((390, "dark"), (1280, "light"), (390, "light"), (1280, "dark"))
        for address, violation in violations(page, chromium, live_server, addresses, width, theme)
    ]
    assert found == []


def violations(page, chromium, live_server, addresses, width, theme):
    """What axe-core finds on pages of the admin; its script is injected, which the policy of the pages forbids."""
    context = chromium.new_context(
        base_url=live_server.url, bypass_csp=True, locale="zh-CN",
        viewport={"width": width, "height": 900}, color_scheme=theme,
    )  # fmt: skip
    context.add_cookies(page.context.cookies())
    for address in addresses:
        one = context.new_page()
        one.goto(address)
        for violation in Axe().run(one).response["violations"]:
            yield address, violation
        assert one.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), (address, width)
        one.close()
    context.close()
