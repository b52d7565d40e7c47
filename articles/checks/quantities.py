"""Numbers as they are printed: powers of ten, with or without their exponent, weight bands, and parts of a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# Sizes such as 12×105 mm are products; nobody counts cells in millimetres.
POWER = re.compile(
    r"(?<![\d.])(\d{1,4}(?:\.\d{1,3})?) ?[×xX✕*] ?10 ?(?:([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})|\^(\d{1,2})|([2-9]|1[0-2])"
    r"(?![\d.%×]| ?(?:mm|cm|nm|μm|px|像素|孔|厘米|毫米|元|人|例|次|天)))"
)
BARE_POWER = re.compile(
    r"(?<![\d.×xX*^/\-])10([4-9]|1[0-2])(?= ?(?:单位|个(?:活)?细胞|个/|细胞|cells?\b|CFU|IU\b|TCID))",
    re.IGNORECASE | re.ASCII,
)
_BAND = re.compile(
    r"(?P<under>不足|小于|低于|少于|不超过|不到|[<≤])?(?P<over>大于|超过|高于|不低于|不少于|[>≥])?"
    r"(?:(?P<low>\d{1,3}) ?(?:公斤|千克|kg)? ?(?:[~\-–—至到]) ?(?:不足|小于|低于|不到)?(?P<high>\d{1,3})"
    r"|(?P<edge>\d{1,3})) ?(?:公斤|千克|kg)"
    r"(?P<side>(?:及|\(含\)|或)?以[上下]|以[上下]|以内)?",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True)
class Power:
    """A mantissa times a power of ten, and where it stands in folded text."""

    mantissa: float
    exponent: int
    is_lost: bool  # the exponent was printed as plain digits
    start: int
    end: int


def powers(text: str) -> Iterator[Power]:
    """The powers of ten in folded text, in order."""
    for found in POWER.finditer(text):
        digits = found[2] or found[3] or found[4]
        exponent = int(digits.translate(_SUPERSCRIPTS))
        yield Power(float(found[1]), exponent, bool(found[4]), found.start(), found.end())


@dataclass(frozen=True)
class Band:
    """A range of body weight in kilograms; None is open."""

    low: int | None
    high: int | None
    start: int
    end: int


def bands(text: str) -> list[Band]:
    """Weight bands in folded text, in order."""
    found = []
    for match in _BAND.finditer(text):
        side = match["side"] or ("以下" if match["under"] else "以上" if match["over"] else "")
        if match["low"] and not side:
            found.append(Band(int(match["low"]), int(match["high"]), *match.span()))
        elif match["edge"] and side.endswith(("下", "内")):
            found.append(Band(None, int(match["edge"]), *match.span()))
        elif match["edge"] and side.endswith("上"):
            found.append(Band(int(match["edge"]), None, *match.span()))
    return found
