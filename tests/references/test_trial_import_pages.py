"""Trials by id or by file in the admin: shown first, stored when confirmed."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mscsite.core.models import AuditEntry
from mscsite.core.roles import EDITOR, MARKETING
from references.models import Trial
from tests import factories, staff
from tests.loopback import Reply

pytestmark = pytest.mark.django_db
PAGE = "admin:references_trial_bring_in"
XML = b"""<?xml version="1.0" encoding="UTF-8"?><Trials_downloaded_from_ICTRP><Trial>
<TrialID>ChiCTR2000000001</TrialID><Public_title>A trial in China</Public_title>
<Recruitment_Status>Recruiting</Recruitment_Status><Target_size>20</Target_size></Trial></Trials_downloaded_from_ICTRP>"""


def study(number: str, status: str = "COMPLETED") -> dict:
    return {
        "protocolSection": {
            "identificationModule": {"nctId": number, "briefTitle": "A study"},
            "statusModule": {"overallStatus": status},
        }
    }


@pytest.fixture
def editor():
    return staff.client_of(staff.account(EDITOR))


def shown(client, **data) -> list[tuple[str, str]]:
    context = client.post(reverse(PAGE), data).context
    return [(outcome.id, outcome.status) for outcome in context["outcomes"]]


def test_ids_are_asked_shown_and_stored_when_confirmed(editor, loopback):
    factories.public_trial("NCT00000002", overall_status="RECRUITING")
    for number in ("NCT00000001", "NCT00000002"):
        loopback.answers[f"/clinicaltrials/{number}"] = Reply(study(number))
    response = editor.post(
        reverse(PAGE), {"text": "NCT00000001\nnct00000002, NCT00000003 ChiCTR2000000001 NCT0000000O"}
    )
    outcomes = {outcome.id: outcome for outcome in response.context["outcomes"]}
    assert {key: outcome.status for key, outcome in outcomes.items()} == {
        "NCT00000001": "created",
        "NCT00000002": "updated",
        "NCT00000003": "failed",
        "ChiCTR2000000001": "failed",
        "NCT0000000O": "failed",
    }
    assert "状态：招募中 → 已完成" in response.content.decode()
    assert "没有这条记录" in outcomes["NCT00000003"].reason
    assert "ICTRP" in outcomes["ChiCTR2000000001"].reason
    assert "是不是 NCT00000000" in outcomes["NCT0000000O"].reason
    assert Trial.objects.count() == 1  # nothing yet
    loopback.answers.clear()  # what was shown is what is stored
    done = editor.post(reverse(PAGE), {"sources": response.context["sources"]}, follow=True)
    assert [str(message) for message in done.context["messages"]] == ["新增提案 1 项，更新 1 项。"]
    assert list(Trial.objects.values_list("registry_id", "overall_status")) == [
        ("NCT00000001", "COMPLETED"),
        ("NCT00000002", "COMPLETED"),
    ]
    assert not Trial.objects.get(registry_id="NCT00000001").is_public
    assert set(AuditEntry.objects.values_list("action", "actor__username")) == {
        ("created", "user-of-编辑"),
        ("updated", "user-of-编辑"),
    }


def test_files_of_registries(editor):
    assert shown(editor, file=SimpleUploadedFile("a.xml", XML)) == [("ChiCTR2000000001", "created")]
    both = json.dumps({"studies": [study("NCT00000001"), {"x": 1}]}).encode()
    assert [status for _id, status in shown(editor, file=SimpleUploadedFile("a.json", both))] == ["created", "failed"]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.json", b'[{"protocolSection": ', "不是有效的 JSON"),
        ("a.xml", XML[:200], "不是完整的 XML"),
        ("a.html", b"<!DOCTYPE html><html>login</html>", "是网页"),
        ("a.json", b"%PDF-1.4", "是 PDF 文件"),
    ],
)
def test_files_that_are_none(editor, name, data, words):
    response = editor.post(reverse(PAGE), {"file": SimpleUploadedFile(name, data)})
    assert words in response.context["outcomes"][0].reason
    assert not response.context["possible"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text": " "}, "请填写登记号"),
        ({"text": " ".join(f"NCT{number:08}" for number in range(21))}, "一次最多查询 20 个"),
        ({"sources": "tampered"}, "确认的内容不完整"),
    ],
)
def test_what_is_refused(editor, data, words):
    assert words in str(editor.post(reverse(PAGE), data).context["error"])


def test_without_a_network(editor, settings):
    settings.FETCH = False
    (outcome,) = editor.post(reverse(PAGE), {"text": "NCT00000001"}).context["outcomes"]
    assert "不联网" in outcome.reason


def test_not_for_everybody():
    assert staff.client_of(staff.account(MARKETING)).get(reverse(PAGE)).status_code == 403
