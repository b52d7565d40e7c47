"""`check_text` and `check_articles`: their output, and their exit statuses."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests import factories

KEYS = ["line", "code", "level", "start", "end", "excerpt", "message", "rule"]


def check_text(monkeypatch, text: str, *arguments: str) -> str:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    out = io.StringIO()
    call_command("check_text", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_one_object_a_finding_with_the_keys_of_the_contract(monkeypatch):
    (line,) = check_text(monkeypatch, "第一行。\n一針根治糖尿病。\n", "--json", "--only", "claims").splitlines()
    found = json.loads(line)
    assert list(found) == KEYS
    assert {key: found[key] for key in KEYS[:6]} == {
        "line": 2,
        "code": "claims.cure",
        "level": "error",
        "start": 2,
        "end": 4,
        "excerpt": "根治",
    }


def test_only_a_line_feed_ends_a_line(monkeypatch):
    text = "\ufeff一\u2028二\x0b三\r\n包治百病\n"
    assert json.loads(check_text(monkeypatch, text, "--json", "--only", "claims"))["line"] == 2


def test_nothing_found_prints_nothing(monkeypatch):
    assert check_text(monkeypatch, "间充质干细胞取自骨髓。\n") == ""
    assert check_text(monkeypatch, "") == ""


def test_text_that_is_no_utf_8_is_read_all_the_same(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("包治百病".encode() + b"\xff\xfe")))
    out = io.StringIO()
    call_command("check_text", "--only", "claims", stdout=out, stderr=io.StringIO())
    assert "claims.cure-all" in out.getvalue()


def test_an_unknown_group_is_bad_usage(monkeypatch):
    with pytest.raises(CommandError) as raised:
        check_text(monkeypatch, "", "--only", "nonsense")
    assert raised.value.returncode == 2


def check_articles(*arguments: str) -> list[dict]:
    out = io.StringIO()
    call_command("check_articles", *arguments, "--json", stdout=out, stderr=io.StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.django_db
def test_findings_in_a_stored_article_name_article_field_and_place():
    article = factories.draft_article(body="<h2>用途</h2><p>取自骨髓。</p><p>它能<strong>根治</strong>关节炎。</p>")
    (found,) = check_articles(article.slug, "--only", "claims")
    assert {key: found[key] for key in ("article", "field", "where", "start", "end")} == {
        "article": article.slug,
        "field": "body_zh_hans",
        "where": "p 2",
        "start": 2,
        "end": 4,
    }


@pytest.mark.django_db
def test_an_unknown_slug_is_a_failed_item():
    with pytest.raises(CommandError) as raised:
        call_command("check_articles", "nowhere", stdout=io.StringIO(), stderr=io.StringIO())
    assert raised.value.returncode == 1
