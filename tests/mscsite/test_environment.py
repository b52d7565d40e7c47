"""The environment: what is set is read in its type, what is wrong is named with the way to mend it."""

from __future__ import annotations

import json
import os
import string
import subprocess
import sys
from pathlib import Path

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from mscsite import environment

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {"ENVIRONMENT": "production", "SECRET_KEY": "s" * 60, "ALLOWED_HOSTS": "example.org"}


@pytest.fixture
def env(monkeypatch: pytest.MonkeyPatch):
    for name in ("DATABASE_URL", "ENVIRONMENT", "DEBUG", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)

    def setting(**variables: str) -> environ.Env:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return environ.Env()

    return setting


def test_sqlite_paths_count_from_the_checkout(env, tmp_path: Path):
    relative = environment.database(env(DATABASE_URL="sqlite:///data/site.sqlite3"), tmp_path)
    assert relative["NAME"] == str(tmp_path / "data" / "site.sqlite3")
    assert (tmp_path / "data").is_dir()
    absolute = environment.database(env(DATABASE_URL=f"sqlite:///{tmp_path}/x.sqlite3"), Path("/nowhere"))
    assert absolute["NAME"] == f"{tmp_path}/x.sqlite3"


def test_postgresql_with_several_hosts_and_options(env, tmp_path: Path):
    url = "postgres://me:p%40ss@replica:5433,primary/site?sslmode=require"
    found = environment.database(env(DATABASE_URL=url), tmp_path)
    names = ("ENGINE", "USER", "PASSWORD", "HOST", "PORT", "NAME", "OPTIONS")
    assert [found[name] for name in names] == [
        "django.db.backends.postgresql",
        "me",
        "p@ss",
        "replica,primary",
        "5433,5432",
        "site",
        environment.POSTGRESQL_PATIENCE | {"sslmode": "require"},
    ]
    assert (
        environment.database(env(DATABASE_URL=f"{url}&connect_timeout=9"), tmp_path)["OPTIONS"]["connect_timeout"]
        == "9"
    )


@pytest.mark.parametrize(("value", "least", "most"), [("8", 0, 8), ("2-8", 2, 8), ("1", 0, 1)])
def test_a_pool_takes_the_place_of_kept_connections(env, tmp_path: Path, value, least, most):
    found = environment.database(env(DATABASE_URL="postgres://me@a,b/site", DATABASE_POOL=value), tmp_path)
    assert found["OPTIONS"]["pool"] == {"min_size": least, "max_size": most, "timeout": environment.POOL_TIMEOUT}
    assert found["CONN_MAX_AGE"] == 0


@pytest.mark.parametrize("value", ["0", "many", "8-", "-8", "9-2", "0-0", "1-2-3"])
def test_a_pool_that_makes_no_sense_is_refused(env, tmp_path: Path, value):
    with pytest.raises(ImproperlyConfigured, match=f"DATABASE_POOL is '{value}'"):
        environment.database(env(DATABASE_URL="postgres://me@a/site", DATABASE_POOL=value), tmp_path)


def test_uploads_in_a_bucket(env):
    assert environment.storages(env())["default"] == {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    found = environment.storages(env(S3_BUCKET="site", S3_ENDPOINT_URL="https://s3.example.org", S3_PREFIX="clinic"))
    assert found["default"]["OPTIONS"] == {
        "bucket_name": "site",
        "endpoint_url": "https://s3.example.org",
        "region_name": None,
        "access_key": None,
        "secret_key": None,
        "location": "clinic",
    }
    with pytest.raises(ImproperlyConfigured, match=r"S3_ENDPOINT_URL is 's3\.example\.org'"):
        environment.storages(env(S3_BUCKET="site", S3_ENDPOINT_URL="s3.example.org"))


def test_postgresql_on_a_socket(env, tmp_path: Path):
    found = environment.database(env(DATABASE_URL="postgresql://postgres:@/postgres?host=/run/pg"), tmp_path)
    assert (found["HOST"], found["PORT"], found["NAME"], found["OPTIONS"]) == (
        "/run/pg",
        "",
        "postgres",
        environment.POSTGRESQL_PATIENCE,
    )


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mysql://u@h/d", "DATABASE_URL: its scheme is 'mysql'; expected sqlite or postgres."),
        ("postgres://u@h:port/d", "DATABASE_URL: the port is 'port'; expected a number, as in host:5432."),
        (
            "postgres://u@h",
            "DATABASE_URL: the database name is ''; expected a name after the last slash, as in postgres://user@host/name.",
        ),
        ("postgres:///d", "DATABASE_URL: the host is ''; expected a host after @, as in postgres://user@host/name."),
        (
            "sqlite:file",
            "DATABASE_URL: the address is 'sqlite:file'; expected sqlite:///relative/path or sqlite:////absolute/path.",
        ),
    ],
)
def test_a_broken_database_url_says_which_part_is_wrong(env, tmp_path: Path, url: str, message: str):
    with pytest.raises(ImproperlyConfigured) as caught:
        environment.database(env(DATABASE_URL=url), tmp_path)
    assert str(caught.value) == message


def test_flags_are_yes_or_no(env):
    assert environment.flag(env(DEBUG="on"), "DEBUG", default=False) is True
    assert environment.flag(env(DEBUG=""), "DEBUG", default=True) is True
    with pytest.raises(ImproperlyConfigured, match=r"DEBUG is 'ture'; set it to 1 or 0\."):
        environment.flag(env(DEBUG="ture"), "DEBUG", default=False)


def test_numbers_are_of_the_kind_and_size_that_works(env):
    assert environment.number(env(PAGE_CACHE_MB=" 32 "), "PAGE_CACHE_MB", default=24) == 32
    assert environment.number(env(PAGE_CACHE_MB=""), "PAGE_CACHE_MB", default=24) == 24
    assert environment.number(env(DATABASE_WAIT="0.5"), "DATABASE_WAIT", default=8.0) == 0.5


