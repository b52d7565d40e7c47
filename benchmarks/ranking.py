"""The mean reciprocal rank of the judged searches, in the database that DATABASE_URL names, which must be empty.

`python -m benchmarks.ranking` makes one of its own and loads the demonstration content. Prints each question whose
first answer is not the right one, and tells the mean. `tests/mscsite/test_search_judged.py` holds it.
"""

from __future__ import annotations

import sys

from benchmarks import measuring

GOAL = 0.95


def judged() -> list[tuple[str, set[str]]]:
    """Each question with the answers that are right, as `type:slug`."""
    lines = (measuring.ROOT / "benchmarks/judged_searches.txt").read_text().splitlines()
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
    with measuring.own_database(or_given=True):
        from django.core.management import call_command

        call_command("load_demo", verbosity=0)
        found = ranks()
    for question, rank in found.items():
        if rank != 1:
            sys.stdout.write(f"{question}: {f'place {rank}' if rank else 'not found'}\n")
    measuring.tell(f"mean reciprocal rank of {len(found)} judged searches", mean_reciprocal(found), at_least=GOAL)


if __name__ == "__main__":
    main()
