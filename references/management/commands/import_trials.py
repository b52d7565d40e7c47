"""`manage.py import_trials`: files of registries, or ids that are asked for, to trials."""

from __future__ import annotations

import datetime as dt
import json
import sys
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db.models import F, Q
from django.utils import timezone

from mscsite.core.fetch import FetchError
from references import registries
from references.exchange.decoding import Refused
from references.models import Trial
from references.trials_import import files, registry
from references.trials_import.records import Outcome, Source, import_studies
from references.trials_import.study import Malformed

LABELS = {"created": "已导入", "updated": "已更新", "skipped": "无变化", "failed": "失败"}


class Command(BaseCommand):
    help = (
        "Import trials from ClinicalTrials.gov v2 JSON (one study, or a page of them), the XML of ICTRP's portal or of "
        "ChiCTR, or by NCT numbers, which are asked for one by one. New ones become proposals; what the registry "
        "says of known ones is brought up to date, and each change is told. Texts written here stay. With --due the "
        "trials of ClinicalTrials.gov that were last looked at so many days ago are asked for, the longest waiting "
        "first; a run that was stopped goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sources", nargs="*", metavar="FILE or ID", help="files, or ids such as NCT02336230")
        parser.add_argument("--due", type=int, metavar="DAYS", help="also the trials last looked at so long ago")
        parser.add_argument("--limit", type=int, metavar="N", help="of those due no more than so many")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and store nothing")
        parser.add_argument("--publish", action="store_true", help="make the trials of the files public")
        parser.add_argument("--json", action="store_true", help="one JSON object a study on standard output")

    def handle(self, *, sources: list[str], json: bool, dry_run: bool, publish: bool, **options) -> None:
        if options["due"] is not None:
            sources = [*sources, *due(options["due"])[: options["limit"]]]
        elif not sources:
            raise CommandError("请给出文件或登记号，或用 --due DAYS 核对到期的试验。", returncode=2)
        counts: Counter[str] = Counter()
        for source in sources:
            for outcome in _outcomes(source, dry_run=dry_run, publish=publish):
                counts[outcome.status] += 1
                self._report(outcome, as_json=json)
        summary = "，".join(f"{LABELS[status]} {count}" for status, count in counts.items()) or "没有研究"
        self.stderr.write(f"{'（试运行，未保存）' if dry_run else ''}{summary}")
        if counts["failed"]:
            sys.exit(1)

    def _report(self, outcome: Outcome, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(asdict(outcome), ensure_ascii=False))
        else:
            self.stdout.write(f"{outcome.place} {LABELS[outcome.status]}：{outcome.id}".rstrip("："))
            for change in outcome.changes if outcome.status == "updated" else ():
                self.stdout.write(f"    {change}")
        if outcome.reason:
            self.stderr.write(f"{outcome.place}：{outcome.reason}")
        for note in outcome.notes if not as_json else ():
            self.stderr.write(f"{outcome.place} 注意：{note}")


def due(days: int) -> list[str]:
    """Ids of the trials of ClinicalTrials.gov that were last looked at so long ago, the longest waiting first."""
    since = timezone.now() - dt.timedelta(days=days)
    waiting = Q(last_checked_at__isnull=True) | Q(last_checked_at__lt=since)
    rows = Trial.objects.filter(waiting, registry="NCT").order_by(F("last_checked_at").asc(nulls_first=True), "pk")
    return list(rows.values_list("registry_id", flat=True))


def _outcomes(source: str, *, dry_run: bool, publish: bool) -> list[Outcome]:
    path = Path(source)
    if not path.is_file() and registries.registry_of(source):
        return _asked(registries.normalise(source), dry_run=dry_run, publish=publish)
    try:
        return import_studies(
            files.read(path.read_bytes(), path.name), Source(path.name), dry_run=dry_run, publish=publish
        )
    except OSError as error:
        hint = _hint(source)
        return [Outcome(source, reason=hint or f"无法打开（{error.strerror}）。")]
    except (Refused, Malformed) as error:
        return [Outcome(path.name, reason=str(error).removeprefix(f"{path.name}："))]


def _asked(number: str, *, dry_run: bool, publish: bool) -> list[Outcome]:
    try:
        (outcome,) = import_studies([registry.ask(number)], Source(number), dry_run=dry_run, publish=publish)
    except FetchError as error:
        return [Outcome(number, number, reason=str(error))]
    return [replace(outcome, place=number)]


def _hint(source: str) -> str:
    """What is wrong with an id that is nearly one: letters among its digits."""
    meant = files.hint(source)
    return f"没有这个文件，也不是登记号；是不是 {meant}（数字里混有字母）？" if meant else ""
