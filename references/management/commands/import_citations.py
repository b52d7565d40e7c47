"""`manage.py import_citations`: RIS, BibTeX and CSL-JSON files, lists of references and of numbers to citations."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from references.exchange.decoding import Refused
from references.exchange.entries import Entry
from references.exchange.importing import Options, Outcome, import_entries
from references.lookup import entries as lookup
from references.lookup import identifiers
from references.lookup.sources import read

LABELS = {"created": "已导入", "updated": "已补充", "skipped": "无变化", "failed": "失败"}


class Command(BaseCommand):
    help = (
        "Import citations from a RIS, BibTeX or CSL-JSON file, from a list of references, or by DOI, PMID or PMC id "
        "(written out, or a file with one a line), which are asked of Crossref, DataCite and PubMed. Papers we have "
        "are found by DOI, PMID, or title, year and first author, and get what they lack; the others become proposals. "
        "A second run changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sources", nargs="+", metavar="FILE", help="files, or numbers such as 10.1126/science.1")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and store nothing")
        parser.add_argument("--publish", action="store_true", help="make the citations of the file public")
        parser.add_argument("--overwrite", action="store_true", help="let the file win where both say something")
        parser.add_argument("--json", action="store_true", help="one JSON object an entry on standard output")

    def handle(self, *, sources: list[str], json: bool, **options) -> None:
        wanted = Options(options["dry_run"], options["publish"], options["overwrite"])
        counts: Counter[str] = Counter()
        for source in sources:
            name, entries = _entries(source)
            for outcome in import_entries(entries, wanted):
                counts[outcome.status] += 1
                self._report(name, outcome, as_json=json)
        summary = "，".join(f"{LABELS[status]} {count}" for status, count in counts.items()) or "文件里没有条目"
        self.stderr.write(f"{'（试运行，未保存）' if wanted.dry_run else ''}{summary}")
        if counts["failed"]:
            sys.exit(1)

    def _report(self, name: str, outcome: Outcome, *, as_json: bool) -> None:
        place = f"{name} 第 {outcome.number} 条"
        if as_json:
            self.stdout.write(json.dumps(outcome.as_dict(), ensure_ascii=False, default=str))
        else:
            self.stdout.write(f"{place} {LABELS[outcome.status]}：{outcome.key or outcome.label}")
        if outcome.reason:
            self.stderr.write(f"{place}（{outcome.label}）：{outcome.reason}")
        if outcome.differs and not as_json:
            self.stderr.write(f"{place}：与已有记录不同，未改动：{'、'.join(outcome.differs)}")
        if outcome.not_kept and not as_json:
            self.stderr.write(f"{place}：没有对应的栏目，未保存：{'、'.join(outcome.not_kept)}")


def _entries(source: str) -> tuple[str, list[Entry]]:
    """The name of a source, and its entries: those of a file, or what is known of a number."""
    path = Path(source)
    if not path.is_file() and identifiers.reads(source):
        return source, list(lookup.entries(source))
    try:
        return path.name, read(path.read_bytes(), path.name)
    except OSError as error:
        raise CommandError(f"{path}：无法打开（{error.strerror}）。", returncode=2) from error
    except Refused as error:
        raise CommandError(str(error)) from error
