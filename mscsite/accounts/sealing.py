"""Secrets that have to be read again, unlike passwords, sealed in the database with a key derived from SECRET_KEY.

Fernet (AES-128-CBC with HMAC-SHA256); the keys of SECRET_KEY_FALLBACKS open as well, the first one seals. Whoever has
the database alone, or a backup of it, has nothing.
"""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE = b"mscsite.accounts.sealing"


class Unreadable(Exception):
    """Sealed with a SECRET_KEY that is neither ours nor among SECRET_KEY_FALLBACKS, or damaged."""


def sealed(secret: bytes) -> str:
    """`secret` as text that nobody reads without SECRET_KEY."""
    return _box(settings.SECRET_KEY).encrypt(secret).decode()


def opened(text: str) -> bytes:
    """What `sealed` was given. Unreadable where none of our keys fits."""
    boxes = MultiFernet([_box(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])
    try:
        return boxes.decrypt(text.encode())
    except InvalidToken as error:
        raise Unreadable from error


def is_current(text: str) -> bool:
    """Whether SECRET_KEY itself opens it, not a former one."""
    try:
        _box(settings.SECRET_KEY).decrypt(text.encode())
    except InvalidToken:
        return False
    return True


def _box(key: str | bytes) -> Fernet:
    material = key if isinstance(key, bytes) else key.encode()
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(material)
    return Fernet(base64.urlsafe_b64encode(derived))
