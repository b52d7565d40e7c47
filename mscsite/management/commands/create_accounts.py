"""`manage.py create_accounts`: a login for each role, so that a first visitor can try all of them."""

from __future__ import annotations

import secrets

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand
from django.db import transaction

# (user name, group); no group is the administrator, who may do everything.
ACCOUNTS = [
    ("admin", ""),
    ("bianji", "编辑"),
    ("shenhe", "医学审核"),
    ("fabu", "发布"),
    ("shichang", "市场"),
]
PASSWORD_BYTES = 12


class Command(BaseCommand):
    help = "Create one account for each role with a random password, printed this once. Accounts that exist stay."

    @transaction.atomic
    def handle(self, **options) -> None:
        created = [row for row in ACCOUNTS if not get_user_model().objects.filter(username=row[0]).exists()]
        if not created:
            self.stdout.write("== 账号已存在，未改动。忘记密码：.venv/bin/python manage.py changepassword <账号>")
            return
        self.stdout.write("== 新账号（密码只显示这一次）：")
        for username, group in created:
            password = secrets.token_urlsafe(PASSWORD_BYTES)
            self._create(username, group, password)
            self.stdout.write(f"   {username:<10} {password}   {group or '管理员'}")

    @staticmethod
    def _create(username: str, group: str, password: str) -> None:
        users = get_user_model().objects
        if not group:
            users.create_superuser(username, password=password)
            return
        user = users.create_user(username, password=password, is_staff=True)
        user.groups.add(Group.objects.get(name=group))
