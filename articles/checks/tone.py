"""How much a sentence sounds like an advertisement: a small linear model over characters and pairs of characters.

Phrases find what advertisements have said before; this finds what is said in their manner. The weights are learned from
labelled sentences of our own (`benchmarks/tone.py` trains, measures and writes them) and stand in `tone.json`, so that
the same sentence is judged alike on every machine.
"""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Iterable
from pathlib import Path

WEIGHTS = Path(__file__).with_name("tone.json")
_NUMBERS = re.compile(r"\d[\d,.]*")
_LATIN = re.compile(r"[a-z][a-z\-]*")


def features(folded: str) -> frozenset[str]:
    """Characters and pairs of them in folded text; numbers and Latin words count as one sign each."""
    text = _LATIN.sub("a", _NUMBERS.sub("0", folded.lower()))
    text = f"^{text.rstrip('。')}$"
    return frozenset(text) | {text[place : place + 2] for place in range(len(text) - 1)}


def probability(folded: str) -> float:
    """From 0 (a plain statement) to 1 (an advertisement), for one sentence of folded text."""
    known, bias = _model()
    return score(features(folded), known, bias)


def score(found: Iterable[str], weights: dict[str, float], bias: float) -> float:
    """The logistic of the weights of the features found; each sentence has the same length whatever its size."""
    found = list(found)
    total = bias + sum(weights.get(each, 0.0) for each in found) / math.sqrt(len(found))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@functools.cache
def _model() -> tuple[dict[str, float], float]:
    stored = json.loads(WEIGHTS.read_text("utf-8"))
    return stored["weights"], stored["bias"]
