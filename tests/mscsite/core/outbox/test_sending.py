"""Mail that waits: sent after the step, again where it failed, by one process, never lost."""

from __future__ import annotations

import datetime as dt
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from mscsite.core import outbox
from mscsite.core.outbox import sending
from mscsite.core.outbox.models import OutgoingMail
from mscsite.core.roles import EDITOR, PUBLISHER
from tests import staff

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


class Server(EmailBackend):
    """A mail server that refuses what `trouble` says, by recipient; "*" is for everybody."""

    trouble: dict[str, Exception] = {}

    def send_messages(self, messages):
        for message in messages:
            for key in ("*", message.to[0]):
                if key in self.trouble:
                    raise self.trouble[key]
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def trouble(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    settings.SITE_URL = "https://www.example.org"
    monkeypatch.setattr(Server, "trouble", {})
    return Server.trouble


@pytest.fixture
def later(monkeypatch):
    """Move the clock."""
    real, ahead = timezone.now, [dt.timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: real() + ahead[0])
    return lambda by: ahead.__setitem__(0, ahead[0] + by)


@pytest.fixture
def put(django_capture_on_commit_callbacks):
    def write(*recipients: str, execute: bool = True) -> None:
        with django_capture_on_commit_callbacks(execute=execute):
            outbox.put([f"{name}@example.org" for name in recipients], "请审核：\n骨髓", "正文")

    return write


def received() -> list[str]:
    return [message.to[0].split("@")[0] for message in mail.outbox]


def test_each_gets_one_of_their_own_once_the_step_is_saved(put):
    put("a", "b")
    assert received() == ["a", "b"]
    assert [(m.subject, m.body) for m in mail.outbox] == [("请审核： 骨髓", "正文")] * 2
    assert OutgoingMail.objects.waiting().count() == 0
    assert outbox.deliver().sent == 0


def test_a_step_that_is_undone_leaves_no_mail():
    with transaction.atomic():
        outbox.put(["a@example.org"], "题", "文")
        transaction.set_rollback(True)
    assert OutgoingMail.objects.count() == 0


def test_a_process_that_dies_before_it_sends_loses_nothing(put):
    put("a", execute=False)
    assert received() == []
    assert outbox.deliver().sent == 1
    assert received() == ["a"]


def test_a_process_that_dies_after_it_has_sent_sends_twice_under_one_name(put, later, monkeypatch):
    put("a", execute=False)
    (row,) = OutgoingMail.objects.all()
    assert sending._claim(row)
    mail.get_connection().send_messages([sending._message(row)])  # and then the power goes
    assert outbox.deliver().sent == 0  # it may still be at it
    later(6 * MINUTE)
    assert (outbox.deliver().sent, outbox.deliver().sent, received()) == (1, 0, ["a", "a"])
    first, second = (message.message()["Message-ID"] for message in mail.outbox)
    assert first == second
    assert first.endswith("@www.example.org>")


def test_two_processes_do_not_send_it_both(put):
    put("a", execute=False)
    mine, theirs = OutgoingMail.objects.get(), OutgoingMail.objects.get()
    assert (sending._claim(mine), sending._claim(theirs)) == (True, False)


def test_a_server_that_is_away_is_asked_once_and_all_wait(put, later, trouble):
    trouble["*"] = ConnectionRefusedError("nobody there")
    put("a", "b", "c")
    rows = OutgoingMail.objects.order_by("pk")
    assert [row.last_error for row in rows] == ["ConnectionRefusedError: nobody there"] * 3
    assert [row.attempts for row in rows] == [1, 0, 0]
    trouble.clear()
    assert outbox.deliver().sent == 0  # too early
    later(3 * MINUTE)
    assert (outbox.deliver().sent, received()) == (3, ["a", "b", "c"])
    assert not OutgoingMail.objects.exclude(last_error="").exists()


def test_one_bad_address_does_not_hold_the_others_up(put, trouble):
    trouble["a@example.org"] = smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"no such user")})
    put("a", "b")
    assert received() == ["b"]
    assert "no such user" in OutgoingMail.objects.failing().get().last_error


def test_it_waits_longer_each_time_but_never_gives_up(put, later, trouble):
    trouble["*"] = OSError("down")
    put("a")
    waits = []
    for _try in range(14):
        row = OutgoingMail.objects.get()
        waits.append(round((row.next_try_at - timezone.now()) / MINUTE))
        later(row.next_try_at - timezone.now())
        assert outbox.deliver().failed == 1
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, *[360] * 6]


def test_a_clock_that_was_wrong_holds_nothing_up_for_long(put, later, trouble):
    later(dt.timedelta(days=900))
    trouble["*"] = OSError("down")
    put("a")
    later(dt.timedelta(days=-900))
    trouble.clear()
    assert outbox.deliver().sent == 1


def test_what_was_sent_is_forgotten_after_a_month(put, later):
    put("a")
    later(dt.timedelta(days=31))
    outbox.deliver()
    assert OutgoingMail.objects.count() == 0


def test_the_clock_of_the_site_sends_it(put, capsys):
    put("a", execute=False)
    call_command("publish_due")
    assert received() == ["a"]
    assert capsys.readouterr().out == "邮件：寄出 1 封，0 封没有寄出，会再试\n"


def test_in_the_admin(put, trouble, django_capture_on_commit_callbacks):
    trouble["*"] = OSError("server is down")
    put("a", "b")
    address = staff.address(OutgoingMail, "changelist")
    client = staff.client_of(staff.account(None))
    page = client.get(f"{address}?state=failing").text
    assert "server is down" in page
    assert "没有寄出，会再试" in page
    assert "没有寄出的邮件" in client.get("/admin/").text
    first, second = OutgoingMail.objects.order_by("pk")
    client.post(address, {"action": "give_up", "_selected_action": [second.pk]})
    trouble.clear()
    page = client.post(address, {"action": "try_now", "_selected_action": [first.pk, second.pk]}, follow=True).text
    assert "寄出 1 封，0 封没有寄出。" in page
    assert received() == ["a"]


def test_publishers_see_it_and_change_nothing_and_editors_do_not(put):
    put("a", execute=False)
    address = staff.address(OutgoingMail, "changelist")
    publisher = staff.client_of(staff.account(PUBLISHER))
    assert "try_now" not in publisher.get(address).text
    publisher.post(address, {"action": "give_up", "_selected_action": [OutgoingMail.objects.get().pk]})
    assert OutgoingMail.objects.waiting().count() == 1
    assert staff.client_of(staff.account(EDITOR)).get(address).status_code == 403
