"""`manage.py load_demo`: the demonstration content, into an empty database only."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from mscsite.demo import loader


class Command(BaseCommand):
    help = "Load the demonstration content in both scripts. The database must be empty; nothing is ever overwritten."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing, rather than fail, where there is data")

    def handle(self, *, if_empty: bool, **options) -> None:
        if not loader.is_empty():
            if if_empty:
                self.stdout.write("== 数据库中已有内容，保留不动")
                return
            raise CommandError("数据库中已有内容，演示内容只装入空数据库。请把 DATABASE_URL 指向一个新的数据库。")
        self.stdout.write("== 装入演示内容")
        with translation.override("zh-hans"):  # the content is written in Simplified; Traditional is derived
            loader.load(self.stdout.write)
