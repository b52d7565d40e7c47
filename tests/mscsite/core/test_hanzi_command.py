"""`manage.py hanzi`: bytes in, bytes out."""

import io
import sys

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from mscsite.core import hanzi


class Bytes:
    """A standard stream of which only the bytes count."""

    def __init__(self, data: bytes = b""):
        self.buffer = io.BytesIO(data)


@pytest.fixture
def run(monkeypatch):
    def run(data: str | bytes, *arguments: str) -> str:
        monkeypatch.setattr(sys, "stdin", Bytes(data.encode() if isinstance(data, str) else data))
        out = Bytes()
        monkeypatch.setattr(sys, "stdout", out)
        call_command("hanzi", *arguments)
        return out.buffer.getvalue().decode()

    monkeypatch.setattr("mscsite.core.hanzi.glossary._loader", None)
    return run


def test_line_for_line(run):
    assert run("相比干细胞\r\n\n若干细胞\0\n后", "--to", "zh-Hant-TW") == "相比幹細胞\r\n\n若干細胞\0\n後"


def test_the_source_is_found_out(run):
    assert run("幹細胞\n", "--to", "zh-Hans") == "干细胞\n"
    assert run("幹細胞裡\n", "--to", "zh-Hant-HK") == "幹細胞裏\n"
    assert run("裏面説着\n", "--to", "zh-Hant-TW") == "裡面說著\n"
    assert run("干預的細胞裏\n", "--to", "zh-Hant") == "干預的細胞裏\n"


def test_the_source_as_told(run):
    assert run("后", "--to", "zh-Hant", "--from", "zh-Hant-TW") == "后"


def test_html(run):
    assert run('<p id="后">后</p>', "--to", "zh-Hant", "--html") == '<p id="后">後</p>'


def test_repair(run):
    assert run("干細胞已批準，每周\n", "--to", "zh-Hant", "--repair") == "幹細胞已批准，每周\n"
    assert run("<b>干</b>細胞", "--to", "zh-Hant-HK", "--repair", "--html") == "<b>幹</b>細胞"
    assert run("干细胞", "--to", "zh-Hant", "--repair") == "幹細胞"


def test_repair_is_for_traditional(run):
    with pytest.raises(CommandError, match="--repair mends Traditional") as error:
        run("干", "--to", "zh-Hans", "--repair")
    assert error.value.returncode == 2


@pytest.mark.parametrize("data", [b"\xff\xfe", "后".encode()[:2], b"\xed\xa0\x80"])
def test_what_is_not_utf8(run, data):
    with pytest.raises(CommandError, match="not UTF-8"):
        run(data, "--to", "zh-Hant")


def test_the_sites_glossary_is_used(run, monkeypatch):
    glossary = hanzi.Glossary([("后羿散", "后羿散", "后羿散"), ("后发", "后發", "后發")])
    hanzi.set_glossary_loader(lambda: glossary)
    assert run("后发", "--to", "zh-Hant") == "后發"


@pytest.mark.parametrize("error", [OperationalError("no such table"), hanzi.GlossaryError("glossary entry 1")])
def test_without_a_glossary_it_goes_on(run, monkeypatch, capsys, error):
    def loader():
        raise error

    hanzi.set_glossary_loader(loader)
    errors = io.StringIO()
    monkeypatch.setattr(sys, "stderr", errors)
    assert run("后", "--to", "zh-Hant") == "後"
    assert "going on without it" in errors.getvalue()
