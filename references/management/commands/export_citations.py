"""`manage.py export_citations`: the public citations as RIS, BibTeX or CSL-JSON."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from references.exchange import files
from references.exchange.csl import to_csl
from references.models import Citation


class Command(BaseCommand):
    help = "Export the public citations, by key. Without --format the name of the file says which format it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=files.FORMATS, help="csl (CSL-JSON), where nothing says otherwise")
        parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="standard output where none is given")

    def handle(self, *, output: Path | None, **options) -> None:
        form = options["format"] or (files.SUFFIXES.get(output.suffix.lower()) if output else None) or "csl"
        citations = Citation.objects.public().order_by("key")
        text = files.write(map(to_csl, citations), form)
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{output}：无法写入（{error.strerror}）。") from error
        self.stderr.write(f"已导出 {len(citations)} 条文献。")
