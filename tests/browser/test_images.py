"""A picture uploaded inside the editor, seen by readers in both scripts."""

from __future__ import annotations

import io
import re

import PIL.Image
import pytest
from playwright.sync_api import Page, expect

from tests import factories, staff


def png() -> bytes:
    buffer = io.BytesIO()
    PIL.Image.new("RGB", (800, 500), "teal").save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def article(transactional_db):
    return factories.draft_article("用图的文章", body="<p>正文</p>")


def fill_dialog(page: Page, **texts: str) -> None:
    dialog = page.get_by_role("dialog").last
    for label, text in texts.items():
        dialog.get_by_label(re.compile(f"^{label}")).fill(text)


def test_a_picture_is_uploaded_described_and_stands_in_the_text(article, log_in):
    page = log_in("编辑")
    page.goto(staff.address(article, "change"))
    body = page.get_by_role("textbox", name="正文（简体）")
    body.click()
    page.keyboard.press("Control+End")
    page.get_by_role("tabpanel").get_by_role("button", name="插入图片").click()
    page.get_by_role("dialog").get_by_role("button", name="上传新图片").click()
    page.get_by_role("dialog").last.get_by_label("文件").set_input_files(
        {"name": "图.txt", "mimeType": "text/plain", "buffer": b"no picture"}
    )
    fill_dialog(page, 替代文字="干细胞示意图", 图注="记录里的图注", 署名="王敏")
    page.get_by_role("dialog").last.get_by_role("button", name="上传").click()
    expect(page.get_by_role("dialog").last).to_contain_text("不是可用的图片")
    page.get_by_role("dialog").last.get_by_label("文件").set_input_files(
        {"name": "图.png", "mimeType": "image/png", "buffer": png()}
    )
    page.get_by_role("dialog").last.get_by_role("button", name="上传").click()
    box = body.locator(".picture-box")
    expect(box.locator("img")).to_be_visible()
    expect(box.locator(".picture-words")).to_have_attribute("data-placeholder", "记录里的图注")
    page.get_by_role("button", name="保存并继续编辑").click()
    page.wait_for_selector(".messagelist")
    saved = page.locator("#id_body_zh_hans").input_value()
    assert re.fullmatch(r'<p>正文</p><figure data-image="[0-9a-f]{12}"></figure>(<p></p>)?', saved)
    page.goto(f"/zh-hant/previews/{article.pk}/")
    picture = page.get_by_role("img", name="幹細胞示意圖")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.currentSrc").endswith(".avif")
    expect(page.locator("figcaption")).to_have_text(re.compile("記錄裡的圖註.*圖：王敏|記錄裡的圖注.*圖：王敏"))


@pytest.fixture
def with_picture(transactional_db):
    image = factories.image(alt="")
    return factories.draft_article("有图", body=f'<p>甲</p><figure data-image="{image.key}"></figure>')


def test_a_caption_is_typed_below_the_picture_and_missing_words_are_said(with_picture, log_in):
    page = log_in("编辑")
    page.goto(staff.address(with_picture, "change"))
    box = page.get_by_role("textbox", name="正文（简体）").locator(".picture-box")
    expect(box.locator(".state-warning")).to_contain_text("缺替代文字：简体、繁體")
    box.locator("figcaption").click()
    page.keyboard.type("文章的图注")
    page.get_by_role("button", name="保存并继续编辑").click()
    page.wait_for_selector(".messagelist")
    assert "<figcaption>文章的图注</figcaption></figure>" in page.locator("#id_body_zh_hans").input_value()
