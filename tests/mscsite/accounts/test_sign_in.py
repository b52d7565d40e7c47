"""Signing in with a password: who is heard, how often, and what is noted."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from mscsite.accounts import attempts
from mscsite.accounts.models import Session, Tally
from mscsite.core.models import AuditEntry
from tests.mscsite.accounts import people
from tests.mscsite.accounts.people import is_in, sign_in, told

pytestmark = pytest.mark.django_db
WRONG = "not the password"


def test_the_right_password_opens_the_admin_and_is_noted():
    user, client = people.person(), Client()
    response = sign_in(client)
    assert response.headers["Location"] == "/admin/"
    assert is_in(client)
    assert people.actions(user) == ["signed_in"]
    client.post("/admin/logout/")
    assert not is_in(client)
    assert people.actions(user) == ["signed_in", "signed_out"]
    assert Session.objects.filter(user=user).count() == 0


def test_an_account_is_known_by_its_mail_address_too():
    people.person()
    assert sign_in(Client(), "Wang@Example.org").status_code == 302
    people.person("li", email="wang@example.org")
    assert sign_in(Client(), "wang@example.org").status_code == 200  # whose is it?


def test_who_is_inactive_or_no_colleague_gets_the_same_answer_as_a_wrong_password():
    people.person("gone", is_active=False)
    people.person("guest", is_staff=False)
    people.person("wang")
    answers = {told(sign_in(Client(), name))[-200:] for name in ("gone", "nobody")}
    answers.add(told(sign_in(Client(), "wang", WRONG))[-200:])
    assert len(answers) == 1
    assert sign_in(Client(), "guest").status_code == 200


def test_failures_are_noted_without_what_was_typed_unless_it_is_an_account():
    user = people.person()
    sign_in(Client(), "wang", WRONG)
    sign_in(Client(), "my secret password", WRONG)
    assert people.actions() == ["sign_in_failed", "sign_in_failed"]
    assert list(AuditEntry.objects.order_by("pk").values_list("record_id", flat=True)) == [str(user.pk), ""]
    assert all("secret" not in str(entry.detail) + entry.record_key for entry in AuditEntry.objects.all())


def test_after_five_failures_an_address_waits_and_is_told_how_long():
    people.person()
    client = Client(REMOTE_ADDR="192.0.2.7")
    for _each in range(attempts.BY_PAIR.most):
        assert "账号或密码不对" in told(sign_in(client, password=WRONG))
    refused = sign_in(client)
    assert "请 15 分钟后再试" in told(refused)
    assert not is_in(client)
    assert people.actions().count("sign_in_failed") == attempts.BY_PAIR.most  # what is not heard fills no log
    Tally.objects.update(ends_at=timezone.now() - dt.timedelta(seconds=1))
    assert sign_in(client).status_code == 302


def test_a_stranger_keeps_nobody_out():
    people.person()
    for _each in range(12):
        sign_in(Client(REMOTE_ADDR="203.0.113.9"), password=WRONG)
    assert sign_in(Client(REMOTE_ADDR="192.0.2.7")).status_code == 302


def test_many_strangers_slow_an_account_down_but_not_the_browsers_of_its_owner(monkeypatch):
    people.person()
    known = Client(REMOTE_ADDR="192.0.2.7")
    sign_in(known)
    known.post("/admin/logout/")
    monkeypatch.setattr(attempts, "BY_ACCOUNT", attempts.BY_ACCOUNT._replace(most=6))
    for number in range(4):
        for _each in range(3):
            sign_in(Client(REMOTE_ADDR=f"203.0.113.{number}"), password=WRONG)
    assert "分钟后再试" in told(sign_in(Client(REMOTE_ADDR="198.51.100.1")))
    assert sign_in(known).status_code == 302


def test_a_known_browser_has_a_count_of_its_own_and_then_none(monkeypatch):
    people.person()
    monkeypatch.setattr(attempts, "BY_DEVICE", attempts.BY_DEVICE._replace(most=2))
    client = Client()
    sign_in(client)
    client.post("/admin/logout/")
    for _each in range(2 + attempts.BY_PAIR.most):
        assert "账号或密码不对" in told(sign_in(client, password=WRONG))
    assert "分钟后再试" in told(sign_in(client, password=WRONG))


def test_the_cookie_of_a_browser_is_good_for_its_account_alone(rf):
    from django.http import HttpResponse

    from mscsite.accounts import device_cookie

    response = HttpResponse()
    device_cookie.put(response, "wang")
    cookie = response.cookies[device_cookie.NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/admin/")
    request = rf.get("/")
    request.COOKIES[device_cookie.NAME] = cookie.value
    assert device_cookie.of(request, "WANG") != ""
    assert device_cookie.of(request, "li") == ""
    request.COOKIES[device_cookie.NAME] = cookie.value[:-2]
    assert device_cookie.of(request, "wang") == ""


def test_colleagues_behind_one_address_do_not_use_up_each_others_attempts(monkeypatch):
    monkeypatch.setattr(attempts, "BY_ADDRESS", attempts.BY_ADDRESS._replace(most=3))
    people.person()
    for _each in range(6):
        assert sign_in(Client(REMOTE_ADDR="192.0.2.7")).status_code == 302


def test_one_address_cannot_go_through_the_accounts(monkeypatch):
    monkeypatch.setattr(attempts, "BY_ADDRESS", attempts.BY_ADDRESS._replace(most=3))
    people.person()
    for number in range(3):
        sign_in(Client(REMOTE_ADDR="203.0.113.9"), f"user{number}", WRONG)
    assert "分钟后再试" in told(sign_in(Client(REMOTE_ADDR="203.0.113.9")))


def test_nothing_that_is_counted_names_an_address_or_an_account():
    people.person()
    sign_in(Client(REMOTE_ADDR="203.0.113.9"), password=WRONG)
    rows = list(Tally.objects.values_list("key", flat=True))
    assert len(rows) == 3
    assert all(len(key) == 64 and set(key) <= set("0123456789abcdef") for key in rows)


@pytest.mark.parametrize(
    ("wanted", "led_to"),
    [
        ("/zh-hans/products/", "/zh-hans/products/"),
        ("https://elsewhere.example/", "/admin/"),
        ("//elsewhere.example/", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
        ("/\\elsewhere.example", "/admin/"),
        ("http://testserver/zh-hans/", "http://testserver/zh-hans/"),
    ],
)
def test_after_signing_in_one_stays_on_this_site(wanted, led_to):
    people.person()
    client = Client()
    response = client.post(people.LOGIN, {"username": "wang", "password": people.PASSWORD, "next": wanted})
    assert response.headers["Location"] == led_to
    assert client.get(people.LOGIN, {"next": wanted}).headers["Location"] == led_to  # signed in already


def test_the_session_gets_a_new_key_with_the_login():
    people.person()
    client = Client()
    client.session.save()
    before = client.session.session_key
    sign_in(client)
    assert client.cookies["sessionid"].value != before
