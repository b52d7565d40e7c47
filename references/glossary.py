"""The public terms as the glossary of script conversion."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db.models import Count, Max

from mscsite.core import hanzi
from references.models import Term

logger = logging.getLogger(__name__)


@dataclass
class _Kept:
    """The glossary of this process, and the state of the table that it was made from."""

    version: tuple = ()
    glossary: hanzi.Glossary = hanzi.EMPTY


_kept = _Kept()


def load() -> hanzi.Glossary:
    """The glossary of today's public terms. It is built anew only when the table has changed, which one query tells.

    Terms that cannot be used (no form, two forms, a cycle) are left out and logged; the others go on.
    """
    terms = Term.objects.public()
    version = tuple(terms.aggregate(Count("pk"), Max("updated_at")).values())
    if version != _kept.version:
        entries = terms.order_by("pk").values_list("zh_hans", "zh_hant_tw", "zh_hant_hk", "is_protected")
        glossary, errors = hanzi.Glossary.tolerant(entries)
        for error in errors:
            logger.warning("glossary: %s", error)
        _kept.version, _kept.glossary = version, glossary
    return _kept.glossary
