"""Sessions: over by themselves, listed, ended."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mscsite.accounts import devices, sessions
from mscsite.accounts.models import Session
from tests.mscsite.accounts import people
from tests.mscsite.accounts.people import is_in, sign_in, told

pytestmark = pytest.mark.django_db
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Safari/604.1"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome · Windows"),
        (SAFARI, "Safari · iPhone"),
        (CHROME + " Edg/130.0", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/116 Mobile Safari/537.36 MicroMessenger/8.0", "WeChat · Android"),
        ("curl/8", ""),
    ],
)
def test_a_device_in_words(agent, words):
    assert devices.in_words(agent) == words


def signed_in(agent: str = CHROME) -> Client:
    client = Client(headers={"user-agent": agent})
    sign_in(client)
    return client


def aged(**ago: dt.timedelta) -> None:
    now = timezone.now()
    Session.objects.update(**{name: now - age for name, age in ago.items()})


@pytest.mark.parametrize(
    ("ago", "stays"),
    [
        ({"last_used_at": dt.timedelta(minutes=29)}, True),
        ({"last_used_at": dt.timedelta(minutes=31)}, False),
        ({"started_at": dt.timedelta(hours=11, minutes=59)}, True),
        ({"started_at": dt.timedelta(hours=12, minutes=1)}, False),
    ],
)
def test_a_session_ends_by_itself(ago, stays):
    people.person()
    client = signed_in()
    aged(**ago)
    assert is_in(client) == stays
    assert Session.objects.count() == int(stays)


def test_who_was_signed_in_is_told_why_they_are_asked_again():
    people.person()
    client = signed_in()
    aged(started_at=dt.timedelta(hours=13))
    page = client.get("/admin/articles/article/", follow=True)
    assert "可能已经到期" in told(page)
    assert page.context["next"] == "/admin/articles/article/"


def test_use_is_noted_once_a_minute_and_costs_nothing_in_between():
    people.person()
    client = signed_in()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get("/admin/account/")
    assert [q for q in captured.captured_queries if "UPDATE" in q["sql"]] == []
    aged(last_used_at=dt.timedelta(minutes=5))
    client.get("/admin/account/")
    assert timezone.now() - Session.objects.get().last_used_at < dt.timedelta(minutes=1)


def test_one_sees_ones_own_sessions_and_ends_them():
    user = people.person()
    here, there = signed_in(), signed_in(SAFARI)
    people.person("li")
    other = Client()
    sign_in(other, "li")
    page = here.get("/admin/account/")
    assert "Chrome · Windows" in told(page)
    assert "Safari · iPhone" in told(page)
    keys = Session.objects.values_list("pk", flat=True)
    assert [key for key in keys if key in page.text] == []
    handle = sessions.handle(there.cookies["sessionid"].value)
    foreign = sessions.handle(other.cookies["sessionid"].value)
    assert "已让 1 处退出登录" in told(here.post("/admin/account/sessions/end/", {"session": handle}, follow=True))
    assert "不在登录状态" in told(here.post("/admin/account/sessions/end/", {"session": foreign}, follow=True))
    assert [is_in(client) for client in (here, there, other)] == [True, False, True]
    assert people.actions(user)[-1] == "sessions_ended"


def test_all_others_are_ended_at_once():
    people.person()
    here, there, third = signed_in(), signed_in(), signed_in()
    here.post("/admin/account/sessions/end/")
    assert [is_in(client) for client in (here, there, third)] == [True, False, False]


def test_a_new_password_ends_the_other_sessions_and_keeps_to_the_rules():
    user = people.person()
    here, there = signed_in(), signed_in()
    change = {"old_password": people.PASSWORD, "new_password1": "wang12345678", "new_password2": "wang12345678"}
    for bad in ("short words", "password1234", "wang@example.org"):
        refused = here.post("/admin/password_change/", change | {"new_password1": bad, "new_password2": bad})
        assert refused.status_code == 200, bad
    new = "四个 不相干 的词 连起来才好"
    changed = here.post("/admin/password_change/", change | {"new_password1": new, "new_password2": new})
    assert changed.headers["Location"] == "/admin/account/"
    assert [is_in(here), is_in(there)] == [True, False]
    assert Session.objects.count() == 1
    assert people.actions(user)[-1] == "password_changed"
    assert sign_in(Client(), password=new).status_code == 302


def test_rows_that_are_over_go_with_the_next_sign_in():
    people.person()
    signed_in()
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(days=1))
    signed_in()
    assert Session.objects.count() == 1


def test_a_database_that_takes_no_writes_costs_no_reading(monkeypatch):
    from django.db import OperationalError
    from django.db.models import QuerySet

    people.person()
    client = signed_in()
    aged(last_used_at=dt.timedelta(minutes=5))

    def refuse(*args, **kwargs):
        raise OperationalError("read-only")

    monkeypatch.setattr(QuerySet, "update", refuse)
    assert client.get("/admin/account/").status_code == 200
