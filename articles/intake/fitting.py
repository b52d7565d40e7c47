"""Texts from outside in columns of limited length. The whole text stays where it came from: body, entry as printed."""

from __future__ import annotations

from django.db import models


def cut(model: type[models.Model], field: str, text: str) -> str:
    """`text`, or as much of it as the column takes, with a mark that there was more."""
    longest = model._meta.get_field(field).max_length
    return text if longest is None or len(text) <= longest else f"{text[: longest - 1]}…"


def or_nothing(model: type[models.Model], field: str, text: str) -> str:
    """`text`, or nothing where it is too long: half an identifier or address would be a wrong one."""
    return text if len(text) <= model._meta.get_field(field).max_length else ""
