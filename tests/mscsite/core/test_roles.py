"""The roles, tried page by page and with what the pages show; `test_permissions` tries every other address."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from mscsite.core import roles
from mscsite.core.roles import EDITOR, MARKETING, PUBLISHER, REVIEWER, ROLES
from tests import one_of_each, staff

pytestmark = pytest.mark.django_db

MODELS = [model for model in admin.site._registry if model._meta.app_label != "auth"]
READ_ONLY = {
    "articles.revision",
    "articles.review",
    "articles.overtaken",
    "core.auditentry",
    "core.outgoingmail",
    "core.searchmiss",
    "mscsite.claritycount",
    "mscsite.dailyviews",
}


# Pages that lead on to another one.
ELSEWHERE = {
    ("mscsite.siteprofile", "changelist"): "admin:mscsite_siteprofile_change",
    ("articles.article", "history"): "admin:articles_article_revisions",
}


@pytest.fixture
def records() -> dict:
    return one_of_each.records()


def test_every_permission_of_the_table_exists():
    names = Permission.objects.values_list("content_type__app_label", "codename")
    assert {name for role in ROLES for name in role.permissions} <= {f"{app}.{code}" for app, code in names}


def test_the_migration_granted_exactly_the_table():
    for role in ROLES:
        user = staff.account(role)
        assert user.get_all_permissions() == role.permissions


def test_applying_the_table_twice_changes_nothing():
    roles.apply(apps, "default")
    assert staff.account(EDITOR).get_all_permissions() == EDITOR.permissions


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_each_page_answers_by_the_table(role, records):
    user = staff.account(role)
    client = staff.client_of(user)
    for model in MODELS:
        label = model._meta.label_lower
        app, name = label.split(".")
        may = {action: user.has_perm(f"{app}.{action}_{name}") for action in ("view", "add", "change", "delete")}
        if label == "mscsite.readerreport":
            may |= {"add": False}  # readers write them
        if label == "mscsite.siteprofile":
            may |= {"add": False, "delete": False}  # there is one
        if label in READ_ONLY:
            may |= {"add": False, "change": False, "delete": False}
        record = records[label]
        expected = {
            "changelist": may["view"],
            "add": may["add"],
            "change": may["view"],
            "history": may["view"],
            "delete": may["delete"],
        }
        for page, allowed in expected.items():
            target = model if page in ("changelist", "add") else record
            answer = client.get(staff.address(target, page))
            status = answer.status_code
            if allowed and (label, page) in ELSEWHERE:
                assert answer.url == reverse(ELSEWHERE[label, page], args=[record.pk])
                continue
            assert (label, page, status) == (label, page, 200 if allowed else 403)
        status = client.post(staff.address(record, "change"), {}).status_code
        assert (label, "save", status) == (label, "save", 200 if may["change"] else 403)


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        (
            EDITOR,
            [
                "检查有错误",
                "警告等待决定",
                "所据的记录已变",
                "我的草稿",
                "提案：产品",
                "提案：监管事件",
                "提案：临床试验",
                "提案：文献",
                "提案：术语",
                "失效网址的存档副本",
            ],
        ),
        (REVIEWER, ["等待医学审核"]),
        (
            PUBLISHER,
            [
                "已核准，等待发布",
                "已排期",
                "提案：产品",
                "提案：监管事件",
                "提案：临床试验",
                "提案：文献",
                "提案：术语",
                "没有寄出的邮件",
            ],
        ),
        (MARKETING, []),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_the_first_page_says_what_waits_for_the_role(role, labels, records):
    response = staff.client_of(staff.account(role)).get("/admin/")
    assert [item.label for item in response.context.get("waiting") or []] == labels
