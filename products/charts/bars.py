"""Numbers as bars: upright along years, lying for names. Pure: numbers in, SVG out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from products.charts.shapes import Series, block, legend, patterns
from products.charts.svg import element, measure, picture, text, title, wrapped

SIZE, SMALL = 14, 12
_ROW, _THICK = 36, 18
_PLOT = 180
_NAME_WIDTH = 150.0


@dataclass(frozen=True)
class Bar:
    """A name and its numbers, by the status that each of them is drawn as."""

    name: str
    numbers: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.numbers.values())


def bars(
    id_: str, found: Sequence[Bar], name: str, description: str, series: Sequence[Series], width: float = 680.0
) -> str:
    """Lying bars, one below the other, with their totals behind them."""
    names = min(max((measure(bar.name, SIZE) for bar in found), default=0), _NAME_WIDTH) + 14
    most = max((bar.total for bar in found), default=0) or 1
    key, top = legend(id_, series, width, marks=False)
    unit = (width - names - measure(str(most), SIZE) - 16) / most
    rows = [_lying(id_, bar, series, top + _ROW * n, names, unit) for n, bar in enumerate(found)]
    axis = element("line", x1=names, x2=names, y1=top, y2=top + _ROW * len(found), class_="chart-rule")
    return picture(id_, width, top + _ROW * len(found) + 4, name, description, patterns(id_), key, *rows, axis)


def _lying(id_: str, bar: Bar, series: Sequence[Series], top: float, left: float, unit: float) -> str:
    lines = wrapped(bar.name, SIZE, left - 14, 2)
    first = top + _ROW / 2 + 5 - 8 * (len(lines) - 1)
    drawn = [
        text(line, left - 10, first + 16 * n, SIZE, class_="chart-text", text_anchor="end")
        for n, line in enumerate(lines)
    ]
    x = left
    for one in series:
        if number := bar.numbers.get(one.status, 0):
            sentence = title(f"{bar.name} {one.label} {number}")
            drawn.append(block(id_, one.status, x, top + (_ROW - _THICK) / 2, unit * number, _THICK, sentence))
            x += unit * number
    drawn.append(text(str(bar.total), x + 8, top + _ROW / 2 + 5, SIZE, class_="chart-name"))
    return "".join(drawn)


def columns(
    id_: str, found: Sequence[Bar], name: str, description: str, series: Sequence[Series], width: float = 680.0
) -> str:
    """Upright bars side by side with their totals above them; where names have no room, some are left out."""
    key, top = legend(id_, series, width, marks=False)
    top += 22
    most = max((bar.total for bar in found), default=0) or 1
    step = (width - 8) / max(len(found), 1)
    unit, base = _PLOT / most, top + _PLOT
    every = next(n for n in range(1, len(found) + 2) if step * n >= _widest(found) + 8 or n > len(found))
    drawn = [_standing(id_, bar, series, 4 + step * n, step, base, unit) for n, bar in enumerate(found)]
    labels = [
        text(bar.name, 4 + step * (n + 0.5), base + 20, SMALL, class_="chart-soft", text_anchor="middle")
        for n, bar in enumerate(found)
        if (len(found) - 1 - n) % every == 0 and _is_inside(bar.name, 4 + step * (n + 0.5), width)
    ]
    axis = element("line", x1=0, x2=width, y1=base, y2=base, class_="chart-rule")
    return picture(id_, width, base + 30, name, description, patterns(id_), key, *drawn, axis, *labels)


def _widest(found: Sequence[Bar]) -> float:
    return max((measure(bar.name, SMALL) for bar in found), default=0)


def _is_inside(words: str, middle: float, width: float) -> bool:
    half = measure(words, SMALL) / 2
    return half <= middle <= width - half


def _standing(id_: str, bar: Bar, series: Sequence[Series], left: float, step: float, base: float, unit: float) -> str:
    thick = min(step * 0.66, 40)
    x, y, drawn = left + (step - thick) / 2, base, []
    for one in series:
        if number := bar.numbers.get(one.status, 0):
            y -= unit * number
            sentence = title(f"{bar.name} {one.label} {number}")
            drawn.append(block(id_, one.status, x, y, thick, unit * number, sentence))
    if bar.total and measure(str(bar.total), SIZE) + 2 <= step:
        drawn.append(text(str(bar.total), left + step / 2, y - 7, SIZE, class_="chart-name", text_anchor="middle"))
    return "".join(drawn)
