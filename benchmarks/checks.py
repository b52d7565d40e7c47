"""Checks: precision and recall of the claims on our own sentences; time of all checks as a part of ten renderings.

Run from the checkout: .venv/bin/python -m benchmarks.checks [--articles N]
With `--articles`, N stored articles are rechecked by `recheck_articles`, which is killed half way and goes on.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from benchmarks import measuring

SENTENCES = measuring.ROOT / "tests" / "articles" / "checks" / "claims.jsonl"
LENGTH = 10_000  # characters of text for the time
ROUNDS = 7
CLAIMS = 0.95  # precision and recall, at least
SLUG = "benchmark"
_TAG = re.compile(r"<[^>]+>")


def accuracy(sentences: list[dict]) -> tuple[float, float]:
    """Precision and recall of the claims: a sentence that violates must yield a finding, any other none."""
    from articles.checks.text import check_lines

    outcomes = [(each["violates"], bool(check_lines([each["text"]], ["claims"]))) for each in sentences]
    right = sum(violates and found for violates, found in outcomes)
    return right / sum(found for _violates, found in outcomes), right / sum(violates for violates, _found in outcomes)


def seconds(action: Callable[[], object]) -> float:
    """Processor time of this process for one run: other processes of a busy machine do not count."""
    started = time.process_time()
    action()
    return time.process_time() - started


def long_article():
    """LENGTH characters of our demonstration articles in one: headings, lists, tables, links, some fifty citations."""
    from articles import workflow
    from articles.models import Article

    sources = list(Article.objects.filter(live__isnull=False).order_by("slug"))
    body, number = "", 0
    while len(_TAG.sub("", body)) < LENGTH:
        body += sources[number % len(sources)].body_zh_hans
        number += 1
    article = Article(title_zh_hans="很长的一篇", slug=SLUG, body_zh_hans=body, source_script="zh-hans")
    origin = workflow.Origin(None, "benchmark")
    workflow.save(article, origin=origin)
    workflow.publish(article, origin=origin, override=True)
    return Article.objects.get(pk=article.pk)


def speed() -> None:
    """All checks on both scripts of the article, beside its page, each time after a change, rendered ten times."""
    from django.test import Client

    from articles import rendering
    from articles.checks.known import records
    from articles.checks.stored import check_article
    from mscsite.core import generation

    article, known, client = long_article(), records(), Client(headers={"host": "127.0.0.1"})
    address = f"/zh-hans/articles/{article.slug}/"
    if client.get(address).status_code != 200:
        raise SystemExit(f"{address} cannot be read")
    ways = {
        "checks": lambda: check_article(article, known),
        "page": lambda: client.get(address),
        "body": lambda: rendering.render(article.live, "zh-hans"),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _round in range(ROUNDS):  # in turns: what disturbs one disturbs the others
        for name, way in ways.items():
            generation.raise_now()  # a process keeps what a page shows while nothing public changes
            times[name].append(seconds(way))
    told = {name: statistics.median(values) for name, values in times.items()}
    size = len(_TAG.sub("", article.body_zh_hans))
    sys.stdout.write(f"all checks on both scripts of {size} characters: {1000 * told['checks']:.0f} ms\n")
    for name in ("page", "body"):
        part = told["checks"] / (10 * told[name])
        measuring.tell(f"all checks, of ten renderings of the {name}", part, at_most=1)


def rechecked(count: int) -> None:
    """Store `count` articles, kill `recheck_articles` half way, let it go on, and say what was done and how fast."""
    from articles import rechecking
    from articles.models import Article, StoredCheck

    fill(count)
    command = [sys.executable, str(measuring.ROOT / "manage.py"), "recheck_articles"]
    started = time.monotonic()
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        while StoredCheck.objects.filter(rules=rechecking.stamp()).count() < count // 2:
            time.sleep(0.5)
        process.kill()
    half, killed = StoredCheck.objects.filter(rules=rechecking.stamp()).count(), time.monotonic() - started
    subprocess.run(command, stderr=subprocess.DEVNULL, check=True)
    whole, total = rechecking.progress(), time.monotonic() - started
    sys.stdout.write(f"{Article.objects.count()} articles: {half} checked when it was killed after {killed:.0f} s, ")
    sys.stdout.write(f"{whole.done} of {whole.total} after {total:.0f} s, {1000 * total / whole.total:.1f} ms each\n")


def fill(count: int) -> None:
    """Copies of the demonstration articles as drafts, a revision each, up to `count` in all."""
    from articles.models import Article, Revision

    newest = [article.revisions.first() for article in Article.objects.exclude(slug=SLUG).select_related("live")]
    blank = {"id": None, "live_id": None, "live_at": None, "status": "draft", "scheduled_at": None}
    blank |= {"first_published_at": None, "retired_at": None}
    for start in range(0, count - Article.objects.count(), 500):
        revisions = [newest[number % len(newest)] for number in range(start, start + 500)]
        copies = Article.objects.bulk_create(
            Article(**(_values(revision.article) | blank | {"slug": f"copy-{start + number}"}))
            for number, revision in enumerate(revisions)
        )
        Revision.objects.bulk_create(
            Revision(**(_values(revision) | {"id": None, "article_id": copy.pk, "number": 1}))
            for revision, copy in zip(revisions, copies, strict=True)
        )


def _values(row) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=0, help="recheck so many stored articles, killed half way")
    wanted = parser.parse_args().articles
    with measuring.own_database():
        from django.core.management import call_command

        sentences = [json.loads(line) for line in SENTENCES.read_text("utf-8").splitlines()]
        for name, held_out in (("tuned", False), ("held out", True)):
            part = [each for each in sentences if each["held_out"] == held_out]
            precision, recall = accuracy(part)
            sys.stdout.write(f"claims, {name}: {len(part)} sentences\n")
            measuring.tell(f"claims, {name}, precision", precision, at_least=CLAIMS)
            measuring.tell(f"claims, {name}, recall", recall, at_least=CLAIMS)
        call_command("load_demo", verbosity=0, stdout=sys.stderr)
        speed()
        if wanted:
            rechecked(wanted)


if __name__ == "__main__":
    main()
