"""What is kept of a colleague: handed over whole, and taken out whole when they leave."""

from __future__ import annotations

import io
import json

import pytest
from django.contrib.auth.models import User
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
