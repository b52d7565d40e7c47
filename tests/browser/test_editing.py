"""Nothing typed is lost: closed tab, lost network, expired login; two people see each other."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from mscsite.core.roles import EDITOR
from tests import factories, staff
from tests.browser.conftest import PASSWORD

KEPT, LOST = "已自动保存", "连不上服务器"


@pytest.fixture
def article(transactional_db):
    return factories.draft_article("回路", body="<p>甲</p>")


def open_form(page: Page, article) -> None:
    page.goto(staff.address(article, "change"))
    page.wait_for_selector(".ProseMirror")
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
    _log_in(opened.value, accounts["编辑"])
    opened.value.close()
    page.get_by_role("button", name="保存并继续编辑").click()
    expect(page.locator(".messagelist")).to_be_visible()
    expect(body_of(page)).to_contain_text("甲登录过期")


@pytest.fixture
def colleague(accounts) -> str:
    return staff.account(EDITOR, "bo", PASSWORD).username


def test_two_people_see_each_other_and_the_later_save_overwrites_nothing(
    article, accounts, colleague, live_server, chromium
):
    ann = _logged_in(chromium, live_server, accounts)
    bo = _logged_in(chromium, live_server, accounts, colleague)
    for page in (ann, bo):
        open_form(page, article)
    bo.keyboard.type("，波写的")
    expect(bo.locator("#editing-status")).to_contain_text(KEPT)
    ann.keyboard.type("，安写的")
    expect(ann.locator(".editing-others")).to_have_text("bo 也在编辑这篇文章，正在输入。")
    expect(ann.locator(".editing-newer")).to_be_hidden()
    save = {"name": "保存并继续编辑"}
    bo.get_by_role("button", **save).click()
    expect(bo.locator(".messagelist")).to_be_visible()

    ann.get_by_role("button", **save).click()
    shown = ann.locator(".save-conflict")
    expect(shown).to_contain_text("对方保存的是第 2 版（bo")
    expect(shown.locator("ins", has_text="安").first).to_be_visible()
    expect(shown.locator("del", has_text="波").first).to_be_visible()
    bo.reload()
    expect(body_of(bo)).to_have_text("甲，波写的")  # nothing was overwritten

    ann.get_by_role("checkbox", name="仍然保存我的内容，覆盖对方的修改").check()
    ann.get_by_role("button", **save).click()
    expect(ann.locator(".messagelist")).to_be_visible()
    expect(body_of(ann)).to_have_text("甲，安写的")
    ann.goto(staff.address(article, "change").replace("change", "compare") + "?a=2&b=3")
    expect(ann.locator("del", has_text="波")).to_be_visible()  # and what was replaced is in the history


@pytest.fixture
def citation(transactional_db):
    return factories.public_citation("wang2020", title="Bone marrow", year=2020)


def test_rows_of_further_reading_are_kept_too(article, citation, log_in):
    page = log_in("编辑")
    page.goto(staff.address(article, "change"))
    _add_further_reading(page)
    page.fill("#id_furtherreading_set-0-position", "7")
    expect(page.locator("#editing-status")).to_contain_text(KEPT)
    page.goto("/admin/")
    page.goto(staff.address(article, "change"))
    offer = page.get_by_role("region", name="没有保存的内容")
    expect(offer).to_contain_text("延伸文献")
    offer.get_by_role("button", name="恢复到表单里").click()
    expect(page.locator("#id_furtherreading_set-0-position")).to_have_value("7")
    expect(page.locator("#furtherreading_set-0 .select2-selection")).to_contain_text("Bone marrow")
    page.get_by_role("button", name="保存并继续编辑").click()
    expect(page.locator(".messagelist")).to_be_visible()
    expect(page.locator("#furtherreading_set-0 .select2-selection")).to_contain_text("Bone marrow")


def _add_further_reading(page: Page) -> None:
    page.locator("#furtherreading_set-group .add-row a").click()
    page.locator("#furtherreading_set-0 .select2-selection").click()
    page.locator(".select2-search__field").fill("Bone")
    page.locator(".select2-results__option", has_text="Bone marrow").click()


def test_a_new_article_is_previewed_while_it_is_typed(transactional_db, log_in):
    page = log_in("编辑")
    page.goto("/admin/articles/article/add/")
    page.fill("#id_title_zh_hans", "脐带里的细胞")
    body_of(page).click()
    page.keyboard.type("还没有保存")
    expect(page.locator("#editing-status")).to_contain_text(KEPT)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="两种字形预览").click()
    frames = opened.value.frame_locator("iframe[title='预览 繁體']")
    expect(frames.get_by_role("heading", level=1)).to_have_text("臍帶裡的細胞")
    page.keyboard.type("，又写了一句")
    expect(frames.locator("main")).to_contain_text("還沒有保存，又寫了一句")
    page.goto("/admin/articles/article/")
    expect(page.locator("#result_list")).to_have_count(0)


@pytest.fixture
def approvals(transactional_db):
    factories.public_event(factories.public_product("Temcell", tissue="bone_marrow"), jurisdiction="JP")
    factories.public_trial(phase="PHASE3", overall_status="COMPLETED")


def test_live_charts_are_shown_in_the_editor_as_readers_see_them(article, approvals, log_in):
    page = log_in("编辑")
    open_form(page, article)
    for kind in ("years", "tissues", "places", "trials"):
        page.get_by_role("tabpanel").get_by_role("button", name="插入产品表、时间线或图表").click()
        page.get_by_role("dialog").get_by_label("内容").select_option(kind)
        page.get_by_role("dialog").get_by_role("button", name="确定").click()
    page.get_by_role("dialog").get_by_role("button", name="全部产品").click()
    expect(page.locator(".embed-box")).to_have_count(4)
    for number, text in enumerate(("各年首次获批数", "骨髓", "日本", "III 期")):
        page.locator(".embed-box").nth(number).scroll_into_view_if_needed()
        expect(page.frame_locator(f".embed-box >> nth={number} >> iframe").locator("table")).to_contain_text(text)
    page.get_by_role("button", name="保存并继续编辑").click()
    expect(page.locator(".messagelist")).to_be_visible()
    saved = page.locator("#id_body_zh_hans").input_value()
    kinds = ("years", "tissues", "places", "trials")
    assert saved == "<p>甲</p>" + "".join(f'<figure data-embed="{kind}"></figure>' for kind in kinds)


def _log_in(page: Page, name: str) -> None:
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_selector("#user-tools")


def _logged_in(chromium, live_server, accounts, name: str = "") -> Page:
    page = chromium.new_context(base_url=live_server.url, locale="zh-CN").new_page()
    page.goto("/admin/login/")
    _log_in(page, name or accounts["编辑"])
    return page
