"""`manage.py import_articles`: texts to draft articles and proposed records."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.batches import service
from articles.batches.models import ImportBatch
from articles.importing.decoding import ImportRefused
from articles.importing.reading import SUFFIXES
from articles.intake.importer import Options, Outcome, load
from articles.workflow import Origin

LABELS = {"created": "已导入", "updated": "已更新", "skipped": "无变化", "failed": "失败"}


class Command(BaseCommand):
    help = (
        "Import articles from text, Markdown, HTML and Word files: drafts, with the products, trials and references "
        "they name as proposals. Each file is stored as a whole or not at all; one that has not changed is skipped. "
        "What was imported can be taken back in the admin, under the articles' imports."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="files, or folders of them")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and store nothing")
        parser.add_argument(
            "--publish", action="store_true", help="publish without review (an operator's override, kept in the audit)"
        )
        parser.add_argument(
            "--accept-records",
            action="store_true",
            help="make the proposed records public, with the article as their source",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a file on standard output")

    def handle(self, *, paths: list[Path], json: bool, **options) -> None:
        wanted = Options(options["dry_run"], options["publish"], options["accept_records"])
        origin = Origin(actor=None, place="import_articles")
        files = _expand(paths)
        batch = None if wanted.dry_run else service.open_batch(actor=None, origin=origin.place)
        counts: Counter[str] = Counter()
        for number, path in enumerate(files, start=1):
            outcome = _imported(path, batch, wanted, origin)
            counts[outcome.status] += 1
            self._report(outcome, f"[{number}/{len(files)}]", as_json=json)
        if batch is not None and not counts["created"] + counts["updated"]:
            batch.delete()
        summary = "，".join(f"{LABELS[status]} {count}" for status, count in counts.items())
        self.stderr.write(f"{'（试运行，未保存）' if wanted.dry_run else ''}{summary}")
        if counts["failed"]:
            sys.exit(1)

    def _report(self, outcome: Outcome, place: str, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(outcome.as_dict(), ensure_ascii=False))
        else:
            title = outcome.parsed.title if outcome.parsed else ""
            self.stdout.write(f"{place} {LABELS[outcome.status]}：{outcome.file} {title} {outcome.slug}".rstrip())
        if outcome.reason:
            self.stderr.write(f"{place} {outcome.reason}")
        for warning in outcome.warnings if not as_json else ():
            self.stderr.write(f"{place} 注意：{warning}")


def _imported(path: Path, batch: ImportBatch | None, options: Options, origin: Origin) -> Outcome:
    """What became of one file; one that cannot be opened failed like any other."""
    try:
        data = load(path)
    except ImportRefused as refusal:
        return Outcome(file=str(path), status="failed", reason=str(refusal))
    return service.import_now(batch, data, path.name, options=options, origin=origin, file=str(path))


def _expand(paths: list[Path]) -> list[Path]:
    """Files as named; of a folder all that can be read, in the order of their names."""
    files = [f for path in paths for f in (_readable(path) if path.is_dir() else [path])]
    if not files:
        known = "、".join(sorted(SUFFIXES))
        raise CommandError(f"没有找到可导入的文件。请给出 {known} 文件，或含有它们的文件夹。", returncode=2)
    return files


def _readable(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
