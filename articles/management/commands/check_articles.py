"""`manage.py check_articles`: findings in stored articles."""

from __future__ import annotations

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from articles.checks.report import in_words
from articles.checks.stored import check_stored
from articles.checks.text import unknown_names


class Command(BaseCommand):
    help = "Check stored articles: their working copies, both scripts. Findings are no failure; an unknown slug is one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="articles to check; all when none is named")
        parser.add_argument("--json", action="store_true", help="one JSON object a finding on standard output")
        parser.add_argument("--only", default="", metavar="NAMES", help="groups or codes, e.g. claims,numbers")

    def handle(self, *, slugs: list[str], json: bool, only: str, **options) -> None:
        names = [name.strip() for name in only.split(",") if name.strip()]
        if unknown := unknown_names(names):
            raise CommandError(f"不认识的检查项：{'、'.join(unknown)}。", returncode=2)
        missing, count = set(slugs), 0
        for article, findings in check_stored(slugs, names):
            missing.discard(article.slug)
            count += len(findings)
            for found in findings:
                place = " ".join(part for part in (article.slug, found.field, found.where) if part)
                self.stdout.write(_as_json(found) if json else in_words(found, place))
        self.stderr.write(f"共 {count} 处。")
        if missing:
            raise CommandError(f"没有这些文章：{'、'.join(sorted(missing))}。", returncode=1)


def _as_json(found) -> str:
    return json.dumps(found.as_record(), ensure_ascii=False)
