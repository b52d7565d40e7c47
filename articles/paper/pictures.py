"""The pictures of a paper: their files, in a size that a page can use."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.files.storage import default_storage

from mscsite.core.images import encoding
from mscsite.core.models import Image

logger = logging.getLogger(__name__)
ENOUGH = 1200  # pixels: about 180 an inch over the width of the text
PIXELS_A_CM = 50  # so that a small picture is not blown up


@dataclass(frozen=True)
class Picture:
    """JPEG or PNG, with its size in pixels."""

    data: bytes
    width: int
    height: int

    def within(self, width: float, height: float) -> tuple[float, float]:
        """Width and height in cm, inside the given ones, in the picture's own proportion."""
        wanted = min(width, self.width / PIXELS_A_CM, height * self.width / self.height)
        return wanted, wanted * self.height / self.width


def read(images: Iterable[Image]) -> dict[str, Picture]:
    """By the address that their `img` has on the page; one whose file is gone is left out."""
    found = {}
    for image in images:
        width = max((w for w in image.widths if w <= ENOUGH), default=image.widths[0])
        try:
            with default_storage.open(image.path(encoding.name_of(width, image.fallback))) as file:
                found[image.src] = Picture(file.read(), width, round(image.height * width / image.width))
        except OSError:
            logger.exception("The file of picture %s cannot be read", image.key)
    return found
