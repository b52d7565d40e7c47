"""What stands for a status: a shape of its own and a pattern of its own, so that no colour has to be told. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from products.charts.svg import element, measure, text

# The shapes of templates/includes/status.html, in a square of 16: elements of a status by name and attributes.
_CIRCLE = {"cx": 8, "cy": 8, "r": 6.7, "class_": "chart-line"}
_FILLED = {"fill": "currentColor"}


def _full(path: str) -> tuple[str, dict]:
    return "path", {"d": path} | _FILLED


def _stroke(path: str, class_: str = "chart-line") -> tuple[str, dict]:
    return "path", {"d": path, "class_": class_}


_SHAPES: dict[str, tuple[tuple[str, dict], ...]] = {
    "approved": (
        ("circle", {"cx": 8, "cy": 8, "r": 7.5} | _FILLED),
        _stroke("M4.5 8.2l2.4 2.4 4.6-5", "chart-cut"),
    ),
    "conditional": (("circle", _CIRCLE), _full("M8 1.3a6.7 6.7 0 0 0 0 13.4z")),
    "suspended": (("circle", _CIRCLE), _full("M5.5 5h1.8v6H5.5zM8.7 5h1.8v6H8.7z")),
    "lapsed": (("circle", _CIRCLE | {"stroke_dasharray": "3 2.4"}),),
    "refused": (_stroke("M8 1.8L14.8 14H1.2z"), _stroke("M8 6.2v4M8 11.3v1.2")),
    "withdrawn": (_full("M1.5 1.5h13v13h-13z"), _stroke("M5 5l6 6M11 5l-6 6", "chart-cut")),
}
_SHAPES["revoked"] = _SHAPES["withdrawn"]
SIDE = 16

LEGEND_SIZE = 13
_LEGEND_LINE = 24
_GAP = 18


@dataclass(frozen=True)
class Series:
    """A kind of thing in a chart: its status, which chooses shape and pattern, and what it is called."""

    status: str
    label: str


def shape(status: str, x: float, y: float, scale: float = 1.0) -> str:
    """The mark of a status with its centre at x, y, on a disc of the ground that parts it from what it lies on."""
    half = SIDE * scale / 2
    drawn = "".join(element(tag, **attributes) for tag, attributes in _SHAPES[status])
    place = f"translate({x - half:.1f} {y - half:.1f})" + (f" scale({scale})" if scale != 1 else "")
    ground = element("circle", cx=8, cy=8, r=9.5, class_="chart-ground")
    return element("g", ground, drawn, class_=f"chart-{status}", transform=place)


def patterns(id_: str) -> str:
    """The fills of bars: hatched for conditional, dotted for suspended, a frame's ground for what is over."""
    hatch = element("rect", width=6, height=6, class_="chart-ground") + element("rect", width=3, height=6, **_FILLED)
    dots = element("rect", width=6, height=6, class_="chart-ground") + element("circle", cx=3, cy=3, r=1.6, **_FILLED)
    common = {"width": 6, "height": 6, "patternUnits": "userSpaceOnUse"}
    return element(
        "defs",
        element(
            "pattern", hatch, id=f"{id_}-hatch", class_="chart-conditional", patternTransform="rotate(45)", **common
        ),
        element("pattern", dots, id=f"{id_}-dots", class_="chart-suspended", **common),
    )


def block(id_: str, status: str, x: float, y: float, width: float, height: float, *content: str) -> str:
    """A bar of a status: full for approved, hatched, dotted, or only a frame for what is over."""
    fills = {"approved": "currentColor", "conditional": f"url(#{id_}-hatch)", "suspended": f"url(#{id_}-dots)"}
    size = {"x": x, "y": y, "width": max(width, 1.0), "height": height}
    return element("rect", *content, fill=fills.get(status, "none"), class_=f"chart-block chart-{status}", **size)


def legend(id_: str, series: Sequence[Series], width: float, *, marks: bool) -> tuple[str, float]:
    """The key to a chart, broken into lines no wider than `width`, and its height. With shapes, or with fills alone."""
    drawn, x, y = [], 0.0, _LEGEND_LINE / 2
    swatch = SIDE if marks else 26
    for one in series:
        needed = swatch + 6 + measure(one.label, LEGEND_SIZE)
        if x and x + needed > width:
            x, y = 0.0, y + _LEGEND_LINE
        drawn.append(shape(one.status, x + 8, y) if marks else block(id_, one.status, x + 1, y - 6, 24, 12))
        drawn.append(text(one.label, x + swatch + 6, y + 4.6, LEGEND_SIZE, class_="chart-text"))
        x += needed + _GAP
    return "".join(drawn), (y + _LEGEND_LINE / 2 + 6 if series else 0)
