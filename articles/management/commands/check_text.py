"""`manage.py check_text`: findings in the text on standard input. It needs no database."""

from __future__ import annotations

import io
import json
import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from articles.checks.findings import Finding
from articles.checks.report import catalogue, in_words
from articles.checks.text import check_lines, unknown_names


class Command(BaseCommand):
    help = "Check the text on standard input, a line at a time. Findings are no failure: the exit status is 0."
    requires_system_checks = []  # they ask for a database; this command does not

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object a finding on standard output")
        parser.add_argument("--only", default="", metavar="NAMES", help="groups or codes, e.g. claims,numbers")
        parser.add_argument("--list", action="store_true", help="print the catalogue of checks (docs/checks.md)")

    def handle(self, *, json: bool, only: str, list: bool, **options) -> None:
        if list:
            self.stdout.write(catalogue(), ending="")
            return
        names = [name.strip() for name in only.split(",") if name.strip()]
        if unknown := unknown_names(names):
            raise CommandError(f"不认识的检查项：{'、'.join(unknown)}。--list 列出全部。", returncode=2)
        findings = check_lines(_read(), names)
        for found in findings:
            self.stdout.write(_as_json(found) if json else in_words(found, f"第{found.line}行"))
        if not json:
            self.stderr.write(f"共 {len(findings)} 处。" if findings else "没有发现问题。")


def _read() -> list[str]:
    """Lines of standard input. Only a line feed ends a line: others would shift the numbers that we report."""
    stream = sys.stdin
    if isinstance(stream, io.TextIOWrapper):
        stream = io.TextIOWrapper(stream.buffer, encoding="utf-8-sig", errors="replace", newline="\n")
    lines = stream.read().split("\n")
    return lines[:-1] if lines and not lines[-1] else lines


def _as_json(found: Finding) -> str:
    return json.dumps(found.as_line(), ensure_ascii=False)
