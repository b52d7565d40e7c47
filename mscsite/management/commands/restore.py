"""`manage.py restore FILE`: what `backup` wrote, in the place of what is here."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mscsite import backup
from mscsite.accounts.models import Telephone


class Command(BaseCommand):
    help = (
        "Put the content of FILE, which `backup` wrote, in the place of all data. The file is checked first; what is "
        "here now is backed up to --keep before it goes, so that a restore can be undone by another one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        folder = settings.BASE_DIR / "var" / "backups"
        parser.add_argument("--keep", metavar="FOLDER", type=Path, default=folder, help=f"default: {folder.name}")
        parser.add_argument("--no-keep", action="store_true", help="do not back up what is here now")

    def handle(self, *, file: Path, keep: Path, no_keep: bool, **options) -> None:
        said = self.stderr.write if options["verbosity"] > 1 else lambda words: None
        try:
            if not no_keep and get_user_model().objects.exists():
                kept = keep / f"before-restore-{timezone.now():%Y%m%d-%H%M%S}.zip"
                backup.write(kept, said)
                self.stderr.write(f"现在的内容已存到 {kept}。")
            manifest = backup.restore(file, said)
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        words = f"已恢复 {manifest.made} 的备份：{manifest.rows} 条记录，{len(manifest.uploads)} 个文件。"
        self.stderr.write(self.style.SUCCESS(words))
        if lost := sum(not each.is_readable for each in Telephone.objects.filter(confirmed=True)):
            self.stderr.write(
                f"{lost} 位同事的两步验证是用另一个 SECRET_KEY 加密的，这里打不开：把做备份那台机器的 SECRET_KEY 写进 "
                "SECRET_KEY_FALLBACKS 并重新启动，再运行 "
                "reseal_telephones；找不到了，他们就用恢复码登录后重新设置，或由管理员重设。"
            )
