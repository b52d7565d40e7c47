"""Checks: precision and recall of the claims on our own sentences, and the time of all checks as a ratio.

Run from the checkout: .venv/bin/python -m benchmarks.checks
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
SENTENCES = ROOT / "tests" / "articles" / "checks" / "claims.jsonl"
LENGTH = 10_000  # characters of text for the time
ROUNDS = 5


def accuracy(sentences: list[dict]) -> tuple[float, float]:
    """Precision and recall of the claims: a sentence that violates must yield a finding, any other none."""
    from articles.checks.text import check_lines

    outcomes = [(each["violates"], bool(check_lines([each["text"]], ["claims"]))) for each in sentences]
    right = sum(violates and found for violates, found in outcomes)
    return right / sum(found for _violates, found in outcomes), right / sum(violates for violates, _found in outcomes)


def best(action: Callable[[], object]) -> float:
    """The shortest of a few runs, in seconds."""
    times = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        action()
        times.append(time.perf_counter() - started)
    return min(times)


def article(sentences: list[dict]) -> list[str]:
    """LENGTH characters of paragraphs, most of which violate nothing, as in an article."""
    silent = [each["text"] for each in sentences if not each["violates"]]
    lines: list[str] = []
    while sum(map(len, lines)) < LENGTH:
        lines.append("".join(silent[len(lines) * 4 % len(silent) :][:4]))
    return lines


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscsite.settings")
    django.setup()
    from articles.checks.text import check_lines
    from mscsite.core import hanzi
    from mscsite.core.html import sanitise

    sentences = [json.loads(line) for line in SENTENCES.read_text("utf-8").splitlines()]
    for name, held_out in (("tuned", False), ("held out", True)):
        part = [each for each in sentences if each["held_out"] == held_out]
        precision, recall = accuracy(part)
        sys.stdout.write(f"claims, {name}: {len(part)} sentences, precision {precision:.3f}, recall {recall:.3f}\n")
    lines = article(sentences)
    text = "\n".join(lines)
    check_lines(lines[:5])
    checks = best(lambda: check_lines(lines))
    conversion = best(lambda: hanzi.convert_html(sanitise(f"<p>{text}</p>"), hanzi.HANT, hanzi.HANS))
    sys.stdout.write(f"all checks on {len(text)} characters: {1000 * checks:.0f} ms, ")
    sys.stdout.write(f"{checks / conversion:.1f} times sanitising and converting the same text\n")


if __name__ == "__main__":
    main()
