"""Changes of accounts and roles: noted, and in force at once."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from mscsite.core import roles
from mscsite.core.models import AuditEntry
from tests import staff
from tests.mscsite.accounts import people
from tests.mscsite.accounts.people import is_in, sign_in, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    return staff.client_of(staff.account(None))


def changed(admin: Client, user, **values) -> None:
    groups = [group.pk for group in user.groups.all()]
    form = {"username": user.username, "email": user.email, "is_active": "on", "is_staff": "on", "groups": groups}
    response = admin.post(f"/admin/auth/user/{user.pk}/change/", {k: v for k, v in (form | values).items() if v})
    assert response.status_code == 302


def test_another_role_is_noted_and_asks_for_a_new_login(admin):
    user, client = people.person(), Client()
    sign_in(client)
    publisher = Group.objects.get(name=roles.PUBLISHER.name)
    changed(admin, user, groups=[publisher.pk])
    entry = AuditEntry.objects.get(action="rights_changed")
    assert (entry.record_id, entry.actor.username) == (str(user.pk), "root")
    assert entry.detail == {"given": ["发布"], "taken": ["编辑"]}
    assert not is_in(client)


def test_what_changes_no_right_ends_no_session(admin):
    user, client = people.person(), Client()
    sign_in(client)
    changed(admin, user, last_name="王")
    assert is_in(client)
    assert people.actions(user) == ["signed_in"]


def test_who_leaves_is_out_at_once(admin):
    user, client = people.person(), Client()
    sign_in(client)
    changed(admin, user, is_active="")
    assert not is_in(client)
    assert people.actions(user)[-1] == "account_deactivated"
    changed(admin, user)
    assert people.actions(user)[-1] == "account_activated"


def test_an_administrator_ends_somebodys_sessions(admin):
    user, client = people.person(), Client()
    sign_in(client)
    assert "全部退出登录" in told(admin.get(f"/admin/auth/user/{user.pk}/change/"))
    admin.post(f"/admin/auth/user/{user.pk}/steps/sessions/")
    assert not is_in(client)
    assert is_in(admin)
    assert people.actions(user)[-1] == "sessions_ended"


def test_a_changed_role_is_noted_with_what_it_gained_and_lost(admin):
    staff.account(roles.EDITOR)
    group = Group.objects.get(name=roles.MARKETING.name)
    kept = [p.pk for p in group.permissions.exclude(codename="export_sheet")]
    given = Permission.objects.get(codename="publish_article")
    admin.post(f"/admin/auth/group/{group.pk}/change/", {"name": group.name, "permissions": [*kept, given.pk]})
    detail = {"name": "市场", "given": ["articles.publish_article"], "taken": ["products.export_sheet"]}
    assert AuditEntry.objects.get(record_type="group").detail == detail


def test_the_log_names_accounts_as_people_know_them(admin):
    people.person()
    sign_in(Client())
    page = admin.get("/admin/core/auditentry/")
    assert "登录" in told(page)
    assert '<td class="field-shown_key">wang</td>' in page.text
