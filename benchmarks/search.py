"""Search through the index against a scan of the folded texts, in one run, on the database that DATABASE_URL names.

`python -m benchmarks.search [--texts 10000]` makes a SQLite file of its own where DATABASE_URL is not set;
`python -m tests.postgres python -m benchmarks.search` does the same on PostgreSQL. The database must be empty. Prints a
line of JSON for each question and for all, and tells its ratios, in processor time of this process and the database's.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import json
import random
import statistics
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks import measuring

QUESTIONS = [
    *"干细胞 幹細胞 外泌体 軟骨 脐带 半月板 間充質幹細胞 移植物抗宿主病 溃疡性结肠炎 干细胞治疗".split(),
    *"MSC CD105 NCT04491240 miR-146a GVHD IL-6 细胞CD105 MSC治疗 瘘管 肺".split(),
]
LENGTH = 3_000
RARER = [
    *"外泌体 软骨 脐带 半月板 溃疡性结肠炎 移植物抗宿主病 瘘管 肺泡 干细胞治疗".split(),
    *"GVHD IL-6 miR-146a CD105 MSC MSC治疗 细胞CD105".split(),
]
RATIO = {"sqlite": 30, "postgresql": 50}  # of the scan to the index, at least
SIZE = {"sqlite": 1.2, "postgresql": 3.3}  # of the index to the texts, at most


@dataclass
class Text:
    title: str
    text: str
    search_key: str
    date: dt.datetime
    search_type: str = "article"

    def search_texts(self):
        return self.both_scripts

    working_texts = search_texts

    @cached_property
    def both_scripts(self):
        from mscsite.core import hanzi
        from mscsite.core.fulltext import SearchTexts

        titles = self.title, hanzi.convert(self.title, hanzi.HANT, hanzi.HANS)
        hant = hanzi.convert(self.text, hanzi.HANT, hanzi.HANS)
        return SearchTexts(*titles, self.text, hant, date=self.date)


def texts(count: int):
    """Sentences of our demonstration between others of common words; each rarer word in a tenth of the texts."""
    from mscsite.core.html import plain_text

    chance = random.Random(11)
    articles = [
        plain_text(path.read_text()) for path in sorted((measuring.ROOT / "mscsite/demo/articles").glob("*.html"))
    ]
    sentences = [part.strip() + "。" for text in articles for part in text.split("。") if 8 < len(part) < 120]
    lexicon = measuring.ROOT / "mscsite/core/hanzi/data/words.txt"
    words = [line.split("\t")[0] for line in lexicon.read_text().splitlines()]
    chance.shuffle(words)
    weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(len(words))))
    start = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)
    for number in range(count):
        own = [word for word in RARER if chance.random() < 0.1]
        parts = [f"{word}与{chance.choice(words)}。" for word in own for _ in range(chance.randrange(1, 6))]
        parts += chance.choices(sentences, k=LENGTH // 90)
        size = sum(map(len, parts))
        while size < LENGTH:
            parts.append("".join(chance.choices(words, cum_weights=weights, k=10)) + "。")
            size += len(parts[-1])
        parts += ["登记号 NCT04491240。"] if chance.random() < 0.002 else []
        chance.shuffle(parts)
        lines = ["".join(parts[at : at + 5]) for at in range(0, len(parts), 5)]
        title = "".join(chance.choices([*own, *words[:200]], k=4))
        yield Text(title, "\n".join(lines), f"text-{number}", start + dt.timedelta(hours=number))


def fill(count: int) -> float:
    """Index the texts; milliseconds of processor time for one of them, the database's with it."""
    from django.db import connection, transaction

    from mscsite.core import fulltext

    prepared, spent, clock = list(texts(count)), 0.0, Clock()
    for start in range(0, count, 500):
        with transaction.atomic():
            for text in prepared[start : start + 500]:
                text.search_texts()  # what a record says of itself is no cost of the index
                began = clock.read()[1]
                fulltext.update(text)
                spent += clock.read()[1] - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("SELECT gin_clean_pending_list('core_search_grams_gin')")
    return spent / count * 1e3


class Clock:
    """Seconds that passed, and seconds of processor time of this process and of the database's."""

    def __init__(self) -> None:
        from django.db import connection

        self.server = None
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.server = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")

    def read(self) -> tuple[float, float]:
        on_server = int(self.server.read_text().split()[0]) / 1e9 if self.server else 0.0
        return time.perf_counter(), time.process_time() + on_server


