"""Importing 1,000 articles: time as a ratio to reading their files, constant memory, constant queries an article.

Run from the checkout: .venv/bin/python -m benchmarks.importing
"""

from __future__ import annotations

import os
import resource
import secrets
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from random import Random

import django

ARTICLES = 1_000
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


def stored(files: list[Path]) -> None:
    """Import the files into an empty database, and say what an article costs at the beginning and at the end."""
    from django.core.management import call_command
    from django.db import connection

    from articles.intake.importer import Options, import_file
    from articles.workflow import Origin

    call_command("migrate", verbosity=0)
    counted: list[int] = []

    def count(execute, sql, params, many, context):
        counted[-1] += 1
        return execute(sql, params, many, context)

    def look_at(file: Path) -> None:
        counted.append(0)
        assert import_file(file, options=Options(dry_run=True), origin=Origin(None, "benchmark")).status == "created"

    def bring_in(file: Path) -> None:
        counted.append(0)
        outcome = import_file(file, options=Options(), origin=Origin(None, "benchmark"))
        assert outcome.status == "created", outcome.reason

    write = sys.stdout.write
    with connection.execute_wrapper(count):
        bring_in(files[0])  # which makes the records that the others find
        few = files[1 : 1 + FEW]
        read, looked_at, imported = (seconds(action, few) for action in (read_article, look_at, bring_in))
        write(
            f"{FEW} articles after start-up: read in {read:.2f} s, tried (--dry-run) in {looked_at:.2f} s, imported in "
            f"{imported:.2f} s with their checks; {read / imported:.2f} of the time is reading\n"
        )
        for start in (1 + FEW, 1 + FEW + WATCHED, len(files) - WATCHED):
            spent = seconds(bring_in, files[start : start + WATCHED])
            queries = sum(counted[-WATCHED:]) / WATCHED
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            write(
                f"articles {start}-{start + WATCHED - 1}: {queries:.1f} queries, {spent / WATCHED * 1000:.0f} ms each, "
                f"peak memory {peak:.0f} MB\n"
            )
            if start == 1 + FEW + WATCHED:
                seconds(bring_in, files[start + WATCHED : len(files) - WATCHED])


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mscsite.settings")
    os.environ.setdefault("ENVIRONMENT", "development")
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
    dice = Random(1)
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.txt" for number in range(ARTICLES)]
        for file in files:
            file.write_text(article(dice), encoding="utf-8")
        read_article(files[0])  # tables of characters are built once
        plain = seconds(Path.read_bytes, files)
        ours = seconds(read_article, files)
        peaks = []
        tracemalloc.start()
        for start in (0, ARTICLES - WATCHED):
            tracemalloc.reset_peak()
            seconds(read_article, files[start : start + WATCHED])
            peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/benchmark.sqlite3"
        django.setup()
        stored(files)
    write = sys.stdout.write
    write(f"{ARTICLES} articles read in {ours:.2f} s: {ours / plain:.0f} times as long as reading their files\n")
    write(f"peak memory: first {WATCHED} articles {peaks[0] / 1e6:.2f} MB, last {peaks[1] / 1e6:.2f} MB\n")


if __name__ == "__main__":
    main()
