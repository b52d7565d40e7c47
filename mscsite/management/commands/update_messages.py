"""`manage.py update_messages`: bring the catalogue of the Traditional interface up to the sources."""

from __future__ import annotations

from django.core.management.base import BaseCommand

from mscsite import messages


class Command(BaseCommand):
    help = (
        "Collect the texts of the interface into mscsite/locale and compile them. New ones are converted and marked "
        "fuzzy: read them, mend what Traditional says otherwise, take the mark off, and run the command again."
    )

    def handle(self, **options) -> None:
        catalog, new = messages.updated(messages.read())
        messages.write(catalog)
        for message in new:
            self.stdout.write(f"{message.id} → {message.string}")
        self.stderr.write(f"{len(catalog)} messages, {len(new)} new")
