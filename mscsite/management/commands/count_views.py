from __future__ import annotations

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from mscsite import reading_figures


class Command(BaseCommand):
    help = (
        "Count how often each public page was read each day, from access logs in the combined format of nginx, Apache "
        "and gunicorn (.gz too). What was counted before is not counted again, also after a log was rotated. Robots "
        "are left out; addresses of readers are not kept. Run it daily, before logs are deleted. "
        "With --json an object a file: file, status (counted, unchanged or failed), lines, unreadable, views, days."
    )

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", metavar="LOG", type=Path, help="access logs, the oldest first")
        parser.add_argument("--json", action="store_true", help="print an object a file to stdout")

    def handle(self, *args, paths, json: bool, **options):
        failed = [path for path in paths if not self._count(path, json)]
        if failed:
            raise CommandError("not counted: " + ", ".join(map(str, failed)))

    def _count(self, path: Path, as_json: bool) -> bool:
        try:
            counted = reading_figures.count(path)
        except (OSError, EOFError) as error:
            self._say(as_json, {"file": str(path), "status": "failed", "error": str(error)}, f"{path}: {error}")
            return False
        views, days = sum(counted.views.values()), sorted({day.isoformat() for day, _page in counted.views})
        told = {"file": str(path), "status": "counted" if counted.lines else "unchanged", "lines": counted.lines}
        told |= {"unreadable": counted.unreadable, "views": views, "days": days}
        text = f"{path}: {counted.lines} new lines, {views} readings on {len(days)} days"
        if counted.unreadable:
            text += f"; {counted.unreadable} lines are not in the combined format and were left out"
        self._say(as_json, told, text)
        if counted.lines and counted.unreadable == counted.lines:
            self.stderr.write(f"{path}: no line is in the combined log format; see --help")
            return False
        return True

    def _say(self, as_json: bool, told: dict, text: str) -> None:
        if as_json:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        self.stderr.write(text) if as_json else self.stdout.write(text)
