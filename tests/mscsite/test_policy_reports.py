"""Reports of browsers: counted by kind, with nothing of who sent them, and never more than there is room for."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from django.db import OperationalError

from mscsite import policy_reports
from mscsite.policy_reports import PolicyReport
from mscsite.views import policy_reports as view
from tests import staff

pytestmark = pytest.mark.django_db
ADDRESS = "/csp-reports/"
OLD = {"csp-report": {"document-uri": "http://testserver/zh-hans/drafts/secret-token/?x=1", "blocked-uri": "inline"}}
OLD["csp-report"]["effective-directive"] = "script-src-elem"


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


def new(**body) -> dict:
    plain = {"documentURL": "http://testserver/zh-hans/", "effectiveDirective": "img-src"}
    return {"type": "csp-violation", "body": plain | {"blockedURL": "https://ads.example/p.gif?id=7"} | body}


def send(client, body, **extra):
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.post(ADDRESS, text, content_type="application/csp-report", **extra)


def kept() -> list[tuple]:
    return list(PolicyReport.objects.order_by("pk").values_list("directive", "page", "blocked", "times"))


def test_both_forms_are_counted_by_directive_pattern_of_the_page_and_source(client):
    assert send(client, OLD).status_code == 204
    send(client, OLD)
    send(client, [new(), new(), {"type": "deprecation", "body": {}}])
    assert kept() == [
        ("script-src-elem", "zh-hans/drafts/<str:token>/", "inline", 2),
        ("img-src", "zh-hans/", "https://ads.example", 2),
    ]


@pytest.mark.parametrize(
    "body",
    [
        new(blockedURL="chrome-extension://abc/x.js"),
        new(sourceFile="moz-extension://abc/x.js"),
        new(documentURL="https://elsewhere.example/"),
        new(effectiveDirective="<script>"),
        new(blockedURL=""),
        new(blockedURL=7, documentURL=None),
        {"csp-report": "text"},
        "text",
        [],
    ],
    ids=str,
)
def test_what_is_no_fault_of_ours_is_not_counted(client, body):
    assert send(client, body).status_code == 204
    assert kept() == []


def test_a_body_that_is_no_report_or_too_long_is_refused(client):
    assert send(client, b"{").status_code == 400
    assert send(client, b"\xff").status_code == 400
    assert send(client, b" " * (view.LARGEST + 1)).status_code == 413
    assert client.get(ADDRESS).status_code == 405


def test_the_table_does_not_grow(client, monkeypatch):
    monkeypatch.setattr(policy_reports, "MOST_ROWS", 3)
    send(client, [new(blockedURL=f"https://{n}.example") for n in range(5)])
    assert len(kept()) == 3
    PolicyReport.objects.filter(blocked="https://0.example").update(last_on="2020-01-01")
    send(client, [new(blockedURL="https://9.example")])
    assert [row[2] for row in kept()] == ["https://1.example", "https://2.example", "https://9.example"]


def test_one_address_sends_so_many_an_hour(client):
    answers = [send(client, OLD) for _each in range(view.BY_ADDRESS.most + 1)]
    assert [answer.status_code for answer in answers] == [204] * view.BY_ADDRESS.most + [429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 3600
    assert send(client, OLD, REMOTE_ADDR="192.0.2.9").status_code == 204


def test_a_database_that_takes_no_writes_is_no_fault_of_the_browser(client, monkeypatch):
    def refuse(broken):
        raise OperationalError("read-only")

    monkeypatch.setattr(policy_reports, "keep", refuse)
    assert send(client, OLD).status_code == 204


def test_administrators_read_them_and_begin_anew(client):
    send(client, OLD)
    admin = staff.client_of(staff.account(None))
    page = admin.get("/admin/mscsite/policyreport/")
    assert "script-src-elem" in page.text
    row = PolicyReport.objects.get()
    admin.post("/admin/mscsite/policyreport/", {"action": "forget", "_selected_action": [row.pk]})
    assert kept() == []
