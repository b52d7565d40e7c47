"""Years from left to right, a lane for every product and jurisdiction. Pure: lanes in, SVG out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from products.charts.shapes import Series, block, legend, patterns, shape
from products.charts.svg import element, measure, picture, text, title, wrapped

LANE = 44
SIZE, SMALL = 14, 12
_BAR = 10
_EDGE = 12.0  # a mark at the very end, and half of what is written there, must not be cut
_NAME_WIDTH, _PLACE_WIDTH = 190.0, 100.0
_BEFORE = 8  # a word begins where its mark does
_OVER = ("withdrawn", "revoked", "lapsed")
_PAGE = 1.25  # height to width of a sheet of A4 inside its margins


@dataclass(frozen=True)
class Span:
    """A status from `start` to `end`, or until now."""

    status: str
    start: dt.date
    end: dt.date | None = None


@dataclass(frozen=True)
class Mark:
    """An event: the status whose shape it has, a word for it, a sentence for the pointer."""

    date: dt.date
    status: str
    word: str
    sentence: str


@dataclass(frozen=True)
class Lane:
    """One product in one jurisdiction. `until` is the end of the term where that is still to come."""

    name: str
    place: str
    spans: tuple[Span, ...]
    marks: tuple[Mark, ...]
    until: dt.date | None = None
    until_word: str = ""


class _Scale:
    """Days to places between two edges."""

    def __init__(self, first: int, last: int, left: float, right: float):
        self.first, self.last, self.left, self.right = first, last, left, right
        self._start = dt.date(first, 1, 1).toordinal()
        self._days = dt.date(last + 1, 1, 1).toordinal() - self._start

    def x(self, day: dt.date) -> float:
        return self.left + (self.right - self.left) * (day.toordinal() - self._start) / self._days

    def years(self) -> list[int]:
        """The years that have a label: as many as have room."""
        room = (self.right - self.left) / (self.last - self.first + 1)
        step = next(n for n in (1, 2, 5, 10, 20, 50, 100) if room * n >= measure("2026", SMALL) * 1.5 or n == 100)
        return [year for year in range(self.first, self.last + 1) if year % step == 0]


@dataclass(frozen=True)
class _Frame:
    """What pictures that belong together share: the columns of names and places, the years, the day that is now."""

    names: float
    scale: _Scale
    day: dt.date
    day_word: str
    width: float


def timeline(
    id_: str, lanes: Sequence[Lane], day: dt.date, day_word: str, name: str, description: str, series: Sequence[Series],
    width: float = 1080.0,
) -> str:  # fmt: skip
    """The lanes with their names at the left; names are written once for neighbouring lanes of one product.

    `day` is drawn as a line: what comes after it is a term that has not run out yet. Many lanes are several pictures
    with the same years, none longer than a page of paper.
    """
    names = _column([lane.name for lane in lanes], _NAME_WIDTH)
    places = _column([lane.place for lane in lanes], _PLACE_WIDTH)
    frame = _Frame(names, _scale(lanes, day, names + places, width), day, day_word, width)
    parts = _parts(lanes, int((width * _PAGE - 100) / LANE))
    return "".join(
        _picture(
            f"{id_}-{n + 1}" if n else id_,
            part,
            frame,
            f"{name} {n + 1}/{len(parts)}" if len(parts) > 1 else name,
            description,
            () if n else series,
        )
        for n, part in enumerate(parts)
    )


def _parts(lanes: Sequence[Lane], most: int) -> list[list[Lane]]:
    """The lanes in groups of at most `most`; a product is not torn apart, unless it alone has more."""
    products = [list(own) for _name, own in groupby(lanes, key=lambda lane: lane.name)]
    pieces = [own[n : n + most] for own in products for n in range(0, len(own), most)]
    parts: list[list[Lane]] = []
    for piece in pieces:
        if parts and len(parts[-1]) + len(piece) <= most:
            parts[-1] += piece
        else:
            parts.append(piece)
    return parts


def _picture(
    id_: str, lanes: Sequence[Lane], frame: _Frame, name: str, description: str, series: Sequence[Series]
) -> str:
    key, top = legend(id_, series, frame.width, marks=True)
    top += 40
    bottom = top + LANE * len(lanes)
    rows = [_row(id_, lane, lanes[n - 1] if n else None, top + LANE * n, frame) for n, lane in enumerate(lanes)]
    content = (patterns(id_), key, _grid(frame.scale, top, bottom), _today(frame, top, bottom), *rows)
    return picture(id_, frame.width, bottom + 24, name, description, *content)


def _column(words: Sequence[str], limit: float) -> float:
    """Room for the widest of these, with a gap; long ones are broken."""
    widest = max((measure(word, SIZE) for word in words), default=0)
    return min(widest, limit) + 16 if widest else 0.0


def _scale(lanes: Sequence[Lane], day: dt.date, left: float, width: float) -> _Scale:
    days = [mark.date for lane in lanes for mark in lane.marks] + [lane.until for lane in lanes if lane.until] + [day]
    return _Scale(min(days).year, max(days).year, left + _EDGE, width - _EDGE)


def _grid(scale: _Scale, top: float, bottom: float) -> str:
    drawn = []
    for year in scale.years():
        x = scale.x(dt.date(year, 1, 1))
        drawn.append(element("line", x1=x, x2=x, y1=top - 4, y2=bottom, class_="chart-grid"))
        for y in (top - 9, bottom + 17):
            drawn.append(text(str(year), x, y, SMALL, class_="chart-soft", text_anchor="middle"))
    return "".join(drawn)


def _today(frame: _Frame, top: float, bottom: float) -> str:
    word, x, half = frame.day_word, frame.scale.x(frame.day), measure(frame.day_word, SMALL) / 2
    place = min(max(x, half), frame.width - half)
    label = text(word, place, top - 26, SMALL, class_="chart-text", text_anchor="middle")
    return label + element("line", x1=x, x2=x, y1=top - 4, y2=bottom, class_="chart-now")


def _row(id_: str, lane: Lane, before: Lane | None, top: float, frame: _Frame) -> str:
    """One lane: its name where the lane before has another one, its place, bars, marks and their words."""
    names, scale, day = frame.names, frame.scale, frame.day
    is_new = before is None or before.name != lane.name
    middle = top + LANE - 15
    start = 0.0 if is_new or not names else names
    line = element("line", x1=start, x2=scale.right + _EDGE, y1=top, y2=top, class_="chart-grid")
    label = _lines(lane.name, 0, top, names - 16, "chart-name") if is_new and names else ""
    place = _lines(lane.place, names, top, scale.left - _EDGE - names - 12, "chart-text")
    spans = "".join(_span(id_, span, middle, scale, day) for span in lane.spans)
    marks = "".join(element("g", title(m.sentence), shape(m.status, scale.x(m.date), middle)) for m in lane.marks)
    return line + label + place + spans + _term(lane, middle, scale, day) + marks + _words(lane, middle - 15, scale)


def _lines(words: str, x: float, top: float, width: float, class_: str) -> str:
    found = wrapped(words, SIZE, width, 2)
    first = top + LANE / 2 + 5 - 8 * (len(found) - 1)
    shown = "".join(text(line, x, first + 16 * n, SIZE, class_=class_) for n, line in enumerate(found))
    return element("g", title(words), shown) if "".join(found).endswith("…") else shown


def _span(id_: str, span: Span, middle: float, scale: _Scale, day: dt.date) -> str:
    left, right = scale.x(span.start), scale.x(span.end or day)
    if span.status in _OVER:
        return element("line", x1=left, x2=right, y1=middle, y2=middle, class_="chart-over")
    if span.status == "refused":
        return ""
    return block(id_, span.status, left, middle - _BAR / 2, right - left, _BAR)


def _term(lane: Lane, middle: float, scale: _Scale, day: dt.date) -> str:
    """From now to the end of the term: an open frame with a bar across its end."""
    if not lane.until:
        return ""
    left, right = scale.x(day), scale.x(lane.until)
    frame = element("rect", x=left, y=middle - _BAR / 2, width=right - left, height=_BAR, class_="chart-term")
    return frame + element("line", x1=right, x2=right, y1=middle - 9, y2=middle + 9, class_="chart-end")


def _words(lane: Lane, y: float, scale: _Scale) -> str:
    """A word above each mark as far as there is room before the next one: it would be read as that one's word."""
    wanted = [(scale.x(mark.date), (f"{mark.date.year} {mark.word}", str(mark.date.year))) for mark in lane.marks]
    if lane.until:
        wanted.append((scale.x(lane.until), (lane.until_word,)))
    wanted.sort()
    nexts = [x for x, _choices in wanted[1:]] + [scale.right + _EDGE + _BEFORE]
    drawn, free = [], scale.left - _EDGE
    for (x, choices), following in zip(wanted, nexts, strict=True):
        end = following - _BEFORE
        for words in choices:
            width = measure(words, SMALL)
            start = min(x - _BEFORE, end - width)
            if start >= free and start >= x - _BEFORE - (width if end > scale.right else 0):
                drawn.append(text(words, start, y, SMALL, class_="chart-soft"))
                free = start + width + 6
                break
        # Marks that lie upon each other have one word, that of the last one: what became of it.
        free = max(free, min(x + _BEFORE, following - _BEFORE))
    return "".join(drawn)
