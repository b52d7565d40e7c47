"""`manage.py account_data USERNAME`: everything that is kept of a colleague, as JSON."""

from __future__ import annotations

import json
from argparse import ArgumentParser

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from mscsite.accounts import personal


class Command(BaseCommand):
    help = "Print everything that is kept of an account as one JSON object: its row, and every record that names it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *, username: str, **options) -> None:
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"没有这个账号：{username}", returncode=2)
        found = personal.export(user)
        self.stdout.write(json.dumps(found, cls=personal.ENCODER, ensure_ascii=False, indent=1))
