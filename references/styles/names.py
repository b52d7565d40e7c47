"""Names of people and bodies in the forms of the styles. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import plain

_CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_ALL_CJK = re.compile(rf"[{_CJK}·•・\s]+\Z")
_STARTS_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff]")
_TRAILING_PARTICLE = re.compile(r"(.*\S)\s+((?:[a-z’']+\s*)+)\Z")
_TRAILING_SUFFIX = re.compile(r"(.*[^\s,]),?\s+(Jr\.?|Sr\.?|II|III|IV)\Z")

OTHERS = {"literal": "et al."}  # the last of a CSL list of names that is known to be cut
_OTHERS = re.compile(r"et al\.?|and others|others|等人?", re.IGNORECASE)


@dataclass(frozen=True)
class Name:
    """A person (`family` and the rest) or a body (`literal`)."""

    family: str = ""
    given: str = ""
    particle: str = ""  # dropping: stands behind the given name when the family name comes first
    suffix: str = ""
    literal: str = ""

    @property
    def is_cjk(self) -> bool:
        return bool(_ALL_CJK.match(self.family + self.given))

    def family_first(self, separator: str, *, hyphen: bool = True, upper: bool = False) -> str:
        """`Pittenger M F`: family name, initials with `separator` between them, no full stops."""
        if self.literal:
            return self.literal
        if self.is_cjk:
            return self.family + self.given
        family = self.family.upper() if upper else self.family
        given = initials(self.given, separator, hyphen=hyphen)
        return " ".join(filter(None, [family, given, self.particle, self.suffix.rstrip(".")]))

    def apa(self, *, family_first: bool) -> str:
        """`Pittenger, M. F.`, or `M. F. Pittenger` as editors are named within an entry."""
        if self.literal or self.is_cjk:
            return self.literal or self.family + self.given
        given = " ".join(filter(None, [initials(self.given, ". ", hyphen=True), self.particle]))
        if not family_first:
            name = " ".join(filter(None, [given, self.family]))
            return ", ".join(filter(None, [name, self.suffix]))
        if _ALL_CJK.match(self.family or "A"):
            return " ".join(filter(None, [self.family, given]))
        return ", ".join(filter(None, [self.family, given, self.suffix]))


def named(found: list[Name]) -> tuple[list[Name], bool]:
    """The names of a list, and whether it says that there are others, by `et al.` in the last place."""
    if len(found) > 1 and _OTHERS.fullmatch(found[-1].literal):
        return found[:-1], True
    return found, False


def parse(value: object) -> list[Name]:
    """The names of a CSL name variable; members that hold no name are left out."""
    members = value if isinstance(value, list) else []
    return [name for name in map(_parse_one, members) if name]


def _parse_one(member: object) -> Name | None:
    if isinstance(member, str):
        return Name(literal=plain(member)) if plain(member) else None
    if not isinstance(member, dict):
        return None
    if literal := plain(member.get("literal") or member.get("name")):
        return Name(literal=literal)
    family, given = plain(member.get("family")), plain(member.get("given"))
    if not family or not given:
        return Name(literal=given) if given else Name(family=family) if family else None
    family = " ".join(filter(None, [plain(member.get("non-dropping-particle")), family]))
    particle, suffix = plain(member.get("dropping-particle")), plain(member.get("suffix"))
    if not suffix and (match := _TRAILING_SUFFIX.match(given)):
        given, suffix = match.groups()
    if not particle and (match := _TRAILING_PARTICLE.match(given)):
        given, particle = match.groups()
    return Name(family, given, particle, suffix)


def initials(given: str, separator: str, *, hyphen: bool) -> str:
    """`Jean-Luc M.` as `J-L M` (`hyphen`) or `J L M`; `separator` stands between initials, its full stop after each.

    Initials written in one (`MF`) are told apart, which citeproc-js does not do; small words (`del`) stay whole.
    """
    if not _STARTS_LATIN.match(given):
        return given
    stop = "." if "." in separator else ""
    line = ""
    spaced = re.sub(r"\.(?=[^\s-])", ". ", re.sub(r"\s*[-‐‑]\s*", "-", given))
    for word in re.sub(r"\b[A-Z]{2,3}\b(?!\.)", lambda run: " ".join(run[0]), spaced).split():
        if word == word.lower():
            line = f"{line.rstrip()} {word} " if line else f"{word} "
            continue
        letters = _of_word(word, hyphen)
        joined = (f"{stop}-" if hyphen else stop + separator.lstrip(".")).join(letters)
        line += ("" if not line or line.endswith(" ") else separator.lstrip(".")) + joined + stop
    return " ".join(line.split())


def _of_word(word: str, hyphen: bool) -> list[str]:
    """The initials of one word of a given name, of which hyphens make several."""
    letters: list[str] = []
    for at, part in enumerate(filter(None, word.split("-"))):
        if re.fullmatch(r"[A-Z][a-z]{1,2}\.", part):
            letters.append(part[:-1])  # `Th.` is an abbreviation of its owner's
        elif at and part[0].islower():
            letters += [] if hyphen else [part[0].upper()]  # `Xiao-ming`
        else:
            letters.append(part[0].upper())
    return letters
