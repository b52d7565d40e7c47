"""`manage.py hanzi`: a text from one Chinese script to another, standard input to standard output."""

from __future__ import annotations

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from mscsite.core import hanzi


class Command(BaseCommand):
    help = "Convert UTF-8 text between Chinese scripts, from standard input to standard output, line for line."
    requires_system_checks = []  # conversion needs neither the database nor the rest of the site

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", required=True, choices=hanzi.SCRIPTS, help="the script to write")
        parser.add_argument(
            "--from", dest="source", choices=hanzi.SCRIPTS, help="its own script; found out if not given"
        )
        parser.add_argument(
            "--html", action="store_true", help="the input is HTML: tags and attributes stay as they are"
        )
        parser.add_argument("--repair", action="store_true", help="mend badly converted Traditional (干細胞, 批準)")

    def handle(self, *, to: str, source: str | None, html: bool, repair: bool, **options) -> None:
        if repair and to == hanzi.HANS:
            raise CommandError(
                "--repair mends Traditional: it needs --to zh-Hant, zh-Hant-TW or zh-Hant-HK", returncode=2
            )
        text = self._read()
        source = source or self._source(text, to, repair)
        glossary = self._glossary()
        if repair and source != hanzi.HANS:
            mend = hanzi.repair_html if html else hanzi.repair
            text = mend(text, source, glossary).text
        change = hanzi.convert_html if html else hanzi.convert
        self._write(change(text, to, source, glossary))

    def _source(self, text: str, to: str, repair: bool) -> str:
        if hanzi.detect(text) == hanzi.HANS:
            return hanzi.HANS
        # Any Traditional is zh-Hant; and what is to be repaired should not have its variants exchanged as well.
        return to if repair or to == hanzi.HANT else hanzi.detect_region(text)

    def _read(self) -> str:
        try:
            return sys.stdin.buffer.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise CommandError(f"the input is not UTF-8: {error.reason} at byte {error.start}") from error

    def _write(self, text: str) -> None:
        # Bytes, so that neither line ends nor the locale of the terminal change what was read.
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()

    def _glossary(self) -> hanzi.Glossary:
        try:
            return hanzi.site_glossary()
        except DatabaseError as error:  # no table yet: the built-in rules do without
            reason = f"the glossary cannot be read, going on without it: {str(error).strip()}"
        except hanzi.GlossaryError as error:
            reason = f"the glossary cannot be used, going on without it: {error}"
        self.stderr.write(reason)
        return hanzi.EMPTY
