"""The model of `articles.checks.tone`: trained on our own labelled sentences, measured by tenfold cross-validation.

Run from the checkout: .venv/bin/python -m benchmarks.tone [--write]
"""

from __future__ import annotations

import json
import math
import os
import random
import re
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
SENTENCES = ROOT / "tests" / "articles" / "checks" / "claims.jsonl"
ARTICLES = ROOT / "mscsite" / "demo" / "articles"
ROUNDS, RATE, DECAY = 40, 0.5, 0.0004
FOLDS = 10
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9)
_TAG = re.compile(r"<[^>]+>")
_SENTENCE = re.compile(r"[^。!?\n]+[。!?]")

Example = tuple[frozenset[str], bool]


def examples(*, held_out: bool) -> list[Example]:
    """Labelled sentences as features; with those for training, the plain sentences of our own articles."""
    from articles.checks import tone
    from articles.checks.normalise import normalise

    rows = [json.loads(line) for line in SENTENCES.read_text("utf-8").splitlines()]
    texts = [(row["text"], row["violates"]) for row in rows if row["held_out"] == held_out]
    if not held_out:
        for path in sorted(ARTICLES.rglob("*.html")):
            plain = _TAG.sub("\n", path.read_text("utf-8"))
            texts += [(sentence, False) for sentence in _SENTENCE.findall(normalise_lines(plain)) if len(sentence) > 8]
    return [(tone.features(normalise(text).text), violates) for text, violates in texts]


def normalise_lines(text: str) -> str:
    """Folded text, its lines kept."""
    from articles.checks.normalise import normalise

    return "\n".join(normalise(line).text for line in text.splitlines())


def train(rows: list[Example]) -> tuple[dict[str, float], float]:
    """Weights and bias of a logistic regression: AdaGrad with decay, in a fixed order, so that it repeats exactly."""
    from articles.checks.tone import score

    weights: dict[str, float] = {}
    squares: dict[str, float] = {}
    bias = 0.0
    order = list(range(len(rows)))
    shuffler = random.Random(20261126)
    for _round in range(ROUNDS):
        shuffler.shuffle(order)
        for index in order:
            found, violates = rows[index]
            error = score(found, weights, bias) - violates
            bias -= 0.01 * error
            step = error / math.sqrt(len(found))
            for each in found:
                gradient = step + DECAY * weights.get(each, 0.0)
                squares[each] = squares.get(each, 1e-6) + gradient * gradient
                weights[each] = weights.get(each, 0.0) - RATE * gradient / math.sqrt(squares[each])
    return {each: round(weight, 3) for each, weight in sorted(weights.items()) if abs(weight) >= 0.15}, round(bias, 3)


def chances(rows: list[Example], weights: dict[str, float], bias: float) -> list[tuple[float, bool]]:
    from articles.checks.tone import score

    return [(score(found, weights, bias), violates) for found, violates in rows]


def tell(name: str, judged: list[tuple[float, bool]]) -> None:
    parts = []
    for threshold in THRESHOLDS:
        hits = [violates for chance, violates in judged if chance >= threshold]
        recall = sum(hits) / max(1, sum(violates for _chance, violates in judged))
        parts.append(f"{threshold}: precision {sum(hits) / max(1, len(hits)):.3f} recall {recall:.3f}")
    sys.stdout.write(f"{name} ({len(judged)}): {'; '.join(parts)}\n")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscsite.settings")
    django.setup()
    from articles.checks import tone

    rows = examples(held_out=False)
    folds = [rows[start::FOLDS] for start in range(FOLDS)]
    judged: list[tuple[float, bool]] = []
    for index, fold in enumerate(folds):
        rest = [row for other, rows_of in enumerate(folds) if other != index for row in rows_of]
        judged += chances(fold, *train(rest))
    tell("cross-validated", judged)
    weights, bias = train(rows)
    tell("held out", chances(examples(held_out=True), weights, bias))
    if "--write" in sys.argv:
        tone.WEIGHTS.write_text(json.dumps({"bias": bias, "weights": weights}, ensure_ascii=False) + "\n")
        sys.stdout.write(f"{len(weights)} weights written\n")


if __name__ == "__main__":
    main()
