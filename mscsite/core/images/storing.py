"""Bytes to the record of a picture, for uploads and imports alike. The same bytes make the same record, once."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

import PIL.Image
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from modeltranslation.utils import build_localized_fieldname

from mscsite.core import audit
from mscsite.core.images import encoding, reading
from mscsite.core.images.models import KEY_LENGTH, Image

__all__ = ["Description", "reading", "refresh_share", "store"]


@dataclass(frozen=True)
class Description:
    """What is known of a picture besides its pixels; texts in the script of `source_script` (a language code)."""

    alt: str = ""
    caption: str = ""
    credit: str = ""
    licence: str = ""
    source_url: str = ""
    source_script: str = "zh-hans"


def store(data: bytes, *, name: str, description: Description, actor, origin: str) -> tuple[Image, bool]:
    """The picture in `data`, and whether it is new; of one that is there already only empty texts are filled.

    `name` is the file's name, for people; `actor` a user or None, `origin` where it comes from, both for the audit.
    Raises `reading.ImageRefused`. Files are written before the record, so that no record is without them; where the
    transaction fails they stay behind and are used by the next attempt.
    """
    digest = hashlib.sha256(data).hexdigest()
    known = Image.objects.filter(digest=digest).first()
    if known is not None:
        return _filled(known, description), False
    picture = reading.read(data, name)
    image = _record(picture, digest, name, description)
    image.uploaded_by = actor
    _write_files(image, picture)
    try:
        with transaction.atomic():
            image.save()
            audit.record(action="uploaded", target=image, actor=actor, origin=origin, name=image.name)
    except IntegrityError:  # somebody else stored the same bytes in the meantime
        return Image.objects.get(digest=digest), False
    return image, True


def refresh_share(image: Image) -> None:
    """Make the file for sharing anew after the focal point was moved; the one before it stays for who has its name."""
    with default_storage.open(image.path(encoding.master_name(image.fallback))) as file:
        picture = PIL.Image.open(io.BytesIO(file.read()), formats=("JPEG", "PNG"))
        _write(image, encoding.share_name(image.focal_x, image.focal_y), _shared(image, picture))


def _record(picture: PIL.Image.Image, digest: str, name: str, description: Description) -> Image:
    image = Image(
        key=digest[:KEY_LENGTH],
        digest=digest,
        name=name[-200:] or digest[:KEY_LENGTH],
        credit=description.credit[:200],
        licence=description.licence,
        source_url=description.source_url,
        source_script=description.source_script,
        width=picture.width,
        height=picture.height,
        fallback=encoding.fallback(picture),
    )
    _describe(image, description)
    return image


def _filled(image: Image, description: Description) -> Image:
    if _describe(image, description):
        image.save()
    return image


def _describe(image: Image, description: Description) -> bool:
    """Write the texts of `description` where `image` has none; whether that changed anything."""
    changed = False
    for field in ("alt", "caption"):
        column, text = build_localized_fieldname(field, description.source_script), getattr(description, field).strip()
        if text and not getattr(image, column):
            setattr(image, column, text[:300] if field == "alt" else text)
            changed = True
    return changed


def _write_files(image: Image, picture: PIL.Image.Image) -> None:
    for name, content in encoding.renditions(picture):
        _write(image, name, content)
    _write(image, encoding.share_name(image.focal_x, image.focal_y), _shared(image, picture))


def _shared(image: Image, picture: PIL.Image.Image) -> bytes:
    return encoding.share(picture, image.focal_x, image.focal_y)


def _write(image: Image, name: str, content: bytes) -> None:
    path = image.path(name)
    default_storage.delete(path)  # a kill in the middle of an earlier attempt may have left half a file
    default_storage.save(path, ContentFile(content))
