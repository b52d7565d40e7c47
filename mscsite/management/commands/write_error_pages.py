from __future__ import annotations

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.template import loader

PAGES = ("429.html", "500.html", "503.html")


class Command(BaseCommand):
    help = (
        "Write 429.html, 500.html and 503.html into a folder, for the web server to show where it asks no application "
        "(nginx: error_page 502 503 504 /503.html). They need the static files beside them. Run it after collectstatic."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *args, folder: Path, **options):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name in PAGES:
                (folder / name).write_text(loader.get_template(name).render(), encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{folder}: {error.strerror}; name a folder that may be written") from error
        self.stdout.write(f"{folder}: {', '.join(PAGES)}")
