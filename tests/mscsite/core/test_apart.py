"""Words asked of the process with the dictionaries: the same as here, whatever becomes of that process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from mscsite.core import apart, hanzi, slugs

ASKS = """
import sys
from mscsite.core import apart
print(apart.slug_of("重庆的间充质干细胞"), apart.in_script("国家药品监督管理局", "zh-Hant"), apart.traditional("产品"))
print(sorted({"pypinyin"} & set(sys.modules)), apart.hanzi.is_traditional_loaded())
"""


@pytest.fixture
def other(monkeypatch):
    """A process of this test's own, asked for everything."""
    process = apart._Other()
    monkeypatch.setattr(apart, "_other", process)
    monkeypatch.setattr(apart, "_WORK", {name: (do, lambda: False) for name, (do, _here) in apart._WORK.items()})
    apart._asked.cache_clear()
    yield process
    process.end()
    apart._asked.cache_clear()


def test_a_process_that_asks_loads_no_dictionary():
    done = subprocess.run([sys.executable, "-c", ASKS], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["chong-qing-de-jian-chong-zhi-gan-xi-bao 國家藥品監督管理局 產品", "[] False"]


TEXTS = ["国家药监局批准", "國家藥監局批准", "厚生労働省", "头发里的干细胞后来…", "a\"b\\'\n干", "\0干\ud800"]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("script", [hanzi.HANS, hanzi.HANT])
def test_the_answer_is_that_of_this_process(other, text, script):
    assert apart.in_script(text, script) == hanzi.in_script(text, script)


@pytest.mark.parametrize("text", ["重庆，脐带", "重慶，臍帶", "Takeda GmbH & Co.", "É 1", "ｱ", "", "…"])
def test_addresses_are_those_of_this_process(other, text):
    assert apart.slug_of(text, 12) == slugs.slug_of(text, 12)


def test_what_was_asked_is_remembered_and_latin_asks_nobody(other, monkeypatch):
    assert apart.slug_of("干细胞") == "gan-xi-bao"
    monkeypatch.setattr(other, "answer", None)
    assert (apart.slug_of("干细胞"), apart.slug_of("Alofisel"), apart.in_script("细胞", "zh-Hans")) == (
        "gan-xi-bao", "alofisel", "细胞",
    )  # fmt: skip


def test_a_process_that_was_killed_is_started_again(other):
    assert apart.slug_of("细胞") == "xi-bao"
    first = other._process
    os.killpg(first.pid, signal.SIGKILL)
    assert apart.slug_of("脐带") == "qi-dai"
    assert other._process.pid != first.pid
    assert first.wait() == -signal.SIGKILL


def test_where_none_can_be_started_the_work_is_done_here(other, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("no more processes")

    monkeypatch.setattr(apart.subprocess, "Popen", broken)
    assert apart.slug_of("外泌体") == "wai-mi-ti"


def test_it_ends_when_nobody_asks(monkeypatch):
    reading, writing = os.pipe()
    with os.fdopen(reading) as pipe, os.fdopen(writing, "w") as _open:
        monkeypatch.setattr(sys, "stdin", pipe)
        monkeypatch.setattr(apart, "IDLE", 0.01)
        apart.serve()  # and comes back


def test_it_ends_with_who_asks():
    question = json.dumps(["slug", "干", 5]) + "\n"
    command = [sys.executable, "-m", "mscsite.core.apart"]
    done = subprocess.run(command, input=question, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == '"gan"\n'
