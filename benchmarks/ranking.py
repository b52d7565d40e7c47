"""The mean reciprocal rank of the judged searches, in the database that DATABASE_URL names, which must be empty.

`python benchmarks/ranking.py` makes one of its own and loads the demonstration content. Prints each question whose
first answer is not the right one, and the mean. The goal is 0.95. `tests/mscsite/test_search_judged.py` holds it.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def judged() -> list[tuple[str, set[str]]]:
    """Each question with the answers that are right, as `type:slug`."""
    lines = (ROOT / "benchmarks/judged_searches.txt").read_text().splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(question, set(right.split())) for question, right in rows]


def ranks() -> dict[str, int]:
    """The place of the first right answer to each question; 0 where none of the first 20 is."""
    from mscsite.search import results

    found = {}
    for question, right in judged():
        answers = [f"{result.type}:{result.slug}" for result in results(question, "zh-hans")]
        found[question] = next((place for place, answer in enumerate(answers, 1) if answer in right), 0)
    return found


def mean_reciprocal(found: dict[str, int]) -> float:
    return sum(1 / rank for rank in found.values() if rank) / len(found)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        os.environ |= {"ENVIRONMENT": "development", "SECRET_KEY": secrets.token_urlsafe(50), "DEBUG": "0"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "mscsite.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("load_demo", verbosity=0)
        found = ranks()
    for question, rank in found.items():
        if rank != 1:
            out({"question": question, "rank": rank or None})
    out({"questions": len(found), "mean_reciprocal_rank": round(mean_reciprocal(found), 3)})


def out(row: dict) -> None:
    print(json.dumps(row, ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    main()
