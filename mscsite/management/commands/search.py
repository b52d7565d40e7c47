"""`manage.py search`: what the public search finds."""

from __future__ import annotations

import json
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand

from mscsite.search import FIELDS, results


class Command(BaseCommand):
    help = "Search public articles, products, trials, citations and terms, best first. Either script finds both."

    def run_from_argv(self, argv: list[str]) -> None:
        """A question may begin with a hyphen, as -"CD34" or --drop; what is no option of ours is taken for one."""
        options = self.create_parser(*argv[:2])._option_string_actions
        if len(argv) > 2 and argv[2].startswith("-") and argv[2].partition("=")[0] not in options:
            argv = [*argv[:2], *argv[3:], "--", argv[2]]
        super().run_from_argv(argv)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("query")
        parser.add_argument("--lang", choices=[code for code, _ in settings.LANGUAGES], default=settings.LANGUAGE_CODE)
        parser.add_argument("--limit", type=int, default=20)
        parser.add_argument("--json", action="store_true", help="one JSON object a hit on standard output")

    def handle(self, *, query: str, lang: str, limit: int, **options) -> None:
        for result in results(query, lang, limit):
            if options["json"]:
                row = {name: getattr(result, name) for name in FIELDS}
                self.stdout.write(json.dumps(row, ensure_ascii=False))
            else:
                self.stdout.write(f"{result.score:6.1f}  {result.type:<8} {result.title}  {result.url}")
