"""What is kept of a colleague: handed over whole, and taken out whole when they leave."""

from __future__ import annotations

import io
import json

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command
from django.core.serializers import serialize

from articles import workflow
from articles.models import Revision
from mscsite.accounts import personal
from mscsite.accounts.models import Identity, RecoveryCode
from mscsite.core import audit, outbox
from mscsite.core.models import AuditEntry
from mscsite.core.roles import EDITOR
from tests import factories, staff
from tests.mscsite.accounts import people
from tests.mscsite.accounts.people import told

pytestmark = pytest.mark.django_db
SECRETS = ("wangxiaoming", "xiaoming.wang@example.org", "小明", "王小明")


@pytest.fixture
def editor() -> User:
    user = staff.account(EDITOR, "wangxiaoming")
    user.email, user.first_name, user.last_name = "xiaoming.wang@example.org", "小明", "王"
    user.save()
    article = factories.draft_article()
    article.body_zh_hans = "<p>改过的正文。</p>"
    workflow.save(article, origin=workflow.Origin(user, "admin"))
    RecoveryCode.objects.create(user=user, digest="a" * 64)
    Identity.objects.create(user=user, issuer="https://id.example.org", subject="s1")
    audit.record(action="invited", target=user, actor=None, origin="admin", email=user.email, name=user.username)
    outbox.put(["other@example.org"], "题", f"操作者：{user.username}")
    outbox.put([user.email], "题", "文")
    staff.client_of(user).get("/admin/")
    return user


def everything() -> str:
    """All tables as one text."""
    from django.apps import apps

    return "".join(serialize("json", model._base_manager.all(), ensure_ascii=False) for model in apps.get_models())


def test_all_that_is_kept_is_handed_over_without_what_would_let_somebody_in(editor):
    out = io.StringIO()
    call_command("account_data", editor.username, stdout=out)
    found = json.loads(out.getvalue())
    assert (found["account"]["username"], found["account"]["email"], found["groups"]) == (
        "wangxiaoming", "xiaoming.wang@example.org", [EDITOR.name],
    )  # fmt: skip
    assert {
        "articles.Revision.created_by",
        "core.AuditEntry.actor",
        "accounts.RecoveryCode.user",
        "accounts.Identity.user",
    } <= (found["records"].keys())
    assert [entry["detail"]["email"] for entry in found["noted_about_the_account"]] == [editor.email]
    assert ("a" * 64 in out.getvalue(), editor.password in out.getvalue()) == (False, False)


def test_the_person_goes_and_what_they_did_stays(editor):
    before = AuditEntry.objects.filter(actor=editor).count()
    assert [secret for secret in SECRETS if secret not in everything()] == ["王小明"]
    call_command("erase_account", editor.username, "--yes", stderr=io.StringIO())
    editor.refresh_from_db()
    assert [secret for secret in SECRETS if secret in everything()] == []
    assert (editor.username, editor.is_active, editor.is_staff, editor.has_usable_password()) == (
        f"erased-{editor.pk}", False, False, False,
    )  # fmt: skip
    assert AuditEntry.objects.filter(actor=editor).count() == before
    assert Revision.objects.filter(created_by=editor).count() == 1
    assert (RecoveryCode.objects.count(), Identity.objects.count(), editor.groups.count()) == (0, 0, 0)
    assert AuditEntry.objects.filter(action="erased", record_id=str(editor.pk)).count() == 1


def test_it_must_be_meant_and_somebody_must_be_left():
    staff.account(EDITOR, "a")
    staff.account(None, "root")
    for arguments in (["a"], ["nobody", "--yes"], ["root", "--yes"]):
        with pytest.raises(CommandError):
            call_command("erase_account", *arguments)
    assert set(User.objects.values_list("username", flat=True)) == {"a", "root"}


def test_every_table_that_names_an_account_is_looked_at():
    labels = {model._meta.label for model, _field in personal._pointing()}
    assert set(personal.THEIRS) <= labels


