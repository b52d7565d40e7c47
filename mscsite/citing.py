"""How to cite a page of this site."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from references import styles

SHOWN = (("gbt7714-2025", _("GB/T 7714")), ("apa", _("APA")))


def page(
    *, title: str, site: str, url: str, updated: dt.date, today: dt.date, language: str
) -> list[tuple[object, str]]:
    """The entry of a page in each style shown: (name of the style, line of plain text)."""
    item = {
        "type": "webpage",
        "title": title,
        "author": [{"literal": site}],
        "language": language,
        "URL": url,
        "issued": _parts(updated),
        "accessed": _parts(today),
    }
    return [(name, styles.format_entry(item, style)) for style, name in SHOWN]


def _parts(date: dt.date) -> dict:
    return {"date-parts": [[date.year, date.month, date.day]]}
