"""Uploads in a bucket of an S3-compatible service, so that web servers keep nothing themselves (`S3_BUCKET`)."""

from __future__ import annotations

import mimetypes
from urllib.parse import quote

from django.conf import settings
from storages.backends.s3 import S3Storage

CACHE_CONTROL = "public, max-age=31536000, immutable"

mimetypes.add_type("image/avif", ".avif")  # Python 3.11 does not know it, and S3 serves what it was told


class Bucket(S3Storage):
    """Names are made of content, so a file is never another one: it may be written twice, and kept for a year."""

    def get_default_settings(self) -> dict:
        own = {"file_overwrite": True, "default_acl": None, "object_parameters": {"CacheControl": CACHE_CONTROL}}
        return super().get_default_settings() | own

    def url(self, name: str, *args, **kwargs) -> str:
        """Below MEDIA_URL, unsigned: the pictures of a public site are public."""
        return settings.MEDIA_URL + quote(name)