def erase_page(user: User) -> str:
    return f"/admin/auth/user/{user.pk}/erase/"


def test_everybody_takes_their_own_data_from_their_account_page(editor):
    client = staff.client_of(editor)
    assert 'action="/admin/account/data/"' in client.get("/admin/account/").text
    answer = client.post("/admin/account/data/")
    assert (answer.headers["Content-Type"], answer.headers["Content-Disposition"]) == (
        "application/json", 'attachment; filename="account-wangxiaoming.json"',
    )  # fmt: skip
    assert (answer.json()["account"]["email"], editor.password in answer.text) == (editor.email, False)
    assert people.actions(editor)[-1] == "data_handed_over"
    assert client.get("/admin/account/data/").status_code == 405


def test_an_administrator_hands_it_over_and_nobody_else_does(editor):
    other = staff.client_of(staff.account(EDITOR, "other"))
    assert other.post(f"/admin/auth/user/{editor.pk}/data/").status_code == 403
    root = staff.client_of(staff.account(None, "root"))
    assert root.post(f"/admin/auth/user/{editor.pk}/data/").json()["account"]["username"] == "wangxiaoming"
    assert AuditEntry.objects.get(action="data_handed_over").actor.username == "root"


def test_the_page_says_what_goes_and_what_stays_and_does_it_for_the_name_typed(editor):
    people.with_telephone(editor)
    root = staff.client_of(staff.account(None, "root"))
    assert f'href="{erase_page(editor)}"' in root.get(f"/admin/auth/user/{editor.pk}/change/").text
    page = root.get(erase_page(editor))
    assert page.context["going"] == [
        ("两步验证的手机", 1), ("登录着的设备", 1), ("恢复码", 10), ("统一登录的身份", 1),
        ("寄给他的邮件", 1),
    ]  # fmt: skip
    assert page.context["staying"] == [("操作记录", 1), ("版本", 1)]
    assert "这一步不能撤销" in told(page)
    slip = root.post(erase_page(editor), {"account": "wangxiao"})
    assert "请原样输入：wangxiaoming" in told(slip)
    assert User.objects.get(pk=editor.pk).username == "wangxiaoming"
    done = root.post(erase_page(editor), {"account": "wangxiaoming"}, follow=True)
    assert f"记在“离职人员 erased-{editor.pk}”名下" in told(done)
    assert [secret for secret in SECRETS if secret in everything()] == []
    assert AuditEntry.objects.get(action="erased").actor.username == "root"
    assert "已经清除过了" in told(root.get(erase_page(editor)))


def test_nobody_erases_themselves_and_the_last_administrator_stays():
    root, editor = staff.account(None, "root"), staff.account(EDITOR, "a")
    client = staff.client_of(root)
    for answer in (client.get(erase_page(root)), client.post(erase_page(root), {"account": "root"})):
        assert "不能清除自己的账号" in told(answer)
    assert answer.status_code == 409
    assert staff.client_of(editor).get(erase_page(root)).status_code == 403
    User.objects.create_superuser("left", is_active=False)  # cannot sign in: does not count
    with pytest.raises(personal.Refused, match="root 是唯一的管理员"):
        personal.erase(root, actor=None, origin="tests")
    second = staff.account(None, "second")
    personal.erase(root, actor=second, origin="tests")
    assert set(User.objects.filter(is_superuser=True, is_active=True).values_list("username", flat=True)) == {"second"}


def test_who_may_only_manage_colleagues_erases_no_administrator():
    manager, root = staff.account(EDITOR, "manager"), staff.account(None, "root")
    manager.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user", "delete_user"]))
    client = staff.client_of(manager)
    assert client.post(erase_page(root), {"account": "root"}).status_code == 403
    assert client.post(f"/admin/auth/user/{root.pk}/data/").status_code == 403
    assert client.get(erase_page(staff.account(EDITOR, "a"))).status_code == 200
