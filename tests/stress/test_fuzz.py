"""A few hundred inputs of the fuzzers of `make stress`, the same in every run; and words made by hypothesis."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stress import fuzz
from stress.fuzzing import corpus
from stress.fuzzing.targets import TARGETS
from tests import factories

INPUTS = {"parser": 120, "sanitiser": 300, "converter": 120, "sheet": 200, "api": 250, "search": 150}
FRAGMENTS = st.lists(
    st.one_of(st.text(max_size=20), st.sampled_from(corpus.PIECES), st.sampled_from(corpus.BODY.split(">"))),
    max_size=12,
).map("".join)


@pytest.mark.parametrize("name", [name for name, target in TARGETS.items() if not target.needs_database])
def test_inputs_of_files(name):
    assert fuzz.run(name, inputs=INPUTS[name], seed=13) == (INPUTS[name], "")


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name, target in TARGETS.items() if target.needs_database])
def test_inputs_of_readers(name):
    factories.public_article(), factories.public_product(), factories.public_trial()
    assert fuzz.run(name, inputs=INPUTS[name], seed=13) == (INPUTS[name], "")


@pytest.mark.parametrize("name", ["sanitiser", "converter", "parser"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(words=FRAGMENTS)
def test_words_of_hypothesis(name, words):
    TARGETS[name].check(words.encode("utf-8", "surrogatepass"))


def test_a_finding_is_kept_and_said(tmp_path, monkeypatch):
    def broken(data: bytes) -> None:
        raise ValueError("no")

    monkeypatch.setattr(fuzz, "KEPT", tmp_path)
    monkeypatch.setattr(fuzz, "ROOT", tmp_path)
    monkeypatch.setitem(fuzz.TARGETS, "parser", fuzz.TARGETS["parser"].__class__(broken, lambda: [b"seed"]))
    count, found = fuzz.run("parser", inputs=3, seed=1)
    assert (count, "ValueError: no" in found, [path.read_bytes() for path in tmp_path.iterdir()]) == (
        0,
        True,
        [b"seed"],
    )


def test_an_input_that_takes_too_long_is_one(tmp_path, monkeypatch):
    def endless(data: bytes) -> None:
        while True:
            pass

    monkeypatch.setattr(fuzz, "SLOW", 0.05)
    monkeypatch.setattr(fuzz, "KEPT", tmp_path)
    monkeypatch.setattr(fuzz, "ROOT", tmp_path)
    monkeypatch.setitem(fuzz.TARGETS, "parser", fuzz.TARGETS["parser"].__class__(endless, lambda: [b"seed"]))
    assert "TooSlow" in fuzz.run("parser", inputs=1, seed=1)[1]
