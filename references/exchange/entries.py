"""What readers of files give back: entries as CSL-JSON, and those that could not be read with the reason. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

# What follows a comma in the name of a company.
_COMPANIES = ("inc", "ltd", "llc", "co", "corp", "gmbh", "plc", "co., ltd")


@dataclass(frozen=True)
class Entry:
    """One entry of a file: its number from 1, what the file calls it, and its CSL-JSON, or else what is wrong."""

    number: int
    label: str
    item: dict = field(default_factory=dict)
    error: str = ""


def person(text: str) -> dict[str, str]:
    """`Family, Given, Suffix` as a CSL name; what has no comma is a name as a whole."""
    family, *rest = (part.strip() for part in text.split(","))
    if not rest or rest[-1].rstrip(".").lower() in _COMPANIES:
        return {"literal": text.strip()}
    name = {"family": family, "given": rest[0], "suffix": ", ".join(rest[1:])}
    return {part: value for part, value in name.items() if value}


def printed(name: dict) -> tuple[str, str, str]:
    """Family name with its particle, given name with its own, and suffix; a whole name stands alone."""
    if literal := name.get("literal"):
        return literal, "", ""
    family = " ".join(filter(None, [name.get("non-dropping-particle"), name.get("family")]))
    given = " ".join(filter(None, [name.get("given"), name.get("dropping-particle")]))
    return family, given, name.get("suffix", "")
