"""The words of one block of HTML: space collapsed as a browser does, superscripts kept as what they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .folding import is_han

_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_MARK = re.compile(r"[\[［(（]?\s*\d{1,3}(?:\s*[-–—~,，、;；]\s*\[?\d{1,3}\]?)*\s*[\]］)）]?")
_EXPONENT = re.compile(r"[-−–+]?\d{1,3}[-−–+]?")
_UNIT = re.compile(r"(?:\d|×\s*10|(?<![A-Za-z])(?:[kcmdμµn]?m|Ca|Mg|Zn|Fe|Cu|Na|K|h|s|d|L|l|g|kg|mL|min))$")
_RAISED = str.maketrans("0123456789-−–+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻⁺")
_JOINS = "，。、；：？！）》」』”’…—（《「『“‘"
_LABEL = re.compile(
    r"(?:来源|來源|作者|编辑|編輯|责编|責編|发布|發佈|發布|时间|時間|日期|审核|審核|记者|記者)[^。]{0,6}[:：]|\d{4}[-年/.]\d"
)


@dataclass
class Words:
    """Text of a block in the making: its runs, which of them are bold or large, and the addresses behind them."""

    runs: list[str] = field(default_factory=list)
    plain: int = 0  # characters neither bold nor larger than their neighbours
    strong: int = 0
    sizes: dict[float, int] = field(default_factory=dict)
    unlinked: int = 0
    links: list[str] = field(default_factory=list)

    def add(
        self, text: str, *, strong: bool = False, size: float = 0.0, raised: bool = False, linked: bool = False
    ) -> None:
        """Take in a run of text as it stands in the source, and how it is set."""
        if raised:
            text = superscript(text, "".join(self.runs[-3:]))
        self.runs.append(text)
        count = sum(1 for char in text if char.isalnum())
        self.unlinked += 0 if linked else count
        self.sizes[size] = self.sizes.get(size, 0) + count
        if strong:
            self.strong += count
        else:
            self.plain += count

    def part_from_before(self, text: str) -> None:
        """Facts set in boxes of their own stand apart on the screen, with no blank between them in the source."""
        if self.runs and text and _LABEL.match(text.lstrip()):
            self.runs.append(" ")

    @property
    def text(self) -> str:
        return collapse("".join(self.runs))

    @property
    def size(self) -> float:
        return max(self.sizes, key=self.sizes.__getitem__, default=0.0)

    @property
    def is_strong(self) -> bool:
        return self.strong > 0 and self.plain == 0


def collapse(text: str) -> str:
    """White space as one blank; a line end between Han characters was only where the source was broken."""
    return _SPACE.sub(_blank, text).strip(" ")


def _blank(match: re.Match[str]) -> str:
    text = match.string
    if "\n" not in match[0] or match.start() == 0 or match.end() == len(text):
        return " "
    before, after = text[match.start() - 1], text[match.end()]
    return "" if _is_wide(before) and _is_wide(after) else " "


def _is_wide(char: str) -> bool:
    return is_han(char) or char in _JOINS


def superscript(text: str, before: str) -> str:
    """Raised text in plain characters: a number after digits or a unit is an exponent, elsewhere a citation mark."""
    inner = text.strip()
    before = before.rstrip()
    if _EXPONENT.fullmatch(inner) and (_UNIT.search(before) or not inner.isdecimal()):
        return inner.translate(_RAISED)
    if not _MARK.fullmatch(inner) or not before:
        return text
    return text if inner[0] in "[［" else f"[{inner.strip('()（） ')}]"
