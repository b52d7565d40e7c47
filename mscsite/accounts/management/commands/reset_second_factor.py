"""`manage.py reset_second_factor`: for the administrator whose telephone is lost, with nobody left to reset it."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from mscsite.accounts import events, factor, sessions


class Command(BaseCommand):
    help = "Take the second factor and the sessions of an account away; it sets another one at its next login."

    def add_arguments(self, parser) -> None:
        parser.add_argument("username")

    @transaction.atomic
    def handle(self, *, username: str, **options) -> None:
        users = get_user_model().objects
        user = users.filter(**{users.model.USERNAME_FIELD: username}).first()
        if user is None:
            raise CommandError(f"没有账号“{username}”。")
        had = factor.remove(user)
        sessions.end(user)
        events.note("second_factor_reset", user, actor=None, origin="reset_second_factor")
        self.stdout.write(
            f"{username}：" + ("两步验证已去掉，下次登录时重新设置。" if had else "本来就没有设置两步验证。")
        )
