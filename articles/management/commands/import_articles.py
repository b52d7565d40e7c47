"""`manage.py import_articles`: texts to draft articles and proposed records."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.batches import service
from articles.importing.reading import SUFFIXES
from articles.intake.folders import PACKED, Found, found_at
from articles.intake.importer import Options, Outcome
from articles.workflow import Origin

LABELS = {"created": "已导入", "updated": "已更新", "skipped": "无变化", "failed": "失败"}


class Command(BaseCommand):
    help = (
        "Import articles from text, Markdown, HTML and Word files, web archives (.mhtml) and packed folders (.zip): "
        "drafts, with the products, trials and references they name as proposals, and the pictures in them or in the "
        "folder beside a saved page. Each file is stored as a whole or not at all; what has not changed is skipped. "
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
        files = _found(paths)
        batch = None if wanted.dry_run else service.open_batch(actor=None, origin=origin.place)
        counts: Counter[str] = Counter()
        for number, found in enumerate(files, start=1):
            outcome = service.import_now(batch, found, options=wanted, origin=origin)
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


def _found(paths: list[Path]) -> list[Found]:
    """Files as named; of a folder, packed or not, all that can be read, in the order of their names."""
    found = [each for path in paths for each in found_at(path)]
    if not found:
        known = "、".join(sorted((*SUFFIXES, PACKED)))
        raise CommandError(f"没有找到可导入的文件。请给出 {known} 文件，或含有它们的文件夹。", returncode=2)
    return found
