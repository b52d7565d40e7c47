"""Every page of ours that editors, reviewers and publishers work on: what axe-core says of it, at two widths."""

from __future__ import annotations

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page

from articles import comments, previews, workflow
from articles.models import PreviewLink
from articles.workflow import Origin
from mscsite.core.jobs.models import Job, JobState
from mscsite.core.outbox.models import OutgoingMail
from tests import factories, staff
from tests.browser.conftest import PASSWORD

ARTICLES = "/admin/articles/article/"
OPEN_ALL = "for (const each of document.querySelectorAll('#content details')) each.open = true"


@pytest.fixture
def pages(accounts) -> dict[str, list[str]]:
    """Addresses by the role that works there; "" is for people without an account."""
    editor = Origin(User.objects.get(username=accounts["编辑"]), "tests")
    picture, citation = factories.image(), factories.public_citation("k2020")
    factories.public_event(factories.public_product("Temcell", tissue="bone_marrow"), jurisdiction="JP")
    body = f'<p>一针就能根治。</p><figure data-image="{picture.key}"></figure><figure data-embed="years"></figure>'
    article = factories.draft_article("骨髓", body=body, further_reading=[citation])
    article.title_zh_hans = "骨髓与脐带"
    workflow.save(article, origin=editor)
    thread = comments.write(article, origin=editor, text="请补出处", quote="根治", addressee=editor.actor)
    comments.write(article, origin=editor, text="补了", parent=thread)
    _link, token = previews.make(workflow.newest(article), origin=editor, recipient="王教授")
    over, old = previews.make(workflow.newest(article), origin=editor)
    PreviewLink.objects.filter(pk=over.pk).update(expires_at=timezone.now() - dt.timedelta(days=1))
    OutgoingMail.objects.create(recipient="a@example.org", subject="请审核", last_error="ConnectionRefusedError")
    gone = factories.archived_article("旧的", slug="gone")
    one = f"{ARTICLES}{article.pk}/"
    root = staff.account(None, "root", PASSWORD)
    jobs = [
        Job.objects.create(kind="references.check", actor=root, **values)
        for values in (
            {"state": JobState.RUNNING, "done": 40, "total": 100},
            {"state": JobState.DONE, "done": 100, "total": 100, "result": {"checked": 98, "failed": 2}},
            {"state": JobState.FAILED, "error": "第 3 行读不懂"},
        )
    ]
    account = f"/admin/auth/user/{editor.actor.pk}"
    return {
        "编辑": [
            "/admin/", ARTICLES, f"{ARTICLES}add/", f"{ARTICLES}import/", f"{ARTICLES}new/previews/", f"{one}change/",
            f"{one}compare/", f"{one}revisions/", f"{one}previews/", f"{one}scripts/", f"{one}history/",
            "/admin/core/image/", f"/admin/core/image/{picture.pk}/change/",
            "/admin/account/", "/admin/account/second/", "/admin/password_change/",
        ],
        "医学审核": ["/admin/", f"{one}change/", "/admin/core/auditentry/", "/admin/articles/review/"],
        "发布": ["/admin/", f"{ARTICLES}{gone.pk}/change/", "/admin/core/outgoingmail/"],
        "市场": ["/admin/"],
        "administrator": [
            "/admin/page-cache/", "/admin/core/job/", *(f"/admin/core/job/{job.pk}/change/" for job in jobs),
            "/admin/auth/user/", "/admin/auth/user/add/", "/admin/auth/group/1/change/",
            f"{account}/change/", f"{account}/erase/", f"/admin/auth/user/{root.pk}/erase/", "/admin/account/",
        ],
        "": [
            f"/zh-hans/drafts/{token}/", f"/zh-hans/drafts/{old}/", "/zh-hant/articles/gone/",
            "/admin/login/", "/admin/login/forgot/", "/admin/login/link/nothing/",
        ],
    }  # fmt: skip


def troubles(page: Page, address: str) -> list[tuple[str, str, str]]:
    """What stops somebody: of axe's findings the serious ones, and a page wider than the screen."""
    page.goto(address)
    page.evaluate(OPEN_ALL)
    found = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    told = [(address, one["id"], one["nodes"][0]["html"]) for one in found]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        told.append((address, "wider than the screen", ""))
    return told


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_nothing_serious_where_people_work(pages, accounts, live_server, chromium, width, theme):
    found = []
    for role, addresses in pages.items():
        screen = {"width": width, "height": 900}
        context = chromium.new_context(
            base_url=live_server.url, viewport=screen, color_scheme=theme, locale="zh-CN", bypass_csp=True
        )
        page = context.new_page()
        if role:
            page.goto("/admin/login/")
            page.fill("#id_username", accounts.get(role, "root"))
            page.fill("#id_password", PASSWORD)
            page.click("[type=submit]")
            page.wait_for_selector("#user-tools")
        for address in addresses:
            found += troubles(page, address)
        context.close()
    assert found == []
