"""The site as it runs in production: what `check --deploy` says, and the headers of every kind of answer, held to the
rules that Mozilla's Observatory gives its A+ for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings as ours
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from mscsite import rates
from mscsite.core import roles
from mscsite.views import about
from tests import factories, staff

ENVIRONMENT = {
    "ENVIRONMENT": "production", "DEBUG": "0", "SECRET_KEY": "Jx" * 40 + "q7!Kz", "ALLOWED_HOSTS": "www.example.org",
    "SITE_URL": "https://www.example.org", "DATABASE_URL": "sqlite:///:memory:", "BEHIND_TLS_PROXY": "1",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
}  # fmt: skip
# What production changes and an answer depends on.
NAMES = [
    "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD",
    "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "X_FRAME_OPTIONS",
    "SECURE_PROXY_SSL_HEADER", "SECURE_REFERRER_POLICY", "SECURE_CROSS_ORIGIN_OPENER_POLICY", "ALLOWED_HOSTS",
]  # fmt: skip
HALF_A_YEAR = 15_768_000  # seconds


def run(*arguments: str) -> subprocess.CompletedProcess:
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CACHE_URL")}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, env=environment | ENVIRONMENT, cwd=ours.BASE_DIR, capture_output=True, text=True, check=False
    )


def test_a_deployment_is_checked_without_a_word():
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


@pytest.fixture(scope="module")
def production() -> dict:
    """The settings of a process in production."""
    script = (
        f"import json; from mscsite import settings as s; print(json.dumps({{n: getattr(s, n) for n in {NAMES!r}}}))"
    )
    done = run("-c", script)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def deployed(production, settings, tmp_path, monkeypatch, caplog) -> None:
    caplog.set_level("CRITICAL")
    for name, value in production.items():
        setattr(settings, name, tuple(value) if name == "SECURE_PROXY_SSL_HEADER" else value)
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "a.css").write_text("a{}")
    cache.clear()


def browser(**options) -> Client:
    client = Client(SERVER_NAME="www.example.org", raise_request_exception=False, **options)
    client.defaults["wsgi.url_scheme"] = "https"
    client.defaults["HTTP_X_FORWARDED_PROTO"] = "https"
    return client


@pytest.fixture
def answers(db, deployed, monkeypatch) -> Iterator[dict]:
    """An answer of each kind."""
    reader, image, article = browser(), factories.image(), factories.public_article()
    archived = factories.archived_article("旧的", slug="gone")
    found = {
        "page": reader.get(article.get_absolute_url()),
        "home": reader.get("/zh-hans/"),
        "language": reader.get("/"),
        "404": reader.get("/zh-hans/nothing/"),
        "404 of the API": reader.get("/api/v1/nothing"),
        "405": reader.post("/zh-hans/"),
        "410": reader.get(archived.get_absolute_url()),
        "API": reader.get("/api/v1/products"),
        "API docs": reader.get("/api/v1/docs"),
        "feed": reader.get("/zh-hans/feed/"),
        "sitemap": reader.get("/sitemap.xml"),
        "robots": reader.get("/robots.txt"),
        "open data": reader.get("/zh-hans/products/data/products.csv"),
        "upload": reader.get(image.src),
        "static": reader.get("/static/a.css"),
        "admin, strangers": reader.get("/admin/"),
        "login": reader.get("/admin/login/"),
        "403": reader.post("/zh-hans/feedback/report/", {"text": "x"}, headers={"Origin": "https://evil.example"}),
    }
    administrator = staff.account(None)
    inside = browser()
    inside.force_login(administrator)
    session = inside.session
    session["second_factor"] = "totp"
    session.save()
    found["admin"] = inside.get("/admin/")
    found["admin's article"] = inside.get(staff.address(article, "change"))
    bare = browser()
    bare.force_login(staff.account(roles.MARKETING, "m"))
    found["admin's 403"] = bare.get("/admin/core/auditentry/")
    monkeypatch.setattr(rates, "LIMITED", {name: limit._replace(most=0) for name, limit in rates.LIMITED.items()})
    found["429"] = reader.get("/zh-hans/search/?q=a")
    for name, error in (("500", ZeroDivisionError), ("503", OperationalError)):
        monkeypatch.setattr(about, "get_object_or_404", _raising(error))
        found[name] = reader.get("/zh-hans/about/")
    yield found
    for answer in found.values():
        answer.close()  # files stay open until then


def _raising(error):
    def view(*args, **kwargs):
        raise error("on purpose")

    return view


def test_each_kind_is_what_it_says(answers):
    expected = {
        "language": 302, "404": 404, "404 of the API": 404, "405": 405, "410": 410, "429": 429, "500": 500, "503": 503,
        "403": 403, "admin's 403": 403, "admin, strangers": 302,
    }  # fmt: skip
    assert {name: answer.status_code for name, answer in answers.items()} == {
        name: expected.get(name, 200) for name in answers
    }


def test_every_answer_has_what_the_observatory_asks_for(answers):
    wrong = []
    for name, answer in answers.items():
        hsts = dict(part.strip().partition("=")[::2] for part in answer.get("Strict-Transport-Security", "").split(";"))
        if int(hsts.get("max-age", 0)) < HALF_A_YEAR or not {"includeSubDomains", "preload"} <= hsts.keys():
            wrong.append((name, "HSTS", hsts))
        policy = directives(answer)
        scripts = policy.get("script-src", policy.get("default-src", ["*"]))
        if policy.get("default-src") != ["'none'"] or {"'unsafe-inline'", "'unsafe-eval'", "data:", "*"} & set(scripts):
            wrong.append((name, "CSP", policy))
        if policy.get("frame-ancestors") != ["'none'"] or answer.get("X-Frame-Options") != "DENY":
            wrong.append((name, "frames", policy.get("frame-ancestors"), answer.get("X-Frame-Options")))
        if answer.get("X-Content-Type-Options") != "nosniff":
            wrong.append((name, "nosniff"))
        if answer.get("Referrer-Policy") not in ("strict-origin-when-cross-origin", "same-origin", "no-referrer"):
            wrong.append((name, answer.get("Referrer-Policy")))
        if answer.get("Cross-Origin-Resource-Policy") not in ("same-origin", "cross-origin"):
            wrong.append((name, "CORP"))
        if {"Server", "X-Powered-By"} & set(answer.headers):
            wrong.append((name, "names its software"))
        if "Access-Control-Allow-Origin" in answer and name not in ("API", "API docs", "open data", "404 of the API"):
            wrong.append((name, "CORS"))
    assert wrong == []


def directives(answer) -> dict[str, list[str]]:
    parts = answer.get("Content-Security-Policy", "").split(";")
    return {words[0]: words[1:] for words in (part.split() for part in parts) if words}


def test_cookies_are_for_this_host_by_tls_alone(answers):
    cookies = {name: cookie for answer in answers.values() for name, cookie in answer.cookies.items()}
    client = browser()
    user = staff.account(roles.EDITOR, "e", "correct horse battery staple")
    client.get("/admin/login/")
    signed = client.post("/admin/login/", {"username": user.username, "password": "correct horse battery staple"})
    cookies |= signed.cookies
    assert {"__Host-sessionid", "__Host-csrftoken", "device"} <= cookies.keys()
    for name, cookie in cookies.items():
        assert (name, bool(cookie["secure"]), cookie["samesite"] in ("Lax", "Strict")) == (name, True, True)
        assert (name, bool(cookie["httponly"])) == (name, name != "__Host-csrftoken")  # the editor's script sends it
        assert not cookie["domain"]
        assert cookie["path"] == "/" or not name.startswith("__Host-")


def test_without_tls_the_same_page_by_tls_and_a_foreign_host_nothing(db, deployed):
    plain = Client(SERVER_NAME="www.example.org")
    answer = plain.get("/zh-hans/about/?a=1")
    assert (answer.status_code, answer["Location"]) == (301, "https://www.example.org/zh-hans/about/?a=1")
    foreign = browser().get("/zh-hans/", SERVER_NAME="evil.example")
    assert (foreign.status_code, foreign["Content-Type"]) == (400, "text/plain")
