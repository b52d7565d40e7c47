"""`manage.py doctor`: looks this deployment over and says what to mend."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from dataclasses import asdict

from django.core.management.base import BaseCommand

from mscsite import doctor

SIGNS = {doctor.OK: "  ok     ", doctor.WARNING: "! warning", doctor.ERROR: "X ERROR  "}


class Command(BaseCommand):
    help = (
        "Look this deployment over: settings, hosts and certificate, database, search index, folders and disks, mail, "
        "the clock, what runs by the clock, backups. Says of each what to mend. Run it as the account of the site, "
        "with its environment. Exit 1 where there is an error; warnings alone are exit 0."
    )
    requires_system_checks = ()  # what is wrong with the settings is a finding here

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object a finding on standard output")
        parser.add_argument("--strict", action="store_true", help="exit 1 for warnings too")

        whole = "read every record too: revisions, audit log, derived texts, search entries, files; takes its time"
        parser.add_argument("--data", action="store_true", help=whole)

    def handle(self, *, strict: bool, data: bool, **options) -> None:
        counts: Counter[str] = Counter()
        for finding in doctor.examine((*doctor.CHECKS, *(doctor.DATA if data else ()))):
            counts[finding.level] += 1
            self._say(finding, as_json=options["json"])
        summary = f"{counts[doctor.ERROR]} errors, {counts[doctor.WARNING]} warnings, {counts[doctor.OK]} fine"
        self.stderr.write(summary)
        if counts[doctor.ERROR] or (strict and counts[doctor.WARNING]):
            sys.exit(1)

    def _say(self, finding: doctor.Finding, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(asdict(finding), ensure_ascii=False))
            return
        self.stdout.write(f"{SIGNS[finding.level]} {finding.part}: {finding.seen}")
        if finding.mend:
            self.stdout.write(f"            -> {finding.mend}")
