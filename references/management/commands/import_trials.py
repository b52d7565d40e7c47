"""`manage.py import_trials`: ClinicalTrials.gov v2 JSON files to trials."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand

from references import registries
from references.exchange.decoding import Refused, decode, parse_json
from references.trials_import import ctgov
from references.trials_import.records import Outcome, import_studies

LABELS = {"created": "已导入", "updated": "已更新", "skipped": "无变化", "failed": "失败"}


class Command(BaseCommand):
    help = (
        "Import trials from ClinicalTrials.gov v2 JSON (one study, or a page of them). New ones become proposals; what "
        "the registry says of known ones is brought up to date, and each change is told. Texts written here stay."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sources", nargs="+", metavar="FILE", help="files; ids need the network, see the message")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and store nothing")
        parser.add_argument("--publish", action="store_true", help="make the trials of the files public")
        parser.add_argument("--json", action="store_true", help="one JSON object a study on standard output")

    def handle(self, *, sources: list[str], json: bool, dry_run: bool, publish: bool, **options) -> None:
        counts: Counter[str] = Counter()
        for source in sources:
            for outcome in _outcomes(source, dry_run=dry_run, publish=publish):
                counts[outcome.status] += 1
                self._report(outcome, as_json=json)
        summary = "，".join(f"{LABELS[status]} {count}" for status, count in counts.items()) or "文件里没有研究"
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


def _outcomes(source: str, *, dry_run: bool, publish: bool) -> list[Outcome]:
    path = Path(source)
    if not path.is_file() and registries.registry_of(source):
        reason = "按登记号查询需要联网，本版本尚不支持。请从登记平台下载 JSON 文件后导入。"
        return [Outcome(source, registries.normalise(source), reason=reason)]
    try:
        parsed = parse_json(decode(path.read_bytes(), path.name), path.name)
        return import_studies(ctgov.studies(parsed), path.name, dry_run=dry_run, publish=publish)
    except OSError as error:
        return [Outcome(source, reason=f"无法打开（{error.strerror}）。")]
    except (Refused, ctgov.Malformed) as error:
        return [Outcome(path.name, reason=str(error).removeprefix(f"{path.name}："))]
