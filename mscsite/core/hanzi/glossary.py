"""The words of a field that the caller brings, and where the site's own are had from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from mscsite.core.hanzi import engine
from mscsite.core.hanzi.matching import Rule


class GlossaryError(ValueError):
    """An entry that cannot be used; the message names it."""


class Entry(NamedTuple):
    """A word in Simplified and as Taiwan and Hong Kong write it; a protected one is never touched in any script."""

    hans: str
    tw: str
    hk: str
    protected: bool = False


class Glossary:
    """An immutable set of entries. Build it once and keep it: the automatons are made at first use and stay with it.

    Takes entries, or tuples of the same order. Raises GlossaryError on an entry that is empty or unreadable, on a
    word given two forms, and on words that are each written as the next (甲 as 乙, 乙 as 甲).
    """

    def __init__(self, entries: Iterable[tuple] = ()):
        known: dict[str, Entry] = {}
        for number, given in enumerate(entries, start=1):
            entry = _checked(number, given)
            if known.setdefault(entry.hans, entry) != entry:
                raise GlossaryError(
                    f"glossary entry {number}: {entry.hans} has two forms: {_forms(known[entry.hans])}; {_forms(entry)}"
                )
        self._entries = tuple(known.values())
        _refuse_cycles(self._entries)
        self._matchers: dict = {}

    @classmethod
    def tolerant(cls, entries: Iterable[tuple]) -> tuple[Glossary, list[GlossaryError]]:
        """A glossary of the entries that can be used, and what is wrong with the others."""
        good: list[tuple] = []
        errors = []
        seen: dict[str, Entry] = {}
        following: dict[str, str] = {}
        for number, given in enumerate(entries, start=1):
            try:
                entry = _checked(number, given)
                if seen.get(entry.hans, entry) != entry:
                    raise GlossaryError(f"glossary entry {number}: {entry.hans} has two forms")
                _follow(entry, following)
            except GlossaryError as error:
                errors.append(error)
                continue
            seen[entry.hans] = entry
            good.append(entry)
        return cls(good), errors

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def cached(self, key: tuple, make: Callable[[], object]):
        """What `make` returned the first time it was asked for under `key`."""
        if key not in self._matchers:
            self._matchers[key] = make()
        return self._matchers[key]

    def rules(self, source: str, to: str) -> list[Rule]:
        """The entries as rules from one form (hans, tw, hk) to another.

        Left out are those that put another word in the place of this one (间充质 as 間質): that is for `vocabulary`.
        """
        written: dict[str, set[str]] = {}
        for entry in self._entries:
            before, after = (entry.hans,) * 2 if entry.protected else (getattr(entry, source), getattr(entry, to))
            if entry.protected or (same_word(entry.hans, before) and same_word(entry.hans, after)):
                written.setdefault(before, set()).add(after)
        # Two Simplified words may share a Traditional form: then the way back is left to OpenCC.
        return [Rule(before, 0, len(before), *after) for before, after in written.items() if len(after) == 1]


def same_word(hans: str, other: str) -> bool:
    """Whether `other` is the same word as `hans` in other characters, not another word."""
    return hans == other or (len(hans) == len(other) and _folded(hans) == _folded(other))


def _folded(text: str) -> str:
    return engine.stock("t2s").convert(engine.stock("tw2s").convert(text))


def _forms(entry: Entry) -> str:
    return "protected" if entry.protected else f"{entry.tw} / {entry.hk}"


def _checked(number: int, given: tuple) -> Entry:
    try:
        entry = Entry(*given)
    except TypeError as error:
        raise GlossaryError(f"glossary entry {number}: {given!r} is not (hans, tw, hk, protected)") from error
    for name, text in zip(("hans", "tw", "hk"), entry, strict=False):
        if not isinstance(text, str) or not text.strip():
            raise GlossaryError(f"glossary entry {number} ({entry.hans or entry.tw!r}): the form {name} is empty")
        if engine.UNREADABLE.search(text):
            raise GlossaryError(
                f"glossary entry {number} ({text!r}): a NUL or half a surrogate pair in the form {name}"
            )
    return entry


def _refuse_cycles(entries: Iterable[Entry]) -> None:
    following: dict[str, str] = {}
    for entry in entries:
        _follow(entry, following)


def _follow(entry: Entry, following: dict[str, str]) -> None:
    """Note that one word is written as another; GlossaryError when that leads back to where it began."""
    targets = set() if entry.protected else {entry.tw, entry.hk} - {entry.hans}
    for target in targets:
        trail, place = [entry.hans], target
        while place in following and place != entry.hans:
            trail.append(place)
            place = following[place]
        if place == entry.hans:
            raise GlossaryError(f"glossary entry {entry.hans}: a cycle: {' → '.join([*trail, entry.hans])}")
        following[entry.hans] = target


EMPTY = Glossary()

_loader: Callable[[], Glossary] | None = None
_held: ContextVar[Glossary | None] = ContextVar("held_glossary", default=None)


def set_glossary_loader(loader: Callable[[], Glossary] | None) -> None:
    """Name the function that brings the site's glossary. An app that owns the records calls this in `ready()`."""
    global _loader
    _loader = loader


def site_glossary() -> Glossary:
    """The site's glossary as its loader has it now; EMPTY where none is set. Errors of the loader pass through."""
    held = _held.get()
    if held is not None:
        return held
    return _loader() if _loader else EMPTY


@contextmanager
def held_glossary() -> Iterator[None]:
    """Inside, this thread uses the glossary as it is now: a batch of thousands asks for it once, not once a record."""
    token = _held.set(site_glossary())
    try:
        yield
    finally:
        _held.reset(token)
