"""`manage.py reseal_telephones`: before a former SECRET_KEY is thrown away."""

from __future__ import annotations

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from mscsite.accounts.models import Telephone


class Command(BaseCommand):
    help = (
        "Seal the secrets of second factors with the SECRET_KEY of today, where a key of SECRET_KEY_FALLBACKS opens "
        "them. Run it before that list is emptied. Exit 1 where no key opens one: its owner sets the telephone anew."
    )

    def handle(self, **options) -> None:
        with transaction.atomic():
            telephones = list(Telephone.objects.select_for_update().select_related("user").order_by("pk"))
            unreadable = [each.user.get_username() for each in telephones if each.confirmed and not each.is_readable]
            changed = sum(each.reseal() for each in telephones if each.is_readable)
        self.stdout.write(f"两步验证的密钥共 {len(telephones)} 个，用现在的 SECRET_KEY 重新加密了 {changed} 个。")
        if unreadable:
            raise CommandError(
                f"{len(unreadable)} 个打不开（{'、'.join(unreadable)}）：加密用的 SECRET_KEY 不在这里。请把它加进 "
                "SECRET_KEY_FALLBACKS 再运行一次；找不回来，就请他们用恢复码登录后重新设置，没有恢复码的由管理员重设。"
            )
