"""Pictures as SVG, drawn from plain data. No database, no style attributes: colours are classes of `charts.css`.

Each takes an id that is unique on its page (patterns and titles are referred to by it) and returns an svg element; a
long timeline is several of them.
"""

from products.charts.bars import Bar, bars, columns
from products.charts.shapes import Series
from products.charts.tiles import Tile, tiles
from products.charts.timeline import Lane, Mark, Span, timeline

__all__ = ["Bar", "Lane", "Mark", "Series", "Span", "Tile", "bars", "columns", "tiles", "timeline"]
