"""`manage.py rebuild_search`: bring every entry of the search index up to its record."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from mscsite.search import rebuild


class Command(BaseCommand):
    help = (
        "Rebuild the search index from the public records, after a restore or a change of how text is folded. The "
        "search goes on answering; entries without a record are removed at the end."
    )

    def handle(self, **options) -> None:
        for label, count in rebuild():
            if options["verbosity"]:
                self.stdout.write(f"{label}: {count}")
