"""Rules of passwords, in words of ours where Django has none in Chinese."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_LOOKED_AT = 72  # characters that zxcvbn takes: it grows slow beyond
_GOOD_ENOUGH = 3  # of 4: "safely unguessable", 10^8 guesses and more


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("密码太短了，至少要 %(n)s 个字。") % {"n": self.min_length}


class NotTooLong:
    """OWASP ASVS 2.1.2: 64 characters must be possible, more than 128 must not."""

    def __init__(self, max_length: int = 128):
        self.max_length = max_length

    def validate(self, password: str, user=None) -> None:
        if len(password) > self.max_length:
            raise ValidationError(_("密码太长了，最多 %(n)s 个字。") % {"n": self.max_length}, code="too_long")

    def get_help_text(self) -> str:
        return _("最多 %(n)s 个字。") % {"n": self.max_length}


class HardToGuess:
    """What zxcvbn calls unguessable: common passwords, also dressed up with numbers, names and rows of keys are not."""

    def validate(self, password: str, user=None) -> None:
        from zxcvbn import zxcvbn  # its lists of words are for those who set a password

        own = [getattr(user, name, "") or "" for name in ("username", "email", "first_name", "last_name")]
        if zxcvbn(password[:_LOOKED_AT], user_inputs=[word for word in own if word])["score"] < _GOOD_ENOUGH:
            raise ValidationError(
                _("这个密码容易猜到：是常用的密码、名字、日期或键盘上连着的键。换成几个不相干的词。"), code="guessable"
            )

    def get_help_text(self) -> str:
        return _("不要用常用的密码、名字、日期或键盘上连着的键。")
