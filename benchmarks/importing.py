"""Importing 1,000 articles: time as a ratio to reading their files, constant memory, constant queries an article.

Run from the checkout: .venv/bin/python -m benchmarks.importing [ARTICLES], 24 at least.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from random import Random

from benchmarks import measuring

ARTICLES = 1_000
CONSTANT = 1.1  # of the last articles to the first, at most: in queries and in memory
CHARACTERS = 3_000
FEW = 5  # as many as somebody hands in at once
WATCHED = 100  # articles a round in which memory is watched, which slows everything down
WORDS = "细胞 组织 修复 研究 患者 治疗 免疫 炎症 软骨 移植 试验 剂量 安全 疗效 机制 因子 血管 骨髓 脐带 脂肪".split()


def article(dice: Random) -> str:
    """About 3,000 characters: title, four numbered sections, a list, a table and ten references."""
    lines = [f"干细胞与{''.join(dice.choices(WORDS, k=6))}：现状与展望"]
    for number in "一二三四":
        lines += [f"{number}、{''.join(dice.choices(WORDS, k=4))}", *(paragraph(dice) for _ in range(4))]
        lines += [f"- {''.join(dice.choices(WORDS, k=6))}；" for _ in range(3)]
    lines += ["| 产品 | 国家 | 年 |", "|---|---|---|", *(f"| 甲{n} | 日本 | 20{n:02} |" for n in range(10, 15))]
    lines += ["参考文献：", *(f"[{n}] Able A, Baker B. Cells {n}. J Imag. 2020;3({n}):5-9." for n in range(1, 11))]
    return "\n".join(lines)


def paragraph(dice: Random) -> str:
    length = CHARACTERS // 20
    return "，".join("".join(dice.choices(WORDS, k=5)) for _ in range(length // 11)) + "。"


def seconds(action: Callable[[Path], object], files: list[Path]) -> float:
    started = time.process_time()
    for file in files:
        action(file)
    return time.process_time() - started


def read_article(file: Path) -> object:
    from articles.importing.reading import read

    return read(file.read_bytes(), file.name).article()


def stored(files: list[Path], watched: int) -> None:
    """Import the files into an empty database, and say what an article costs at the beginning and at the end."""
    from django.db import connection

    from articles.intake.importer import Options, import_file
    from articles.workflow import Origin

    def look_at(file: Path) -> None:
        assert import_file(file, options=Options(dry_run=True), origin=Origin(None, "benchmark")).status == "created"

    def bring_in(file: Path) -> None:
        outcome = import_file(file, options=Options(), origin=Origin(None, "benchmark"))
        assert outcome.status == "created", outcome.reason

    write = sys.stdout.write
    asked: list[float] = []
    with connection.execute_wrapper(queries := measuring.Queries()):
        bring_in(files[0])  # which makes the records that the others find
        few = files[1 : 1 + FEW]
        read, looked_at, imported = (seconds(action, few) for action in (read_article, look_at, bring_in))
        write(
            f"{FEW} articles after start-up: read in {read:.2f} s, tried (--dry-run) in {looked_at:.2f} s, imported in "
            f"{imported:.2f} s with their checks\n"
        )
        measuring.tell("reading, of a whole import of an article", read / imported)
        for start in (1 + FEW, 1 + FEW + watched, len(files) - watched):
            before = queries.count
            spent = seconds(bring_in, files[start : start + watched])
            asked.append((queries.count - before) / watched)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            write(
                f"articles {start}-{start + watched - 1}: {asked[-1]:.1f} queries, {spent / watched * 1000:.0f} ms "
                f"each, peak memory {peak:.0f} MB\n"
            )
            if start == 1 + FEW + watched:
                seconds(bring_in, files[start + watched : len(files) - watched])
    measuring.tell("queries of an imported article, the last of the first", asked[-1] / asked[0], at_most=CONSTANT)


def peak(files: list[Path]) -> int:
    """Bytes that reading the files held at most."""
    tracemalloc.start()
    seconds(read_article, files)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return held


def main(count: int) -> None:
    dice, watched = Random(1), min(WATCHED, count // 4)
    with measuring.own_database(), tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.txt" for number in range(count)]
        for file in files:
            file.write_text(article(dice), encoding="utf-8")
        read_article(files[0])  # tables of characters are built once
        plain, ours = seconds(Path.read_bytes, files), seconds(read_article, files)
        first, last = peak(files[:watched]), peak(files[-watched:])
        sys.stdout.write(
            f"{count} articles read in {ours:.2f} s, peak memory {first / 1e6:.2f} and {last / 1e6:.2f} MB\n"
        )
        measuring.tell("reading an article, as a multiple of its file's bytes", ours / plain)
        measuring.tell("memory of reading, the last articles of the first", last / first, at_most=CONSTANT)
        stored(files, watched)


if __name__ == "__main__":
    main(int((sys.argv[1:2] or [ARTICLES])[0]))
