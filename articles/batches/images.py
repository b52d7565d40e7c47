"""Pictures of files that wait for a decision, as small as a preview needs them."""

from __future__ import annotations

import io

from articles.batches.models import ImportItem
from articles.batches.pictures import beside
from articles.importing import reading
from articles.importing.decoding import ImportRefused
from mscsite.core.images import reading as pixels
from mscsite.core.images.reading import ImageRefused

_SIDE = 320


def small_picture(item: ImportItem, key: str) -> bytes | None:
    """A picture of a file as WebP of at most 320 pixels a side; None where there is none, or none that can be used."""
    try:
        found = next((p for p in reading.pictures(bytes(item.data), item.name, beside(item)) if p.key == key), None)
        if found is None:
            return None
        picture = pixels.read(found.data, item.name)
    except (ImportRefused, ImageRefused):
        return None
    picture.thumbnail((_SIDE, _SIDE))
    buffer = io.BytesIO()
    picture.save(buffer, "WEBP", quality=75)
    return buffer.getvalue()
