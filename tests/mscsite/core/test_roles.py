"""The roles, tried page by page: whoever logs in sees what the table grants, and nothing else."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission

from articles.models import CheckSetting, Overtaken, PhraseRule
from mscsite.core import audit, roles
from mscsite.core.models import OutgoingMail, SearchMiss
from mscsite.core.roles import EDITOR, MARKETING, PUBLISHER, REVIEWER, ROLES
from mscsite.models import ClarityCount, DailyViews, Page, ReaderReport, SiteProfile
from tests import factories, staff

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


@pytest.fixture
def records() -> dict:
    """One record of each model, by its label."""
    article = factories.draft_article(author=factories.person(), category=factories.category())
    event = factories.proposed_event(factories.proposed_product(company=factories.company()))
    found = [
        article, article.author, article.category, article.revisions.get(), event, event.product,
        event.product.company, factories.proposed_citation(), factories.proposed_trial(), factories.proposed_term(),
        factories.image(), factories.body_of_evidence(),
        article.revisions.get().reviews.create(), audit.record(action="saved", target=article, actor=None, origin="x"),
        SiteProfile(), Page(slug="about", title_zh_hans="关于"),
        SearchMiss(words="没有的词", first_on="2026-01-01", last_on="2026-01-01"),
        ReaderReport(kind="error", path="/zh-hans/", text="有一处不对"), ClarityCount(path="/zh-hans/", clear=1),
        DailyViews(path="/zh-hans/", on="2026-01-01", views=3), OutgoingMail(recipient="a@example.org", subject="题"),
    ]  # fmt: skip
    leaning = {"record_type": "product", "record_id": event.product.pk, "record_name": "x"}
    found += [
        PhraseRule(name="a", pattern="词语", message="改。"),
        CheckSetting(code="claims.cure", treatment="warning", reason="试行"),
        Overtaken(article=article, **leaning),
    ]
    for record in found[-10:]:
        record.save()
    return {record._meta.label_lower: record for record in found}


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
            if label == "mscsite.siteprofile" and page == "changelist" and allowed:
                assert answer.url == staff.address(record, "change")
                continue
            assert (label, page, status) == (label, page, 200 if allowed else 403)
        status = client.post(staff.address(record, "change"), {}).status_code
        assert (label, "save", status) == (label, "save", 200 if may["change"] else 403)


def test_strangers_are_asked_to_log_in(client):
    for model in MODELS:
        assert client.get(staff.address(model, "changelist")).status_code == 302


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
