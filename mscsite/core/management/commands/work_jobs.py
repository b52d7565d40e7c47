"""`manage.py work_jobs`: works off long jobs of the admin, beside `publish_due --loop`, which does so as well."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from mscsite.core.jobs import running


class Command(BaseCommand):
    help = (
        "Work off long jobs of the admin (imports, rechecks, conversions, checks of references) until told to stop. "
        "Any number may run, on any machine; a job whose worker was killed is taken up again where it was. "
        "`publish_due --loop` works jobs as well: this command is for more of them, or for a machine of their own."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--until-empty", action="store_true", help="end when nothing waits")

    def handle(self, *, until_empty: bool, **options) -> None:
        stop = threading.Event()
        if not until_empty:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: stop.set())
            running.loop(stop)
            return
        worker = running.name_of_worker()
        while (job := running.turn(worker)) is not None:
            self.stdout.write(f"{job.pk} {job.label} {job.done}/{job.total if job.total is not None else '?'}")
