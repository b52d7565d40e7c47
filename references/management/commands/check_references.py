"""`manage.py check_references`: retractions, corrections and concerns, and whether addresses still answer."""

from __future__ import annotations

import datetime as dt
import json
import sys
from argparse import ArgumentParser
from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from mscsite.core import last_runs
from references.alive import checking
from references.models import Citation

LABELS = {"checked": "无变化", "changed": "有变化", "failed": "失败"}


class Command(BaseCommand):
    help = (
        "Ask Crossref and PubMed whether citations were retracted, corrected or doubted, and addresses whether they "
        "still answer (the Internet Archive is asked for a copy of those that do not; readers get it once an editor "
        "has accepted it). Citations that have waited longest come first; every answer is stored at once, so a run may "
        "be stopped and goes on where it was. Made for a daily schedule. Exit 1 where something could not be asked."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "keys", nargs="*", metavar="KEY", help="these citations alone, whenever they were asked after"
        )
        parser.add_argument("--older-than", type=int, default=7, metavar="DAYS", help="last asked so long ago (7)")
        parser.add_argument("--limit", type=int, metavar="N", help="no more than so many in this run")
        parser.add_argument("--only", choices=("retractions", "links"), help="one of the two questions")
        parser.add_argument("--json", action="store_true", help="one JSON object a citation on standard output")

    def handle(self, *, keys: list[str], older_than: int, limit: int | None, only: str | None, **options) -> None:
        unknown = set(keys) - set(Citation.objects.by_key(keys))
        if unknown:
            raise CommandError(f"没有这些文献：{'、'.join(sorted(unknown))}", returncode=2)
        asked = checking.Questions(retractions=only != "links", addresses=only != "retractions")
        pks = checking.due(keys, dt.timedelta(days=older_than), asked)[:limit]
        counts: Counter[str] = Counter()
        stopped = ""
        try:
            for outcome in checking.run(pks, asked):
                counts[outcome.status] += 1
                self._report(outcome, sum(counts.values()), len(pks), as_json=options["json"])
        except checking.Stopped as stop:
            stopped = f"；提前停止：{stop}下次运行会从这里继续。"
        if not keys and not stopped:
            last_runs.note("check_references")
        summary = "，".join(f"{LABELS[status]} {count}" for status, count in counts.items()) or "没有到期的文献"
        self.stderr.write(summary + stopped)
        if counts["failed"] or stopped:
            sys.exit(1)

    def _report(self, outcome: checking.Outcome, number: int, of: int, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(outcome.as_dict(), ensure_ascii=False))
            return
        if outcome.changes:
            self.stdout.write(f"[{number}/{of}] {outcome.key}：{'；'.join(outcome.changes)}")
        if outcome.status == "failed":
            self.stderr.write(f"[{number}/{of}] {outcome.key}：{outcome.reason}")
