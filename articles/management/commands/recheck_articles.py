"""`manage.py recheck_articles`: all stored articles checked anew, with progress; an interrupted run goes on."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from articles import rechecking, record_changes


class Command(BaseCommand):
    help = (
        "Check every article whose findings were not made with today's rules and records. Safe to stop and to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seconds", type=float, default=None, help="stop after this time; the next run goes on")

    def handle(self, *, seconds: float | None, **options) -> None:
        opened = record_changes.sweep()
        if opened:
            self.stderr.write(f"记录有变，涉及 {len(opened)} 篇文章。")
        state = None
        for state in rechecking.some(seconds):
            self.stderr.write(f"已检查 {state.done}/{state.total}")
        if state is not None and not state.is_complete:
            self.stderr.write("时间到，下次运行接着检查。")
