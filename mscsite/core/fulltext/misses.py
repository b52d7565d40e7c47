"""Searches that found nothing, for editors: what was asked and how often. Who asked is nowhere written down."""

from __future__ import annotations

import datetime as dt
import logging
import re

from django.apps import apps
from django.db import DatabaseError, transaction

from mscsite.core import tally
from mscsite.core.fulltext.searching import words_of

MAX_LENGTH = 60
MAX_ROWS = 5_000
KEPT = dt.timedelta(days=180)
# People paste what is nobody's business: numbers of telephones and identity cards, mail addresses. Ids have letters.
_PERSONAL = re.compile(r"@|(?<![0-9a-z/.])\d{7,}[\dx]*(?![0-9a-z])")

logger = logging.getLogger(__name__)


def note(query: str) -> None:
    """Count a search without results. Does nothing where the database cannot be written (a replica, a full disk)."""
    words = " ".join(words_of(query))
    if not words or len(words) > MAX_LENGTH or _PERSONAL.search(words):
        return
    try:
        with transaction.atomic():
            tally.note(apps.get_model("core", "SearchMiss").objects, MAX_ROWS, KEPT, words=words)
    except DatabaseError as error:
        logger.info("A search without results was not noted: %s", error)
