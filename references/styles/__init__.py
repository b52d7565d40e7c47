"""Reference entries in the styles of the site. Pure: CSL-JSON in, lines of plain text out.

`format_entry(item, style)` gives one line without its number, `format_list` one for each item in the order given.
The rules are those of the CSL styles that `tests/references/styles/golden/README.md` names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from . import apa, gbt7714_2015, gbt7714_2025, vancouver
from .item import Item

STYLES: dict[str, Callable[[Item], str]] = {
    "gbt7714-2025": gbt7714_2025.entry,
    "gbt7714-2015": gbt7714_2015.entry,
    "vancouver": vancouver.entry,
    "apa": apa.entry,
}
DEFAULT = "gbt7714-2025"
_SAYS_SOMETHING = ("title", "container-title", "author", "editor", "publisher", "number", "URL", "DOI")


def format_entry(item: Mapping, style: str = DEFAULT) -> str:
    """One CSL-JSON object as one line of plain text, without its number; '' for an object that says nothing."""
    entry = Item(item)
    return STYLES[style](entry) if entry.has(*_SAYS_SOMETHING) else ""


def format_list(items: Iterable[Mapping], style: str = DEFAULT) -> list[str]:
    """The entries of a list, in the order given."""
    return [format_entry(item, style) for item in items]


def ranges(numbers: Iterable[int], dash: str = "–") -> str:
    """Numbers of citations as they stand in a text: `1,3–5,8`; two neighbours are not a range."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(f"{run[0]}{dash}{run[-1]}" if len(run) > 2 else ",".join(map(str, run)) for run in runs)
