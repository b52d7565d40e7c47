"""A real Chromium against a real server. Skipped, with a line saying so, where the machine has none."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from mscsite.core import roles
from tests import staff

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()
PASSWORD = "a pass phrase for the tests"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = [item for item in items if item.path.parent.name == "browser"]
    missing = not any(map(shutil.which, NAMES))
    for item in here:
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"]))
        if missing:
            item.add_marker(pytest.mark.skip(reason=f"no Chromium in PATH ({', '.join(NAMES)})"))


@pytest.fixture
def accounts(transactional_db) -> dict[str, str]:
    """A login for each role: role name to user name."""
    return {role.name: staff.account(role, f"user{n}", PASSWORD).username for n, role in enumerate(roles.ROLES)}


@pytest.fixture
def chromium() -> Iterator[Browser]:
    # Playwright's loop makes Django refuse the database to this thread: fixtures that write come before this one.
    path = next(filter(None, map(shutil.which, NAMES)))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def log_in(accounts, live_server, chromium) -> Iterator[Callable[[str], Page]]:
    """Open the admin as somebody of a role; whatever any page writes to its console fails the test."""
    complaints: list[str] = []

    def note(message) -> None:
        if message.type in ("error", "warning") and "favicon" not in message.location.get("url", ""):
            complaints.append(f"{message.type} at {message.location.get('url')}: {message.text}")

    def open_admin(role: str) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, locale="zh-CN", viewport={"width": 1280, "height": 900}
        )
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/admin/login/")
        page.fill("#id_username", accounts[role])
        page.fill("#id_password", PASSWORD)
        page.click("[type=submit]")
        return page

    yield open_admin
    assert complaints == []


@pytest.fixture
def lenient(transactional_db) -> None:
    """The texts of the stories are a sentence long: warnings are hints here, as a site may decide for itself."""
    from articles.checks.findings import Level
    from articles.checks.registry import all_checks
    from articles.watch import CheckSetting

    for each in all_checks():
        if each.level == Level.WARNING:
            CheckSetting.objects.create(code=each.code, treatment=CheckSetting.Treatment.INFO, reason="short texts")
