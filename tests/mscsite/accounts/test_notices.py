"""Mail to the owner of an account about what was done to it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from mscsite.accounts import factor, notices
from mscsite.accounts.models import Telephone
from mscsite.core.models import AuditEntry
from tests import staff
from tests.mscsite.accounts import people
from tests.mscsite.accounts.people import sign_in, totp_code

CODE = "/admin/login/code/"


@pytest.fixture(autouse=True)
def after_commit(transactional_db, settings) -> None:
    """Mail goes after the commit."""
    settings.SITE_URL = "https://www.example.org"


def told() -> list[str]:
    """The kinds of the mails that went out, as `TO kind`."""
    kinds = {str(words) % {"name": "wang", "device": "Chrome · Windows"}: kind for kind, words in notices.WORDS.items()}
    return [f"{each.to[0]} {kinds[each.body.split(chr(10) * 2)[1]]}" for each in mail.outbox]


def test_what_changes_how_one_signs_in_is_told_with_the_way_to_a_reset():
    user, root = people.person(), staff.client_of(staff.account(None))
    client = Client()
    sign_in(client)
    new = {
        "old_password": people.PASSWORD,
        "new_password1": "四个 不相干 的词 连起来",
        "new_password2": "四个 不相干 的词 连起来",
    }
    client.post("/admin/password_change/", new)
    people.with_telephone(user)
    root.post(f"/admin/auth/user/{user.pk}/steps/factor/")
    assert told() == ["wang@example.org password_changed", "wang@example.org second_factor_reset"]
    assert "https://www.example.org/admin/login/forgot/" in mail.outbox[0].body


def test_the_old_mailbox_is_told_of_the_new_one():
    user, root = people.person(), staff.client_of(staff.account(None))
    page = root.get(staff.address(user, "change"))
    root.post(staff.address(user, "change"), staff.form_data(page) | {"email": "other@example.org"})
    assert User.objects.get(pk=user.pk).email == "other@example.org"
    assert told() == ["wang@example.org mailbox_left"]
    assert AuditEntry.objects.filter(action="mailbox_changed", record_id=str(user.pk)).count() == 1


def test_a_browser_that_was_never_used_is_told_of_and_one_that_was_is_not():
    people.person()
    known, windows = Client(), {"HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0) Chrome/130"}
    sign_in(known)  # the first of all: nobody to be warned of
    known.post("/admin/logout/")
    sign_in(known)
    assert told() == []
    sign_in(Client(), **windows)
    assert told() == ["wang@example.org new_browser"]


def test_a_code_that_is_used_a_second_time_is_noted_and_told_once():
    user = people.person()
    people.with_telephone(user)
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client)
    code = totp_code(Telephone.objects.get())
    assert first.post(CODE, {"code": code}).status_code == 302
    for _each in range(2):
        Telephone.objects.update(throttling_failure_timestamp=None, throttling_failure_count=0)
        assert second.post(CODE, {"code": code}).status_code == 200
    reused = AuditEntry.objects.filter(action="sign_in_failed", detail__reused=True)
    assert (reused.count(), told()) == (2, ["wang@example.org code_reused"])
    Telephone.objects.update(throttling_failure_timestamp=None, last_t=1)
    assert not factor.was_used(user, code)


def test_nobody_is_told_where_there_is_no_mailbox():
    user = people.person(email="")
    people.with_telephone(user)
    staff.client_of(staff.account(None)).post(f"/admin/auth/user/{user.pk}/steps/factor/")
    assert mail.outbox == []
