"""The whole life of an article, played by an editor, a reviewer, a publisher and a reader."""

from __future__ import annotations

import datetime as dt
import threading
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests import factories

STEP_TIMEOUT = 10_000
TEXT = """骨髓里的间充质干细胞

一、来源
间充质干细胞可以取自骨髓、脂肪和脐带。

二、数量
随着年龄增长，骨髓里的间充质干细胞逐渐减少。
"""


@pytest.fixture
def citation(transactional_db):
    """What the text of another desk will be tied to."""
    return factories.public_citation("wang2020", title="骨髓间充质干细胞的数量", year=2020)


@pytest.fixture
def clock(monkeypatch):
    """Move the time of the server, which runs in this process."""
    real, ahead = timezone.now, [dt.timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: real() + ahead[0])

    def move(by: dt.timedelta) -> None:
        ahead[0] += by

    return move


def publish_due() -> None:
    """As the loop would, in a thread of its own: playwright keeps Django from the database in this one."""
    thread = threading.Thread(target=lambda: call_command("publish_due"))
    thread.start()
    thread.join()


def say(page: Page, text: str) -> None:
    expect(page.locator(".messagelist").first).to_contain_text(text, timeout=STEP_TIMEOUT)


def press(page: Page, name: str, said: str) -> None:
    page.locator(".panel-steps").get_by_role("button", name=name, exact=True).click()
    say(page, said)


def save(page: Page) -> None:
    page.get_by_role("button", name="保存并继续编辑").click()
    say(page, "成功")


def cite(page: Page, query: str) -> None:
    page.get_by_role("tabpanel").get_by_role("button", name="插入文献引用").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("searchbox").fill(query)
    dialog.get_by_role("listitem").first.get_by_role("button").click()


