"""`manage.py erase_account USERNAME --yes`: the person goes, what they did stays under a placeholder."""

from __future__ import annotations

from argparse import ArgumentParser

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from mscsite.accounts import personal


class Command(BaseCommand):
    help = (
        "Take name, mailbox, password, second factor, sessions and unsaved text of an account away, for good. "
        "Revisions, reviews and the audit log stay, under an account without a name that nobody can sign in with. "
        "Backups made before still hold the name: they go as they age. `account_data` prints first what is kept."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--yes", action="store_true", help="it cannot be undone: say that you mean it")

    def handle(self, *, username: str, yes: bool, **options) -> None:
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"没有这个账号：{username}", returncode=2)
        if not yes:
            raise CommandError("此操作不能撤销。确认请加 --yes。", returncode=2)
        try:
            personal.erase(user, actor=None, origin="erase_account")
        except personal.Refused as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        self.stderr.write(
            self.style.SUCCESS(f"{username} 的个人资料已清除；账号改名为 {user.username}，做过的事保留。")
        )
