"""`manage.py format_citations`."""

from __future__ import annotations

import io
import json
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

ITEMS = [
    {"id": "a", "type": "book", "title": "A", "author": [{"literal": "WHO"}], "issued": {"date-parts": [[2001]]}},
    {"id": "b", "type": "webpage", "title": "网页", "URL": "https://example.org"},
]


@pytest.fixture
def run(monkeypatch):
    def call(data: bytes, *arguments: str) -> tuple[str, str]:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("format_citations", *arguments, stdout=out, stderr=err)
        except SystemExit as stop:
            err.write(f"exit {stop.code}")
        return out.getvalue(), err.getvalue()

    return call


def test_one_line_an_entry(run):
    out, err = run(json.dumps(ITEMS).encode(), "--style", "gbt7714-2025")
    assert out == "WHO. A[M]. 2001.\n网页[EB/OL]. https://example.org.\n"
    assert err == ""


def test_json_lines(run):
    out, _err = run(json.dumps(ITEMS[:1]).encode("utf-16"), "--style", "apa", "--json")
    assert json.loads(out) == {"id": "a", "text": "WHO. (2001). A."}


def test_an_empty_list_prints_nothing(run):
    assert run(b"[]", "--style", "apa") == ("", "")


def test_what_cannot_be_printed_keeps_its_line_and_fails(run):
    out, err = run(json.dumps([{}, ITEMS[0], "x"]).encode(), "--style", "vancouver")
    assert out == "\nWHO. A. 2001.\n\n"
    assert "第 1 条" in err
    assert "第 3 条" in err
    assert err.endswith("exit 1")


@pytest.mark.parametrize("data", [b"", b"{", b"3", b"<!DOCTYPE html><html></html>", b"%PDF-1.4"])
def test_what_is_no_list_is_refused(run, data):
    with pytest.raises(CommandError, match="标准输入"):
        run(data, "--style", "apa")
