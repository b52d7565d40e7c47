"""The catalogue of the Traditional interface: what the code says in Simplified, and how it reads in Traditional.

Source texts are Simplified Chinese, so only `zh_Hant` needs a catalogue. Babel reads the sources and compiles the
catalogue, so that no machine needs GNU gettext.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from mscsite.core import hanzi

PACKAGES = ("mscsite", "articles", "products", "references")
KEYWORDS = {"gettext": None, "gettext_lazy": None, "_": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2)} | {
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
# What Django writes for xgettext is no Python as a whole; the calls in it are.
_STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"(?:\b\w*gettext|_)\((?:{_STRING}|[^'\"()])*\)")
WRITTEN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # the header wants a date; today's would change the file every day
FOLDER = Path(settings.LOCALE_PATHS[0]) / "zh_Hant" / "LC_MESSAGES"


def sources() -> Iterator[tuple[str, bytes]]:
    """Name and text of everything that may hold a message; of templates the calls that Django makes of their tags."""
    for package in PACKAGES:
        for path in sorted((settings.BASE_DIR / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(settings.BASE_DIR)), path.read_bytes()
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.*")):
        name = str(path.relative_to(settings.BASE_DIR))
        yield name, "\n".join(_CALL.findall(templatize(path.read_text(encoding="utf-8"), origin=name))).encode()


def extracted() -> Catalog:
    """All messages of the sources, each with the files it stands in."""
    catalog = Catalog(
        locale="zh_Hant", charset="utf-8", fuzzy=False, project="mscsite", creation_date=WRITTEN, revision_date=WRITTEN
    )
    for name, text in sources():
        for _line, message, _comments, context in extract("python", io.BytesIO(text), keywords=KEYWORDS):
            catalog.add(message, locations=[(name, 0)], context=context)
    return catalog


def read() -> Catalog:
    """The catalogue as it is kept; empty where there is none."""
    path = FOLDER / "django.po"
    if not path.exists():
        return Catalog(locale="zh_Hant")
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hant")


def updated(kept: Catalog) -> tuple[Catalog, list[Message]]:
    """The catalogue for today's sources, and its new messages: converted, and marked fuzzy until somebody read them."""
    catalog, new = extracted(), []
    for message in catalog:
        if not message.id:
            continue
        old = kept.get(message.id, message.context)
        if old is not None and old.string:
            message.string, message.flags = old.string, set(old.flags)
        else:
            message.string = _converted(message.id)
            message.flags.add("fuzzy")
            new.append(message)
    return catalog, new


def _converted(message: str | tuple[str, ...]) -> str | tuple[str, ...]:
    if isinstance(message, tuple):
        return (_converted(message[-1]),)  # Chinese has one form for any number
    return hanzi.convert(message, hanzi.HANT, hanzi.HANS)


def po(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=0, sort_output=True, no_location=True)  # places would change with every edit
    return b"\n".join(line for line in buffer.getvalue().split(b"\n") if b"-Date:" not in line)


def mo(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalog, use_fuzzy=True)
    return buffer.getvalue()


def write(catalog: Catalog) -> None:
    """Write the catalogue and its compiled form, which Django reads."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "django.po").write_bytes(po(catalog))
    (FOLDER / "django.mo").write_bytes(mo(catalog))
