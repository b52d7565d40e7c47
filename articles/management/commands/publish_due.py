"""`manage.py publish_due`: what is scheduled goes live, what has run its time comes down, mail that waits is sent."""

from __future__ import annotations

import logging
import os
import signal
import threading
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, close_old_connections

from articles import freshness, preparing, rechecking
from articles.publishing import EXPIRED, FAILED, PUBLISHED, Done, publish_due
from mscsite.core import last_runs, outbox
from mscsite.core.images import orphans
from mscsite.core.jobs import running

logger = logging.getLogger(__name__)
WORDS = {PUBLISHED: "已发布", EXPIRED: "到期下架", FAILED: "未能发布"}
RECHECK_SECONDS = 3  # of each round: findings of other rules, records or texts are brought up to date behind the rest
PREPARE_SECONDS = 2  # of each round, as well: bodies that readers would have to make
STEP_SECONDS = 20  # that the end waits for a job's step
EVERY = 15  # seconds: a time in the admin is a minute, and is kept within it


class Command(BaseCommand):
    help = (
        "Publish articles whose scheduled time has come and take down those whose time is over. Safe to run anywhere, "
        "at any time, twice: each article is done once. What was due while nothing ran is done by the next run. "
        "Mail to colleagues that could not be sent before is tried again; that never makes the command fail."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        looping = "stay, look again every few seconds, keep the dashboard's counts of findings and "
        looping += "the bodies of articles up to date, and work off long jobs"
        parser.add_argument("--loop", action="store_true", help=looping)
        parser.add_argument("--every", type=int, default=EVERY, metavar="SECONDS", help=f"default {EVERY}")
        parser.add_argument("--with-parent", action="store_true", help="end the loop when the starting process ends")

    def handle(self, *, loop: bool, every: int, with_parent: bool, **options) -> None:
        if every < 1:
            raise CommandError(f"--every is {every}; give at least 1 second.")
        if loop:
            self._loop(every, os.getppid() if with_parent else None)
        elif any(done.outcome == FAILED for done in self._run()):
            raise CommandError("有文章未能发布，见上。")

    def _run(self) -> list[Done]:
        found = []
        for done in publish_due():
            self.stdout.write(f"{WORDS[done.outcome]}：{done.slug}{'：' if done.reason else ''}{done.reason}")
            found.append(done)
        last_runs.note("publish_due")
        self._look_again()
        mail = outbox.deliver()
        if mail.sent or mail.failed:
            self.stdout.write(f"邮件：寄出 {mail.sent} 封，{mail.failed} 封没有寄出，会再试")
        return found

    def _look_again(self) -> None:
        """Once, after the upgrade that brought the triggers: records may have changed before they were there."""
        if last_runs.age("look_again") is None:
            freshness.look_again()
            last_runs.note("look_again")

    def _tidy(self) -> None:
        """Once a day: files that uploads left which were cut off."""
        age = last_runs.age("sweep")
        if age is None or abs(age) >= orphans.OLD:
            if count := orphans.sweep():
                self.stdout.write(f"清理了 {count} 个没有记录的图片文件")
            last_runs.note("sweep")

    def _loop(self, every: int, parent: int | None) -> None:
        """Run until told to stop, or until `parent` is gone; a database that is away is waited for."""
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        # Beside the clock, which waits for no long job.
        worker = threading.Thread(target=running.loop, args=[stop], name="jobs", daemon=True)
        worker.start()
        bodies = preparing.Rounds()
        while not stop.is_set() and (parent is None or os.getppid() == parent):
            close_old_connections()
            try:
                self._run()
                self._tidy()
                bodies.some(PREPARE_SECONDS)
                for _progress in rechecking.some(RECHECK_SECONDS):
                    if stop.is_set():
                        break
            except (Error, OSError):
                logger.exception("publish_due: database or storage do not answer; trying again in %s seconds", every)
            self._wait(every, stop, parent)
        stop.set()
        worker.join(STEP_SECONDS)  # it ends after its step; what is killed is taken up again

    @staticmethod
    def _wait(seconds: int, stop: threading.Event, parent: int | None) -> None:
        """By the second, so that the end of the parent is noticed; not by the clock, which may jump."""
        for _ in range(seconds):
            if stop.wait(1) or (parent is not None and os.getppid() != parent):
                return
