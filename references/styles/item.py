"""A CSL-JSON item as the styles read it: every field clean, whatever was written. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from . import dates, names
from .text import has_han, plain

# What Crossref, DataCite and BibTeX converters write where CSL has another word.
_TYPES = {
    "journal-article": "article-journal",
    "posted-content": "article",
    "preprint": "article",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "proceedings-article": "paper-conference",
    "dissertation": "thesis",
    "report-component": "report",
    "web": "webpage",
    "data": "dataset",
    "reference-entry": "entry-encyclopedia",
}
_CHINESE = re.compile(r"(zh|cn|chi|zho|ja|jpn|ko|kor|中文|chinese)\b", re.IGNORECASE)
_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


class Item:
    """Reads one CSL-JSON object; unknown or malformed fields read as missing."""

    def __init__(self, fields: Mapping) -> None:
        self._fields = fields
        given = plain(fields.get("type")).lower()
        self.type = _TYPES.get(given, given)
        self.doi = _DOI.sub("", plain(fields.get("DOI")))
        self.is_chinese = self._is_chinese()

    def _is_chinese(self) -> bool:
        """By `language`, else by the characters of the title; Japanese and Korean take the Chinese words."""
        language = plain(self._fields.get("language"))
        return (
            bool(_CHINESE.match(language)) if language else has_han(self.text("title") or self.text("container-title"))
        )

    def text(self, name: str) -> str:
        """A text or number field; '' where it is missing."""
        if name == "DOI":
            return self.doi
        if name == "number" and not self._fields.get("number") and not self._fields.get("page"):
            return plain(self._fields.get("article-number"))  # Crossref's name for an article's own number
        return plain(self._fields.get(name))

    def has(self, *fields: str) -> bool:
        """Whether any of these fields says something."""
        return any(
            self.names(field) if field in NAMES else self.date(field) if field in DATES else self.text(field)
            for field in fields
        )

    def names(self, role: str) -> list[names.Name]:
        return names.parse(self._fields.get(role))

    def first_names(self, *roles: str) -> tuple[str, list[names.Name]]:
        """The first of these roles that somebody fills, with their names."""
        return next(((role, found) for role in roles if (found := self.names(role))), ("", []))

    def date(self, name: str) -> dates.Date | None:
        return dates.parse(self._fields.get(name))


NAMES = frozenset(
    "author editor translator composer illustrator director host compiler collection-editor container-author "
    "editorial-director editor-translator".split()
)
DATES = frozenset("issued accessed event-date available-date original-date submitted".split())
