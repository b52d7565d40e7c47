"""Invitations and resets by mail."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django.utils import timezone

from mscsite.accounts.models import AccountLink
from mscsite.core import roles
from mscsite.core.models import AuditEntry, OutgoingMail
from tests import staff
from tests.mscsite.accounts import people
from tests.mscsite.accounts.people import is_in, sign_in, told

pytestmark = pytest.mark.django_db
NEW = "四个 不相干 的词 连起来"
BOTH = {"new_password1": NEW, "new_password2": NEW}
FORGOT = "/admin/login/forgot/"


def link_in(text: str) -> str:
    return re.search(r"http://testserver(/admin/login/link/\S+)", text).group(1)


@pytest.fixture
def admin() -> Client:
    return staff.client_of(staff.account(None))


@pytest.fixture
def invited(admin, django_capture_on_commit_callbacks) -> tuple[User, str]:
    """An account that an administrator made, and the link of its mail."""
    group = Group.objects.get_or_create(name=roles.EDITOR.name)[0]
    form = {"email": "li.si@example.org", "username": "", "name": "李四", "groups": [group.pk]}
    with django_capture_on_commit_callbacks(execute=True):
        response = admin.post("/admin/auth/user/add/", form)
    assert response.status_code == 302
    return User.objects.get(email="li.si@example.org"), link_in(mail.outbox[-1].body)


def test_an_administrator_invites_and_types_no_password(admin, invited):
    user, link = invited
    assert (user.username, user.first_name, user.is_staff, user.has_usable_password()) == ("li.si", "李四", True, False)
    assert [group.name for group in user.groups.all()] == [roles.EDITOR.name]
    assert mail.outbox[-1].to == ["li.si@example.org"]
    assert people.actions(user) == ["account_created", "invited", "rights_changed"]
    assert AuditEntry.objects.get(action="rights_changed").detail == {"given": ["is_staff", "编辑"], "taken": []}
    assert "邀请已于" in told(admin.get(f"/admin/auth/user/{user.pk}/change/"))
    client = Client()
    assert client.get(link).status_code == 200
    assert client.get(link).status_code == 200  # programs that look at mail use nothing up
    assert client.post(link, BOTH).status_code == 200
    assert sign_in(client, "li.si", NEW).status_code == 302
    assert is_in(client)
    assert people.actions(user)[3:] == ["invitation_taken", "signed_in"]


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"email": "li@example.org"}, "请至少选一个角色"),
        ({"email": "WANG@example.org", "is_superuser": "on"}, "这个邮箱已经有账号了"),
        ({"email": "wang@example.com", "is_superuser": "on"}, "已经有人用了"),
        ({"is_superuser": "on", "username": "li"}, "这个字段是必填项"),
    ],
)
def test_an_invitation_that_cannot_be_says_why(admin, form, says):
    people.person("wang")
    assert says in told(admin.post("/admin/auth/user/add/", form))
    assert User.objects.count() == 2


def test_a_link_opens_once_and_ends_with_its_time(invited):
    _user, link = invited
    AccountLink.objects.update(ends_at=timezone.now() - dt.timedelta(seconds=1))
    assert Client().get(link).status_code == 410
    AccountLink.objects.update(ends_at=timezone.now() + dt.timedelta(hours=1))
    assert "至少要 12 个字" in told(Client().post(link, {"new_password1": "short", "new_password2": "short"}))
    assert Client().post(link, BOTH).status_code == 200
    assert Client().post(link, BOTH).status_code == 410
    assert Client().get(link[:-2] + "xx/").status_code == 410


def test_a_newer_invitation_voids_the_older_and_nobody_leaves_with_one(
    admin, invited, django_capture_on_commit_callbacks
):
    user, link = invited
    with django_capture_on_commit_callbacks(execute=True):
        admin.post(f"/admin/auth/user/{user.pk}/steps/invite/")
    newer = link_in(mail.outbox[-1].body)
    assert Client().get(link).status_code == 410
    assert Client().get(newer).status_code == 200
    form = {"username": "li.si", "email": user.email, "is_staff": "on", "groups": [g.pk for g in user.groups.all()]}
    admin.post(f"/admin/auth/user/{user.pk}/change/", form)
    assert Client().get(newer).status_code == 410
    assert people.actions(user)[-1] == "account_deactivated"


def test_the_link_is_kept_nowhere_where_others_could_read_it(admin, invited):
    _user, link = invited
    token = link.split("/")[-2]
    row = OutgoingMail.objects.get()
    assert (row.is_secret, row.text) == (True, "")  # sent, so it is gone
    OutgoingMail.objects.update(text=f"http://testserver{link}", sent_at=None)
    page = admin.get(f"/admin/core/outgoingmail/{row.pk}/change/")
    assert token not in page.text
    assert token not in AccountLink.objects.get().digest


def test_a_reset_tells_nobody_whether_there_is_such_an_account(django_capture_on_commit_callbacks):
    user = people.person()
    with django_capture_on_commit_callbacks(execute=True):
        known = Client(REMOTE_ADDR="192.0.2.1").post(FORGOT, {"email": "Wang@example.org"})
    unknown = Client(REMOTE_ADDR="192.0.2.2").post(FORGOT, {"email": "xang@example.org"})
    assert told(known).replace("Wang", "xang") == told(unknown)
    assert [message.to for message in mail.outbox] == [["wang@example.org"]]
    assert "wang" in mail.outbox[0].body
    client = Client()
    assert client.post(link_in(mail.outbox[0].body), BOTH).status_code == 200
    assert sign_in(client, password=NEW).status_code == 302
    assert people.actions(user) == ["reset_asked", "password_reset", "signed_in"]


def test_a_reset_ends_all_sessions_and_lets_its_owner_in_past_strangers(
    django_capture_on_commit_callbacks, monkeypatch
):
    from mscsite.accounts import attempts

    user = people.person()
    thief, owner = Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="192.0.2.7")
    sign_in(thief)
    with django_capture_on_commit_callbacks(execute=True):
        owner.post(FORGOT, {"email": user.email})
    monkeypatch.setattr(attempts, "BY_ACCOUNT", attempts.BY_ACCOUNT._replace(most=0))
    assert "分钟后再试" in told(sign_in(owner))
    owner.post(link_in(mail.outbox[0].body), BOTH)
    assert not is_in(thief)
    assert sign_in(owner, password=NEW).status_code == 302


def test_strangers_fill_no_mailbox_and_try_no_tokens(django_capture_on_commit_callbacks):
    people.person()
    with django_capture_on_commit_callbacks(execute=True):
        answers = [Client(REMOTE_ADDR=f"192.0.2.{n}").post(FORGOT, {"email": "wang@example.org"}) for n in range(6)]
    assert {answer.status_code for answer in answers} == {200}
    assert len(mail.outbox) == 3
    stranger = Client(REMOTE_ADDR="203.0.113.9")
    asked = [stranger.post(FORGOT, {"email": f"{n}@example.org"}).status_code for n in range(11)]
    assert asked == [200] * 10 + [429]
    tried = [stranger.get(f"/admin/login/link/{n}/").status_code for n in range(31)]
    assert tried == [410] * 30 + [429]


def test_an_account_that_is_gone_gets_no_mail():
    people.person("gone", is_active=False)
    people.person("guest", is_staff=False)
    for name in ("gone", "guest"):
        Client().post(FORGOT, {"email": f"{name}@example.org"})
    assert OutgoingMail.objects.count() == 0