def local(moment: dt.datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def test_from_the_import_to_the_end(lenient, citation, clock, log_in, chromium, live_server):
    reader = chromium.new_context(base_url=live_server.url).new_page()

    editor = log_in("编辑")
    change = bring_in(editor)
    slug = editor.input_value("#id_slug")
    article = f"/zh-hans/articles/{slug}/"
    write_and_submit(editor)
    assert reader.goto(article).status == 404

    reviewer = log_in("医学审核")
    send_back(reviewer, change)
    correct(editor, change)
    reviewer.goto(change)
    reviewer.fill("[name=next_review]", local(timezone.now() + dt.timedelta(days=180))[:10])
    press(reviewer, "核准", "已核准。")

    publisher = log_in("发布")
    publisher.goto(change)
    publisher.fill("[name=at]", local(timezone.now() + dt.timedelta(minutes=10)))
    press(publisher, "定时发布", "已排期。")
    publish_due()
    assert reader.goto(article).status == 404
    clock(dt.timedelta(minutes=11))
    publish_due()
    assert reader.goto(article).status == 200
    expect(reader.get_by_text("现行，已经医学审核")).to_be_visible()
    expect(reader.locator("#references ~ ol").first).to_contain_text("骨髓间充质干细胞的数量")

    the_next_draft(editor, change)
    reader.goto(article)
    expect(reader.get_by_role("heading", level=1)).to_have_text("骨髓里的间充质干细胞")
    compare_and_restore(editor, change)

    retire(publisher, change)
    assert reader.goto(article).status == 410
    expect(reader.get_by_role("heading", level=1)).to_have_text("这篇文章已经下架")
    the_log_tells_it(publisher)


def bring_in(editor: Page) -> str:
    """The file is uploaded, looked at, and taken over; the address of the draft."""
    editor.goto("/admin/articles/article/")
    editor.get_by_role("link", name="导入", exact=True).click()
    file = {"name": "gusui.txt", "mimeType": "text/plain", "buffer": TEXT.encode()}
    editor.get_by_label("文件", exact=True).set_input_files(file)
    editor.get_by_role("button", name="上传并预览").click()
    expect(editor.get_by_role("heading", name="二、数量")).to_be_visible(timeout=3 * STEP_TIMEOUT)
    editor.get_by_role("button", name="按下面的选择导入为草稿").click()
    say(editor, "已导入为草稿")
    editor.get_by_role("link", name="打开文章").click()
    expect(editor.locator("#id_title_zh_hans")).to_have_value("骨髓里的间充质干细胞")
    editor.wait_for_selector(".ProseMirror")  # until then the label is that of the plain field, which then goes
    return urlsplit(editor.url).path


def write_and_submit(editor: Page) -> None:
    """Both scripts, a citation, and the request for review."""
    body = editor.get_by_role("textbox", name="正文（简体）")
    body.click()
    editor.keyboard.press("Control+End")
    editor.keyboard.type("六十岁时只剩年轻时的一小部分")
    cite(editor, "骨髓")
    editor.keyboard.type("。")
    save(editor)
    editor.get_by_role("tab", name="繁體").first.click()
    expect(editor.locator("#id_title_zh_hant")).to_have_value("骨髓裡的間充質幹細胞")
    editor.fill("#id_title_zh_hant", "骨髓中的間充質幹細胞")
    save(editor)
    press(editor, "送审", "已送审。")


def send_back(reviewer: Page, change: str) -> None:
    """A comment for the editor, and the judgement with its reason."""
    reviewer.goto(change)
    reviewer.locator("#comments > summary").click()
    form = reviewer.locator("#comments .comment-form")
    form.locator("[name=text]").fill("“一小部分”太含糊，请写明出处里的数字。")
    form.locator("[name=addressee]").select_option(label="user0")
    form.get_by_role("button", name="提出意见").click()
    say(reviewer, "意见已记下。")
    press(reviewer, "退回", "未能退回：退回时请写明理由。")
    reviewer.locator(".panel-card [name=reason]").first.fill("请先处理意见")
    press(reviewer, "退回", "已退回。")


def correct(editor: Page, change: str) -> None:
    """What was asked stands on the first page; it is answered, corrected, and submitted again."""
    editor.goto("/admin/")
    expect(editor.locator("#list-returned + ul")).to_contain_text("请先处理意见")
    editor.locator("#list-asked + ul a").first.click()
    expect(editor.locator(".panel-returned")).to_contain_text("请先处理意见")
    editor.get_by_role("tab", name="简体").first.click()
    editor.fill("#id_summary_zh_hans", "骨髓里的间充质干细胞随年龄减少，数字见文献。")
    save(editor)
    editor.locator("#comments").get_by_role("button", name="处理完").click()
    say(editor, "意见已标为处理完。")
    press(editor, "送审", "已送审。")


def the_next_draft(editor: Page, change: str) -> None:
    editor.goto(change)
    editor.get_by_role("tab", name="简体").first.click()
    editor.fill("#id_title_zh_hans", "骨髓里的间充质干细胞有多少")
    save(editor)
    expect(editor.locator(".panel-status")).to_contain_text("草稿")
    expect(editor.locator(".panel-status")).to_contain_text("读者看到的是")


def compare_and_restore(editor: Page, change: str) -> None:
    editor.goto(change.replace("/change/", "/compare/"))
    expect(editor.locator("ins").filter(has_text="有多少").first).to_be_visible()
    editor.locator(".restore-forms").get_by_role("button").first.click()
    say(editor, "恢复为新的草稿")
    editor.get_by_role("tab", name="简体").first.click()
    expect(editor.locator("#id_title_zh_hans")).to_have_value("骨髓里的间充质干细胞")


def retire(publisher: Page, change: str) -> None:
    publisher.goto(change)
    publisher.locator(".panel-card", has=publisher.get_by_role("button", name="下架", exact=True)).locator(
        "[name=reason]"
    ).fill("并入另一篇文章")
    press(publisher, "下架", "已下架。")


def the_log_tells_it(publisher: Page) -> None:
    """Newest first, and nothing in it can be changed."""
    publisher.goto("/admin/core/auditentry/?record_type=article")
    told = publisher.locator("#result_list .field-action_name").all_inner_texts()
    steps = [action for action in reversed(told) if action not in ("保存", "导入")]
    assert steps == ["送审", "提出意见", "退回", "意见处理完", "送审", "核准", "排期", "发布", "恢复旧版", "下架"]
    assert publisher.locator("#result_list input").count() == 0
