"""Readers' words: taken in without a cookie, from our own pages alone, and never at the cost of the page."""

from unittest import mock

import pytest
from django.core.cache import cache
from django.db import OperationalError

from mscsite import reader_words, spam
from mscsite.core.roles import EDITOR
from mscsite.reader_words import MASK, ClarityCount, ReaderReport
from tests import staff
from tests.factories import public_article

pytestmark = pytest.mark.django_db
VOTE, REPORT = "/zh-hans/feedback/vote/", "/zh-hans/feedback/report/"
PAGE = "/zh-hans/articles/a/"
WORDS = {"path": PAGE, "kind": "error", "text": "第二段的年份不对。"}


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()
    public_article(slug="a")


def post(client, address: str, data: dict, **headers):
    return client.post(address, data, headers={"Sec-Fetch-Site": "same-origin", "Accept": "application/json"} | headers)


def test_votes_are_counted_a_day_and_a_page(client):
    for answer in ("yes", "yes", "no"):
        response = post(client, VOTE, {"path": PAGE, "clear": answer})
        assert (response.status_code, response.json(), response.cookies) == (200, {"message": "收到了，谢谢您。"}, {})
    assert [(row.path, row.clear, row.unclear) for row in ClarityCount.objects.all()] == [(PAGE, 2, 1)]


def test_a_report_waits_in_the_queue_without_anything_about_its_writer(client):
    assert post(client, REPORT, WORDS).status_code == 200
    kept = ReaderReport.objects.values().get()
    assert {name: kept[name] for name in WORDS} == WORDS
    assert kept["state"] == "open"
    assert set(kept) == {
        "id", "kind", "path", "text", "received_on", "state", "note", "handled_by_id", "handled_at"
    }  # fmt: skip


def test_without_scripts_the_reader_is_thanked_on_a_page(client):
    response = client.post(REPORT, WORDS, headers={"Origin": "http://testserver"})
    assert (response.status_code, response.url) == (303, f"/zh-hans/feedback/thanks/?back={PAGE}")
    html = client.get(response.url).text
    assert f'<a href="{PAGE}">' in html
    assert "noindex" in html
    assert 'href="https://evil.example' not in client.get("/zh-hans/feedback/thanks/?back=https://evil.example/").text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "https://testserver"}, 403),
        ({"Origin": "null"}, 403),
        ({"Referer": "http://testserver/zh-hans/"}, 200),
        ({"Referer": "http://testserver.evil.example/"}, 403),
        ({}, 403),
    ],
)
def test_only_our_own_pages_may_send(client, headers, status):
    response = client.post(REPORT, WORDS, headers={"Accept": "application/json"} | headers)
    assert (response.status_code, ReaderReport.objects.count()) == (status, int(status == 200))


@pytest.mark.parametrize(
    "change",
    [
        {"text": ""}, {"text": "短"}, {"text": "长" * 1001}, {"kind": "praise"}, {"path": "/admin/"},
        {"path": "/zh-hant/articles/a/"}, {"path": "https://evil.example/zh-hans/"}, {"path": "//evil.example/"},
        {"path": "/zh-hans/feedback/thanks/"}, {"path": ""},
    ],
)  # fmt: skip
def test_what_is_no_report_is_refused_with_a_reason(client, change):
    response = post(client, REPORT, WORDS | change)
    assert response.status_code == 400
    assert response.json()["message"]
    assert ReaderReport.objects.count() == 0


@pytest.mark.parametrize("change", [{"website": "x"}, {"text": "买 http://a http://b http://c http://d"}])
def test_robots_are_told_what_people_are_told_and_nothing_is_kept(client, change):
    assert post(client, REPORT, WORDS | change).status_code == 200
    assert ReaderReport.objects.count() == 0


def test_one_address_cannot_fill_the_queue(client):
    statuses = [post(client, REPORT, WORDS).status_code for _number in range(spam.REPORTS[0].most + 2)]
    assert statuses == [200] * spam.REPORTS[0].most + [429, 429]
    assert (
        client.post(REPORT, WORDS, headers={"Origin": "http://testserver"}, REMOTE_ADDR="10.0.0.9").status_code == 303
    )


def test_a_database_that_takes_no_writes_costs_no_page(client):
    with mock.patch.object(reader_words, "report", side_effect=OperationalError("readonly")):
        assert post(client, REPORT, WORDS).status_code == 503
        plain = client.post(REPORT, WORDS, headers={"Origin": "http://testserver"})
    assert plain.status_code == 503
    assert WORDS["text"] in plain.text
    assert f'<a href="{PAGE}">' in plain.text


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("请打 13812345678 找我", f"请打 {MASK} 找我"),
        ("+86 138-1234-5678", MASK),
        ("wang@example.com。", f"{MASK}。"),
        ("11010519491231002X", MASK),
        ("台灣 0912-345-678", f"台灣 {MASK}"),
        ("NCT04491240、10.1126/science.284.5411.143、2024年12月18日、PMID 31505228", None),
    ],
)
def test_what_people_write_of_themselves_is_masked(written, kept):
    assert reader_words.without_personal_data(written) == (kept or written)


def test_pages_carry_the_forms_and_the_preview_does_not(client):
    for path in ("", "articles/", "articles/a/", "products/", "trials/", "glossary/"):
        html = client.get(f"/zh-hans/{path}").text
        assert f'<input type="hidden" name="path" value="/zh-hans/{path}">' in html
        assert "csrf" not in html
    assert VOTE in client.get(PAGE).text


def test_editors_work_the_queue_off():
    report = ReaderReport.objects.create(**WORDS)
    editor = staff.account(EDITOR)
    client = staff.client_of(editor)
    assert "读者意见：1 条待处理" in client.get("/admin/").text
    listed = staff.address(ReaderReport, "changelist")
    client.post(listed, {"action": "mark_done", "_selected_action": [report.pk]})
    report.refresh_from_db()
    assert (report.state, report.handled_by) == ("done", editor)
    assert WORDS["text"] not in client.get(listed).text
    assert WORDS["text"] in client.get(f"{listed}?state=all").text
