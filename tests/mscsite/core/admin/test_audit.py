"""The audit log: found by who, what and when, taken out as CSV, and changed by nobody."""

import csv
import io

import pytest

from mscsite.core import audit
from mscsite.core.models import AuditEntry
from mscsite.core.roles import EDITOR, REVIEWER
from tests import factories, staff

pytestmark = pytest.mark.django_db
EXPORT = "/admin/core/auditentry/export/"


@pytest.fixture
def reviewer():
    return staff.account(REVIEWER, "shenhe")


@pytest.fixture
def entries(reviewer):
    article = factories.draft_article("骨髓", slug="gu-sui")
    audit.record(action="approved", target=article, actor=reviewer, origin="admin", reason="=1+1，\n两行")
    return article


def rows_of(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"), newline="")))


def test_the_csv_has_all_that_the_filters_let_through(reviewer, entries):
    client = staff.client_of(reviewer)
    header, first, second = rows_of(client.get(EXPORT))
    assert header == ["时间", "操作者", "来自", "操作", "操作代码", "记录类型", "记录", "记录编号", "详情"]
    assert first[1:5] == ["", "tests", "保存", "saved"]
    assert second[1:8] == ["shenhe", "admin", "核准", "approved", "文章", "gu-sui", str(entries.pk)]
    assert second[8] == '{"reason": "=1+1，\\n两行"}'
    assert second[0].endswith("+08:00")
    for query in ("action=approved", f"actor={reviewer.pk}", "record_type=article&action=approved", "q=shenhe"):
        assert [row[4] for row in rows_of(client.get(f"{EXPORT}?{query}"))[1:]] == ["approved"], query
    assert [row[4] for row in rows_of(client.get(f"{EXPORT}?actor=none"))[1:]] == ["saved"]
    assert rows_of(client.get(f"{EXPORT}?action=published"))[1:] == []


def test_it_is_longer_than_a_page_of_the_list(reviewer, entries):
    audit.record_many([("saved", entries, {})] * 120, actor=reviewer, origin="admin")
    assert len(rows_of(staff.client_of(reviewer).get(EXPORT))) == 1 + 122


def test_a_filter_that_is_none_leads_to_the_list(reviewer, entries):
    assert staff.client_of(reviewer).get(f"{EXPORT}?at__gte=x").status_code == 302


def test_it_is_for_those_who_may_see_the_log(client, entries):
    assert client.get(EXPORT).status_code == 302
    assert staff.client_of(staff.account(EDITOR)).get(EXPORT).status_code == 403
    assert staff.client_of(staff.account(None)).post(EXPORT).status_code == 405


def test_the_list_links_to_its_csv(reviewer, entries):
    html = staff.client_of(reviewer).get("/admin/core/auditentry/?action=approved").text
    assert f'href="{EXPORT}?action=approved"' in html


def test_nobody_changes_or_deletes_an_entry(entries):
    entry = AuditEntry.objects.first()
    for change in (entry.save, entry.delete):
        with pytest.raises(PermissionError):
            change()
    root = staff.client_of(staff.account(None))
    assert root.post(staff.address(entry, "change"), {"action": "x"}).status_code == 403
    assert root.post(staff.address(entry, "delete"), {"post": "yes"}).status_code == 403
    answer = root.post("/admin/core/auditentry/", {"action": "delete_selected", "_selected_action": [entry.pk]})
    assert AuditEntry.objects.filter(pk=entry.pk).exists(), answer.status_code
