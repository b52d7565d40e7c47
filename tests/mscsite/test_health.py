"""What load balancers ask."""

from pathlib import Path

import pytest
from django.db import OperationalError, connection

from mscsite.views import health

pytestmark = pytest.mark.django_db
UP = {"database": "ok", "migrations": "ok", "cache": "ok", "storage": "ok"}


def test_a_healthy_process_is_ready(client):
    assert client.get("/healthz").json() == {"status": "ok"}
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"} | UP)
    assert "no-store" in response["Cache-Control"]


def test_a_database_that_is_down_is_named(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("password of the database in the message")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable"} | UP | {"database": "down", "migrations": "down"}
    assert client.get("/healthz").status_code == 200


def test_a_cache_that_forgets_is_named(client, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable"} | UP | {"cache": "down"}


def test_health_is_answered_without_tls(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/healthz").status_code == 200
    assert client.get("/zh-hans/").status_code == 301


def test_migrations_to_be_applied_are_named(client, monkeypatch):
    monkeypatch.setattr(health, "_migrations", lambda: {("core", "9999_of_tomorrow")})
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "unavailable"} | UP | {"migrations": "down"})


def test_a_storage_that_cannot_be_written_is_named_and_nothing_else_is_said(client, settings, tmp_path):
    (tmp_path / "a file").write_text("where the folder should be")
    settings.MEDIA_ROOT = str(tmp_path / "a file")
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "unavailable"} | UP | {"storage": "down"})
    assert str(tmp_path) not in response.content.decode()


def test_asking_leaves_no_file(client, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    assert client.get("/readyz").status_code == 200
    assert list(Path(tmp_path).iterdir()) == []
