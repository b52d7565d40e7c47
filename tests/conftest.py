"""What all tests share."""

from __future__ import annotations

import hypothesis
import pytest
from django.conf import settings


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.register_profile("mscsite", deadline=None)  # a busy machine is no fault of the code
    hypothesis.settings.load_profile("mscsite")
    # Hashed file names need `collectstatic`; slow password hashes need time. Neither is under test here.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.WHITENOISE_AUTOREFRESH = True  # else it warns that nothing was collected
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_sessionstart(session: pytest.Session) -> None:
    """Tests of the admin's classes ask no address first, which would load them (`mscsite.core.late_urls`)."""
    from django.contrib import admin

    admin.autodiscover()


@pytest.fixture(autouse=True)
def _nothing_kept():
    """A database that was emptied may count through numbers that were there before."""
    from articles import counting
    from mscsite.core import lasting, memo

    yield
    memo.clear()
    lasting.clear()
    counting.clear()


@pytest.fixture(autouse=True)
def _simplified(request: pytest.FixtureRequest):
    """Every test starts in zh-hans, whatever the one before it activated."""
    from django.utils import translation

    with translation.override("zh-hans"):
        yield


@pytest.fixture(autouse=True)
def nothing_cached():
    """No test meets what another one left in the cache, such as how often this address has searched."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def loopback(socket_enabled, settings, monkeypatch):
    """A server on this machine in the place of every service that the site asks; nothing is waited for."""
    from mscsite.core import fetch
    from tests.loopback import serving

    slept: list[float] = []
    monkeypatch.setattr(fetch.time, "sleep", slept.append)
    with serving() as server:
        server.slept = slept
        settings.FETCH, settings.FETCH_PRIVATE = True, [server.host]
        settings.SERVICES = {name: f"{server.url}{name}/" for name in settings.SERVICES}
        settings.SERVICES["archive"] = f"{server.url}archive"
        yield server
