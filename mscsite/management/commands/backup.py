"""`manage.py backup FILE`: data and uploads in one file, while the site runs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from mscsite import backup
from mscsite.core import last_runs


class Command(BaseCommand):
    help = (
        "Write all data and uploads to FILE, as of one moment, while the site runs. `restore FILE` brings them back, "
        "on SQLite and on PostgreSQL alike. The file holds accounts and drafts: keep it as safe as the database."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *, file: Path, **options) -> None:
        said = self.stderr.write if options["verbosity"] > 1 else lambda words: None
        try:
            manifest = backup.write(file, said)
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        last_runs.note("backup")
        size = file.stat().st_size / 1_000_000
        words = f"已备份到 {file}：{manifest.rows} 条记录，{len(manifest.uploads)} 个文件，{size:.1f} MB。"
        self.stderr.write(self.style.SUCCESS(words))