def medians(clock: Clock, repeats: int, **actions) -> dict[str, float]:
    """Milliseconds of each action, passed and of the processor: in turns, since the machine may be busy with others."""
    durations: dict[str, list[tuple[float, float]]] = {name: [] for name in actions}
    for _ in range(repeats):
        for name, (action, times) in actions.items():
            began = clock.read()
            for _ in range(times):
                action()
            ended = clock.read()
            durations[name].append(tuple((after - before) / times for before, after in zip(began, ended, strict=True)))
    return {
        f"{name}_{kind}": statistics.median(column) * 1e3
        for name, rows in durations.items()
        for kind, column in zip(("ms", "cpu_ms"), zip(*rows, strict=True), strict=True)
    }


def scan(words: list[str]) -> set[str]:
    """What holds the words, by looking at every text in the database."""
    from django.db import connection

    position = "strpos" if connection.vendor == "postgresql" else "instr"
    condition = " AND ".join([f"({position}(folded_title, %s) > 0 OR {position}(folded_text, %s) > 0)"] * len(words))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT key FROM core_searchentry WHERE {condition}", [word for word in words for _ in "12"])
        return {key for (key,) in cursor.fetchall()}


def sizes() -> float:
    """The index as a multiple of the texts as they are shown, in one script."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT sum(octet_length(text_zh_hans)) FROM core_searchentry")
            shown = cursor.fetchone()[0]
            cursor.execute("SELECT pg_total_relation_size('core_search_grams')")
        else:
            cursor.execute("SELECT sum(length(CAST(text_zh_hans AS BLOB))) FROM core_searchentry")
            shown = cursor.fetchone()[0]
            cursor.execute("SELECT sum(length(block)) FROM core_search_grams_data")
        return float(cursor.fetchone()[0]) / float(shown)


def measure(question: str, clock: Clock) -> dict:
    from mscsite.core import fulltext

    words = fulltext.words_of(question)
    found = {hit.key for hit in fulltext.search(question, "zh-hans", 10**6)}
    truth = scan(words)
    return {
        "question": question,
        "hits": len(truth),
        "recall": len(found & truth) / len(truth) if truth else 1.0,
        "precision": len(found & truth) / len(found) if found else 1.0,
    } | medians(
        clock,
        5,
        index=(lambda: fulltext.search(question, "zh-hans"), 3),
        scan=(lambda: scan(words), 1),
        counts=(lambda: fulltext.counts(fulltext.understood(question), "zh-hans"), 1),
    )


def tell(rows: list[dict], p50: dict[str, float], database: str) -> None:
    """The ratios of all questions, named with the database: both are in one table."""
    measuring.tell(
        f"search, a full scan as a multiple of the index, {database}",
        p50["scan_cpu_ms"] / p50["index_cpu_ms"],
        at_least=RATIO[database],
    )
    measuring.tell(f"search, the index to its texts, {database}", sizes(), at_most=SIZE[database])
    for name in ("recall", "precision"):
        lowest = min(row[name] for row in rows)
        measuring.tell(f"search, lowest {name} against the scan, {database}", lowest, at_least=1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=10_000)
    count = parser.parse_args().texts
    with measuring.own_database(or_given=True):
        from django.db import connection

        cpu_ms = fill(count)
        clock = Clock()
        rows = [measure(question, clock) for question in QUESTIONS]
        for row in rows:
            out({name: round(value, 3) if isinstance(value, float) else value for name, value in row.items()})
        out({"database": connection.vendor, "texts": count, "one_text_indexed_cpu_ms": round(cpu_ms, 2)})
        p50 = {name: statistics.median(row[name] for row in rows) for name in rows[0] if name.endswith("_ms")}
        out({f"p50_{name}": round(value, 2) for name, value in p50.items()})
        out({f"slowest_{name}": round(max(row[name] for row in rows), 2) for name in p50})
        out({"ratio_of_time_passed": round(p50["scan_ms"] / p50["index_ms"], 1)})
        tell(rows, p50, connection.vendor)


def out(row: dict) -> None:
    print(json.dumps(row, ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    main()