@pytest.mark.parametrize(
    ("name", "value", "default", "least", "right"),
    [
        ("PAGE_CACHE_MB", "24 MB", 24, 0, "a whole number, 0 or more"),
        ("PAGE_CACHE_MB", "-5", 24, 0, "a whole number, 0 or more"),
        ("WEB_THREADS", "0", 4, 1, "a whole number, 1 or more"),
        ("WEB_THREADS", "2.5", 4, 1, "a whole number, 1 or more"),
        ("DATABASE_WAIT", "inf", 8.0, 0, "a number, 0 or more"),
        ("DATABASE_WAIT", "nan", 8.0, 0, "a number, 0 or more"),
    ],
)
def test_a_number_that_cannot_work_is_refused(env, name: str, value: str, default, least: int, right: str):
    with pytest.raises(ImproperlyConfigured) as caught:
        environment.number(env(**{name: value}), name, default=default, least=least)
    assert str(caught.value) == f"{name} is {value!r}; set it to {right}."


def start(*arguments: str, **variables: str) -> subprocess.CompletedProcess:
    """Python with `arguments` (`manage.py check`) in a process of its own, with these variables alone."""
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    unset = {"SECRET_KEY": "", "DEBUG": "", "DATABASE_URL": "sqlite:///:memory:", "ALLOWED_HOSTS": ""}
    command = [sys.executable, *(arguments or ("manage.py", "check"))]
    return subprocess.run(command, cwd=ROOT, env=plain | unset | variables, capture_output=True, text=True, check=False)


def test_production_without_a_secret_does_not_start():
    done = start(**(PRODUCTION | {"SECRET_KEY": ""}))
    assert done.returncode != 0
    assert "SECRET_KEY is not set. Set it to a long random string" in done.stderr


def test_production_with_debug_does_not_start():
    done = start(**PRODUCTION, DEBUG="1")
    assert done.returncode != 0
    assert "DEBUG is on in production. Set DEBUG=0, or, on your own machine, ENVIRONMENT=development." in done.stderr


def test_production_with_what_it_needs_starts():
    assert start(**PRODUCTION).returncode == 0


HEADERS = """
import django, json
django.setup()
from django.conf import settings
from django.test import Client
answer = Client().get("/healthz", secure=True, headers={"host": "example.org"})
wrong = Client().get("/healthz", secure=True, headers={"host": "evil.example"})
names = [name for name in dir(settings) if name.startswith(("SESSION_COOKIE", "CSRF_COOKIE"))]
cookies = {name: getattr(settings, name) for name in names}
print(json.dumps([dict(answer.headers), wrong.status_code, cookies, settings.REQUIRE_SECOND_FACTOR]))
"""


def test_production_is_checked_clean_for_deployment():
    done = start(
        "manage.py",
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        **PRODUCTION | {"SECRET_KEY": string.printable[:60]},
    )
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "System check identified no issues (0 silenced).\n")


def test_production_tells_browsers_all_it_should():
    done = start("-c", HEADERS, **PRODUCTION, DJANGO_SETTINGS_MODULE="mscsite.settings")
    headers, wrong_host, cookies, second = json.loads(done.stdout)
    assert (wrong_host, second) == (400, True)
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert cookies["SESSION_COOKIE_NAME"] == "__Host-sessionid"
    assert cookies["CSRF_COOKIE_NAME"] == "__Host-csrftoken"
    for kind in ("SESSION", "CSRF"):  # what the prefix asks of a cookie, else no browser takes it
        assert cookies[f"{kind}_COOKIE_SECURE"] is True
        assert (cookies[f"{kind}_COOKIE_PATH"], cookies[f"{kind}_COOKIE_DOMAIN"]) == ("/", None)
        assert cookies[f"{kind}_COOKIE_SAMESITE"] == "Lax"
    assert cookies["SESSION_COOKIE_HTTPONLY"] is True


def test_the_example_names_every_variable_that_the_settings_read():
    import re

    code = "".join((ROOT / "mscsite" / name).read_text(encoding="utf-8") for name in ("settings.py", "environment.py"))
    read = set(re.findall(r'(?:env\.\w+|flag|number|pairs)\((?:env, )?"([A-Z0-9_]+)"', code)) | {"CACHE_URL"}
    for name in ("deploy/gunicorn.conf.py", "mscsite/operation/wire.py"):
        read |= set(re.findall(r'(?:environ\.get\(|number\(env, )"([A-Z_]+)"', (ROOT / name).read_text("utf-8")))
    listed = set(re.findall(r"^#?([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert listed == read


@pytest.mark.parametrize("url", ["/media", "media/", "ftp://a/", "/", "https://a.example/m"])
def test_an_address_of_pictures_that_cannot_work_is_refused(env, url: str):
    with pytest.raises(ImproperlyConfigured, match="MEDIA_URL is"):
        environment.media_url(env(MEDIA_URL=url))


def test_pictures_from_elsewhere_are_let_through_by_the_policy(env):
    url = environment.media_url(env(MEDIA_URL="https://media.example.org:8443/site/"))
    assert environment.origins(url) == ["https://media.example.org:8443"]
    assert environment.origins("/media/") == []


def test_a_cache_on_another_machine_may_be_away(env):
    found = environment.cache(env(CACHE_URL="rediscache://127.0.0.1:6379/0"))
    assert (found["BACKEND"], found["OPTIONS"]["socket_timeout"]) == ("mscsite.core.caches.RedisCache", 1)
    found = environment.cache(env(CACHE_URL="locmemcache://"))
    assert found["BACKEND"] == "django.core.cache.backends.locmem.LocMemCache"
