"""Dates of CSL: a day, a month, a year, a range of them, a season, or words. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import plain

MONTHS = "January February March April May June July August September October November December".split()
SEASONS = ("Spring", "Summer", "Autumn", "Winter")
_ISO = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月?)|年?)(?:T.*)?\Z")
_MONTH_NAME = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}
_WORDS = re.compile(r"(?:(\d{1,2})\s+)?([A-Za-z]{3,9})\.?\s+(?:(\d{1,2}),?\s+)?(\d{4})\Z")

Parts = tuple[int, ...]


@dataclass(frozen=True)
class Date:
    """`start` and `end` are one to three numbers, year first; `literal` is what a date says that has none."""

    start: Parts = ()
    end: Parts = ()
    season: int = 0
    circa: bool = False
    literal: str = ""

    def as_csl(self) -> dict:
        """The date as a CSL date variable."""
        if self.literal:
            return {"literal": self.literal}
        found: dict = {"date-parts": [list(parts) for parts in (self.start, self.end) if parts]}
        return found | ({"season": self.season} if self.season else {}) | ({"circa": True} if self.circa else {})

    def year(self, dash: str) -> str:
        years = [str(parts[0]) for parts in (self.start, self.end) if parts]
        return self.literal or dash.join(dict.fromkeys(years))

    def numeric(self) -> str:
        """`2020-03-05`, `2020-03/04`, `2019/2020`."""
        if self.literal:
            return self.literal
        return "/".join(filter(None, [_iso(self.start), _iso(self.end)[self._shared() :]]))

    def _shared(self) -> int:
        """How many characters of the end's ISO form the start has said already."""
        if not self.end or self.start[0] != self.end[0] or len(self.end) == 1:
            return 0
        return 8 if len(self.end) == 3 and self.start[:2] == self.end[:2] else 5

    def nlm(self) -> str:
        """`1999 Apr 2`, `2020 Mar–Apr`, `2020 Summer` (Citing Medicine, 2nd edition, chapter 1)."""
        if self.literal or not self.start:
            return self.literal
        if self.season:
            return f"{self.start[0]} {SEASONS[self.season - 1]}"
        first, last = _nlm(self.start), _nlm(self.end) if self.end else ""
        if last and self.end[0] == self.start[0]:
            last = last[5:]
            if len(self.end) == 3 and self.end[1] == self.start[1]:
                last = last[4:]
        return "–".join(filter(None, [first, last]))

    def month_day(self) -> str:
        """`December 18` or `December`, as APA puts it behind the year; '' where only the year is known."""
        if self.season and not self.literal:
            return SEASONS[self.season - 1]
        first, last = _month_day(self.start), _month_day(self.end)
        return "–".join(dict.fromkeys(filter(None, [first, last]))) if not self.literal else ""

    def in_full(self) -> str:
        """`January 1, 2024`."""
        if self.literal or not self.start:
            return self.literal
        month_day = _month_day(self.start)
        return f"{month_day}{',' if len(self.start) == 3 else ''} {self.start[0]}" if month_day else str(self.start[0])

    def in_chinese(self) -> str:
        """`2024年1月1日`."""
        return self.literal or "".join(f"{part}{unit}" for part, unit in zip(self.start, "年月日", strict=False))


def _iso(parts: Parts) -> str:
    return "-".join([str(parts[0]), *(f"{part:02}" for part in parts[1:])]) if parts else ""


def _nlm(parts: Parts) -> str:
    words = [str(parts[0])]
    if len(parts) > 1:
        words.append(MONTHS[parts[1] - 1][:3])
    return " ".join([*words, *map(str, parts[2:])])


def _month_day(parts: Parts) -> str:
    return " ".join([MONTHS[parts[1] - 1], *map(str, parts[2:])]) if len(parts) > 1 else ""


def parse(value: object) -> Date | None:
    """A CSL date variable, in any of the forms that CSL-JSON is met with; None where it says nothing."""
    if isinstance(value, str | int):
        value = {"raw": str(value)}
    if not isinstance(value, dict):
        return None
    ranges = value.get("date-parts")
    found = [parts for parts in map(_parts, ranges if isinstance(ranges, list) else []) if parts]
    if found:
        season = value.get("season")
        season = int(season) if str(season) in ("1", "2", "3", "4") else 0
        return Date(found[0], found[1] if len(found) > 1 else (), season, bool(value.get("circa")))
    text = plain(value.get("raw") or value.get("literal"))
    if not text:
        return None
    return Date(parts) if (parts := _parse_words(text)) else Date(literal=text)


def _parts(values: object) -> Parts:
    """Year, month and day as far as they make sense."""
    if not isinstance(values, list):
        return ()
    numbers: list[int] = []
    for value, (low, high) in zip(values, ((1, 9999), (1, 12), (1, 31)), strict=False):
        text = str(value).strip()
        if not re.fullmatch(r"\d{1,4}", text) or not low <= int(text) <= high:
            break
        numbers.append(int(text))
    return tuple(numbers)


def _parse_words(text: str) -> Parts:
    if match := _ISO.match(text):
        return _parts([part for part in match.groups() if part])
    if (match := _WORDS.match(text)) and (month := _MONTH_NAME.get(match[2][:3].lower())):
        return _parts([part for part in (match[4], month, match[1] or match[3]) if part])
    return ()
