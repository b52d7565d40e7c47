"""prepare_bodies: bring the prepared bodies of published articles up to date."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from articles import preparing


class Command(BaseCommand):
    help = (
        "Prepares the bodies of published articles again where records, terms or the program have changed since. "
        "Pages are right without it, and faster after it; `publish_due --loop` does it in steps. Safe at any time."
    )

    def handle(self, *args, **options) -> None:
        count = preparing.prepare_outdated()
        self.stdout.write(f"prepared: {count}")
