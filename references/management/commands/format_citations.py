"""`manage.py format_citations`: CSL-JSON to lines of references."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from references.exchange.decoding import Refused, decode, parse_json
from references.styles import STYLES, format_entry


class Command(BaseCommand):
    help = "Print the CSL-JSON list of standard input in a citation style, a line an entry, in the order given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--style", required=True, choices=sorted(STYLES), help="the citation style")
        parser.add_argument("--json", action="store_true", help="one JSON object a line: id and text")

    def handle(self, *, style: str, json: bool, **options) -> None:
        failed = False
        for number, item in enumerate(_items(sys.stdin.buffer.read()), start=1):
            if not isinstance(item, dict) or not (text := format_entry(item, style)):
                self.stderr.write(f"第 {number} 条：没有可以排印的内容（应为带题名的 CSL-JSON 对象）。")
                failed, text = True, ""
            self._print(item, text, as_json=json)
        if failed:
            sys.exit(1)

    def _print(self, item: object, text: str, *, as_json: bool) -> None:
        """An entry that cannot be printed still takes its line, so that the lines stay those of the list."""
        name = item.get("id") if isinstance(item, dict) else None
        self.stdout.write(json.dumps({"id": name, "text": text}, ensure_ascii=False) if as_json else text)


def _items(data: bytes) -> list:
    try:
        parsed = parse_json(decode(data, "标准输入"), "标准输入")
    except Refused as error:
        raise CommandError(str(error)) from error
    if isinstance(parsed, dict):
        parsed = parsed.get("items", [parsed])
    if not isinstance(parsed, list):
        raise CommandError("标准输入应是 CSL-JSON 列表。")
    return parsed
