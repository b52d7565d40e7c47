"""Bibliographic files: what they are is seen from their text, never from their name. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from . import bibtex, pasted, ris
from .decoding import Refused, decode, parse_json
from .entries import Entry

FORMATS = ("csl", "ris", "bibtex")
_NUMBERED = re.compile(r"\s*\[\d{1,3}\]\s*\S")  # a list of references begins so as well
SUFFIXES = {".json": "csl", ".ris": "ris", ".bib": "bibtex"}


def read(data: bytes, name: str) -> list[Entry]:
    """The entries of a RIS, BibTeX or CSL-JSON file, or of a list of references; raises Refused for other files."""
    text = decode(data, name)
    if text.lstrip()[:1] in "[{" and not _NUMBERED.match(text):
        return _read_json(text, name)
    if ris.reads(text):
        return ris.read(text, name)
    if bibtex.reads(text):
        return bibtex.read(text, name)
    if pasted.reads(text):
        return pasted.read(text)
    raise Refused(f"{name}：不是 RIS、BibTeX 或 CSL-JSON 文件，也不是某种著录格式的文献列表。")


def _read_json(text: str, name: str) -> list[Entry]:
    parsed = parse_json(text, name)
    if isinstance(parsed, dict):
        parsed = parsed.get("items", [parsed])
    if not isinstance(parsed, list):
        raise Refused(f"{name}：不是 CSL-JSON（应是条目的列表）。")
    return [_entry(number, item) for number, item in enumerate(parsed, start=1)]


def _entry(number: int, item: object) -> Entry:
    if not isinstance(item, dict):
        return Entry(number, "", error="不是 CSL-JSON 对象。")
    title = item.get("title")
    return Entry(number, str(item.get("id") or (title if isinstance(title, str) else "")), item)


def write(items: Iterable[dict], form: str) -> str:
    """CSL-JSON objects as the text of a file in one of FORMATS."""
    if form == "csl":
        return json.dumps(list(items), ensure_ascii=False, indent=2) + "\n"
    return (ris if form == "ris" else bibtex).write(items)
