"""Files of pictures that no record knows: what an upload leaves that was cut off before its record was there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.utils import timezone

from mscsite.core.images import encoding
from mscsite.core.images.models import Image

FOLDER = "images"
OLD = dt.timedelta(days=1)  # an upload that is still going on is younger than this


def names_of(image: Image) -> list[str]:
    """Names of the files that a picture must have; crops around earlier focal points may be more."""
    sizes = [encoding.name_of(width, extension) for width in image.widths for extension in image.extensions]
    return [encoding.master_name(image.fallback), *sizes, encoding.share_name(image.focal_x, image.focal_y)]


def find(older_than: dt.timedelta = OLD) -> Iterator[str]:
    """Paths of files in folders without a record, not written to for so long."""
    for shelf in _folders(FOLDER):
        keys = _folders(f"{FOLDER}/{shelf}")
        known = set(Image.objects.filter(key__in=keys).values_list("key", flat=True))
        for key in keys:
            if key not in known:
                yield from _old_files(f"{FOLDER}/{shelf}/{key}", older_than)


def sweep(older_than: dt.timedelta = OLD) -> int:
    """Delete them; how many. Each is looked at once more, since the same picture may be uploaded just now."""
    count = 0
    for path in list(find(older_than)):
        folder = path.rpartition("/")[0]
        if path in _old_files(folder, older_than) and not Image.objects.filter(key=folder.rpartition("/")[2]).exists():
            default_storage.delete(path)
            count += 1
    return count


def _folders(path: str) -> list[str]:
    try:
        return sorted(default_storage.listdir(path)[0])
    except FileNotFoundError:  # nothing was ever uploaded
        return []


def _old_files(folder: str, older_than: dt.timedelta) -> Iterator[str]:
    before = timezone.now() - older_than
    for name in default_storage.listdir(folder)[1]:
        if default_storage.get_modified_time(f"{folder}/{name}") <= before:
            yield f"{folder}/{name}"
