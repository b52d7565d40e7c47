"""The world as tiles of one size, so that a small jurisdiction is as easy to see as a large one. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from products.charts.shapes import Series, legend, shape
from products.charts.svg import element, measure, picture, text, title, wrapped

# Column and row, roughly as on a map with the Pacific at the right.
PLACES = {
    "CA": (0, 0), "US": (0, 1), "MX": (0, 2), "BR": (1, 3), "GB": (2, 0), "EU": (3, 0), "CH": (3, 1), "RU": (5, 0),
    "TR": (4, 1), "IR": (5, 1), "SA": (4, 2), "AE": (5, 2), "IN": (6, 2), "CN": (7, 1), "KR": (8, 1), "JP": (9, 1),
    "HK": (7, 2), "TW": (8, 2), "TH": (6, 3), "VN": (7, 3), "MO": (8, 3), "MY": (6, 4), "SG": (7, 4), "AU": (8, 4),
    "NZ": (9, 4),
}  # fmt: skip
ALWAYS = ("CA", "US", "GB", "EU", "CH", "IR", "IN", "CN", "KR", "JP", "HK", "TW", "SG", "AU", "NZ")
_COLUMNS = 10
_WIDTH, _HEIGHT, _GAP = 102, 91, 6  # room for a name of two lines and numbers on two more
_LINE = 17
_MARGIN = 7
SIZE, SMALL = 14, 13


@dataclass(frozen=True)
class Tile:
    """A jurisdiction: its code, which gives the place, its name, and its numbers by status."""

    code: str
    name: str
    numbers: Mapping[str, int]


def tiles(id_: str, found: Sequence[Tile], name: str, description: str, series: Sequence[Series]) -> str:
    """A tile each; those without any number are only outlined. What has no place on the map comes in rows below it."""
    width = _COLUMNS * (_WIDTH + _GAP) - _GAP
    key, top = legend(id_, series, width, marks=True)
    places = _places(found)
    rows = max((row for _column, row in places.values()), default=0) + 1
    drawn = [_tile(tile, series, *places[tile.code], top) for tile in found]
    return picture(id_, width, top + rows * (_HEIGHT + _GAP), name, description, key, *drawn)


def _places(found: Sequence[Tile]) -> dict[str, tuple[int, int]]:
    """Where each goes; rows of the map that stay empty are taken out."""
    placed = {tile.code: PLACES[tile.code] for tile in found if tile.code in PLACES}
    used = sorted({row for _column, row in placed.values()})
    placed = {code: (column, used.index(row)) for code, (column, row) in placed.items()}
    others = [tile.code for tile in found if tile.code not in placed]
    below = {code: (n % _COLUMNS, len(used) + n // _COLUMNS) for n, code in enumerate(others)}
    return placed | below


def _tile(tile: Tile, series: Sequence[Series], column: int, row: int, top: float) -> str:
    x, y = column * (_WIDTH + _GAP) + 1, top + row * (_HEIGHT + _GAP) + 1
    shown = [one for one in series if tile.numbers.get(one.status)]
    frame = element(
        "rect", x=x, y=y, width=_WIDTH - 2, height=_HEIGHT - 2, rx=3, class_="chart-tile" if shown else "chart-empty"
    )
    lines = wrapped(tile.name, SIZE, _WIDTH - 2 - 2 * _MARGIN, 2)
    words = [
        text(line, x + _MARGIN, y + 20 + _LINE * n, SIZE, class_="chart-name" if shown else "chart-soft")
        for n, line in enumerate(lines)
    ]
    sentence = " ".join([tile.name, *(f"{one.label} {tile.numbers[one.status]}" for one in shown)])
    return element("g", title(sentence), frame, *words, _numbers(tile, shown, x + _MARGIN, y + 22 + _LINE * len(lines)))


def _numbers(tile: Tile, shown: Sequence[Series], x: float, y: float) -> str:
    """A shape and a number each, on a second line where the first is full."""
    drawn, left, room = [], x, x + _WIDTH - 2 - 2 * _MARGIN
    for one in shown:
        number = str(tile.numbers[one.status])
        width = 17 + measure(number, SMALL)
        if left > x and left + width > room:
            left, y = x, y + 20
        drawn.append(shape(one.status, left + 7, y, 0.85))
        drawn.append(text(number, left + 17, y + 5, SMALL, class_="chart-name"))
        left += width + 7
    return "".join(drawn)
