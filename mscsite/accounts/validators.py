"""Rules of passwords, in words of ours where Django has none in Chinese."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("密码太短了，至少要 %(n)s 个字。") % {"n": self.min_length}
