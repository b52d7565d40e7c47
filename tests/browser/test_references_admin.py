"""The admin's pages of references by keyboard: bringing in, merging and its undo, checks, copies, evidence bodies."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from mscsite.core.roles import EDITOR
from references.models import BodyOfEvidence, Citation
from tests import factories, staff
from tests.loopback import Reply

COPY = "https://web.archive.org/web/2020/x"
PAPER = {"type": "article-journal", "title": "A paper that is looked up", "issued": {"date-parts": [[2020]]}}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).press("Enter")


def message(page: Page):
    return page.locator("ul.messagelist")


@pytest.fixture
def doubles(transactional_db) -> tuple[Citation, Citation]:
    return tuple(
        factories.public_citation(key, title="A paper on stem cells in tissue repair", year=2001)
        for key in ("first", "second")
    )


@pytest.fixture
def one(transactional_db) -> Citation:
    return factories.public_citation("one", doi="10.1000/one", url="https://e.org/x", proposed_copy=COPY)


@pytest.fixture
def trial(transactional_db):
    return factories.public_trial("NCT00000001", overall_status="RECRUITING")


@pytest.fixture
def numbers(loopback, monkeypatch) -> None:
    """Two papers, of which each takes a request of its own; and a server that answers with a page."""
    monkeypatch.setattr("references.citation_pages.SECONDS", 0)
    for number in (1, 2):
        item = PAPER | {"DOI": f"10.1000/{number}", "title": f"{PAPER['title']}: number {number} of two"}
        loopback.answers[f"/doi/10.1000/{number}"] = Reply(item, type="application/vnd.citationstyles.csl+json")
    loopback.answers["/doi/10.1000/page"] = Reply("<html>", type="text/html")


def test_numbers_are_looked_up_one_after_the_other_and_brought_in(numbers, log_in):
    page = log_in(EDITOR.name)
    page.goto("/admin/references/citation/bring-in/")
    page.get_by_label("DOI、PMID 或 PMC 编号").fill("10.1000/1\n10.1000/2\n10.1000/page")
    press(page, "先看会怎样")
    expect(page.get_by_role("status").filter(has_text="已查 1 个，共 3 个")).to_be_visible()
    expect(page.get_by_role("cell", name="A paper that is looked up: number 2")).to_be_visible()  # it went on by itself
    expect(page.get_by_text("返回的是 text/html")).to_be_visible()
    press(page, "确认导入")
    expect(message(page)).to_contain_text("新增提案 2 条")


def test_two_records_are_merged_and_the_merge_is_taken_back(doubles, log_in):
    page = log_in(EDITOR.name)
    page.goto("/admin/references/citation/doubles/")
    page.get_by_role("link", name="比较并合并").press("Enter")
    page.get_by_role("radio", name="保留 second").press(" ")
    press(page, "合并")
    expect(message(page)).to_contain_text("文献 first 已并入 second")
    press(page, "撤销 first 的合并")
    expect(message(page)).to_contain_text("已撤销合并：first 重新单列")
    expect(page.get_by_text("可能与下面的文献是同一篇")).to_be_visible()


def test_a_check_says_that_it_is_waiting_and_what_came_of_it(one, loopback, log_in):
    loopback.answers["/crossref/10.1000%2Fone"] = Reply({"message": {"updated-by": []}})
    page = log_in(EDITOR.name)
    page.goto(staff.address(one, "change"))
    button = page.get_by_role("button", name="现在核对")
    button.evaluate("(pressed) => pressed.form.addEventListener('submit', (event) => event.preventDefault())")
    button.press("Enter")
    expect(page.get_by_text("正在查询")).to_be_visible()
    expect(button).to_be_disabled()
    page.reload()
    press(page, "现在核对")
    expect(message(page)).to_contain_text("未查 → 没有答复", timeout=20_000)


def test_a_copy_is_accepted_from_the_list(one, log_in):
    page = log_in(EDITOR.name)
    page.get_by_role("link", name="1 失效网址的存档副本").press("Enter")
    press(page, "采用 one 的存档副本")
    expect(message(page)).to_contain_text("文献 one：读者现在打开的是存档副本")
    expect(page.get_by_text("没有等待确认的存档副本")).to_be_visible()


def test_a_trial_is_refreshed_and_told_what_changed(trial, loopback, log_in):
    study = {"protocolSection": {"identificationModule": {"nctId": "NCT00000001"}}}
    study["protocolSection"]["statusModule"] = {"overallStatus": "COMPLETED"}
    loopback.answers["/clinicaltrials/NCT00000001"] = [Reply(study), Reply({}, 500)]
    page = log_in(EDITOR.name)
    page.goto(staff.address(trial, "change"))
    press(page, "更新登记信息")
    expect(message(page)).to_contain_text("状态：招募中 → 已完成")
    press(page, "更新登记信息")
    expect(message(page)).to_contain_text("出错了（500）", timeout=30_000)


def test_a_body_of_evidence_is_judged(trial, log_in):
    page = log_in(EDITOR.name)
    page.goto(staff.address(BodyOfEvidence, "add"))
    page.get_by_label("问题（简体）").fill("能否减轻疼痛？")
    page.get_by_label("白话结论（简体）").fill("可能略有减轻，很不确定。")
    page.get_by_label("证据质量").select_option("very_low")
    page.get_by_label("不精确（降级）").press(" ")
    press(page, "保存")
    expect(message(page)).to_contain_text("能否减轻疼痛？")
    page.get_by_role("link", name="能否减轻疼痛？").first.click()
    expect(page.get_by_label("不精确（降级）")).to_be_checked()


def test_trials_are_brought_in_by_their_ids(trial, loopback, log_in):
    study = {"protocolSection": {"identificationModule": {"nctId": "NCT00000002", "briefTitle": "A new study"}}}
    loopback.answers["/clinicaltrials/NCT00000002"] = Reply(study)
    page = log_in(EDITOR.name)
    page.goto("/admin/references/trial/")
    page.get_by_role("link", name="按登记号或文件导入").press("Enter")
    page.get_by_label("ClinicalTrials.gov 的登记号（NCT），每行一个").fill("NCT00000002\nNCT0000000O")
    press(page, "先看会怎样")
    expect(page.get_by_text("是不是 NCT00000000（数字里混有字母）")).to_be_visible()
    press(page, "确认导入")
    expect(message(page)).to_contain_text("新增提案 1 项")
