"""What was asked: words and phrases, each with the other names of what it means."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from mscsite.core.fulltext import grams
from mscsite.core.fulltext.folding import fold, squash
from mscsite.core.fulltext.grams import Needle

MAX_WORDS = 12  # a question has fewer; more only costs time
MAX_QUERY = 200
_SHORT = 3  # letters of an abbreviation that longer words hold by chance
_LONGEST_NAME = 6  # words of a name that are looked up together
_QUOTES = {"“": "”", "「": "」", "『": "』", '"': '"', "＂": "＂"}
_PHRASE = re.compile("|".join(f"{begin}([^{end}]+){end}" for begin, end in _QUOTES.items()))
# What stands around a word in a sentence or a formula and is not asked for. Folded, so half-width; not + - % / °.
_AROUND = "\"'“”‘’()[]{}<>《》〈〉【】〔〕「」『』,.;:!?。、…·*&|~^=`"
# What people paste around an identifier.
_WRAPPERS = re.compile(
    r"(?:https?://)?(?:dx\.)?doi\.org/|\bdoi:\s*(?=10\.)|https?://pubmed\.ncbi\.nlm\.nih\.gov/|\bpmid[:\s]*(?=\d)"
    r"|https?://(?:www\.|classic\.)?clinicaltrials\.gov/(?:ct2/)?(?:show|study)/"
)
_SPLIT_ID = re.compile(r"(?<![0-9a-z])([a-z]{2,8})[-_:#.]{1,2}(\d{4,})(?![0-9a-z])")


@dataclass(frozen=True)
class Item:
    """A word, or a phrase in quotation marks; a phrase is taken as it stands."""

    text: str
    is_phrase: bool = False


@dataclass(frozen=True)
class Term:
    """What a hit holds: all strings of one of the alternatives. The first alternative is what was typed.

    `whole` are strings that count as words of their own alone: ALS stands for 渐冻症, but not in trials.
    """

    alternatives: tuple[tuple[str, ...], ...]
    whole: frozenset[str] = frozenset()

    @cached_property
    def needles(self) -> list[list[Needle]]:
        made = [[grams.needle(text) for text in alternative] for alternative in self.alternatives]
        return [[one for one in alternative if one] for alternative in made]

    def is_in(self, *texts: str) -> bool:
        return any(all(any(part in text for text in texts) for part in parts) for parts in self.alternatives)


@dataclass(frozen=True)
class Query:
    """All terms are wanted. `whole` is the question as one folded string."""

    terms: tuple[Term, ...]
    whole: str = ""
    named: frozenset[int] = field(default_factory=frozenset)  # entries that have just this name

    @property
    def words(self) -> list[str]:
        """Every string whose places are worth marking."""
        return list(dict.fromkeys(text for term in self.terms for parts in term.alternatives for text in parts))

    @cached_property
    def is_exact(self) -> bool:
        """Whether the index alone knows the hits."""
        return not any(term.whole for term in self.terms) and all(
            one.is_exact for term in self.terms for parts in term.needles for one in parts
        )

    def is_in(self, *texts: str) -> bool:
        return all(term.is_in(*texts) for term in self.terms)


def items_of(query: str) -> list[Item]:
    """The words and phrases of a question, folded; what holds neither letter nor digit is left out."""
    printable = "".join(c if c.isprintable() else " " for c in query[:MAX_QUERY])
    items: list[Item] = []
    place = 0
    for phrase in _PHRASE.finditer(printable):
        items += _words(printable[place : phrase.start()])
        items.append(Item(fold(next(filter(None, phrase.groups()))).strip(), is_phrase=True))
        place = phrase.end()
    items += _words(printable[place:])
    return list(dict.fromkeys(item for item in items if grams.needle(item.text)))[:MAX_WORDS]


def _words(text: str) -> list[Item]:
    folded = _WRAPPERS.sub(" ", fold(text))
    return [Item(word.strip(_AROUND)) for word in folded.split()]


def names_in(items: list[Item]) -> list[tuple[int, int, str]]:
    """Runs of words that may be one name, longest first: first and last place, and the name."""
    runs = []
    for length in range(min(len(items), _LONGEST_NAME), 0, -1):
        for first in range(len(items) - length + 1):
            run = items[first : first + length]
            if not any(item.is_phrase for item in run):
                runs.append((first, first + length, " ".join(item.text for item in run)))
    return runs


def build(items: list[Item], synonyms: dict[str, list[str]]) -> tuple[Term, ...]:
    """The terms of a question; `synonyms` are the other names of those of `names_in` that are known."""
    terms, place = [], 0
    runs = [run for run in names_in(items) if synonyms.get(run[2])]
    while place < len(items):
        end, name = next(((end, name) for first, end, name in runs if first == place), (place + 1, ""))
        typed = tuple(item.text for item in items[place:end])
        others = [(other,) for other in synonyms.get(name, []) if grams.needle(other)]
        joined = [] if items[place].is_phrase else _joined_ids(typed)
        short = frozenset(other for (other,) in others if len(other) <= _SHORT and other.isascii() and other.isalnum())
        terms.append(Term(tuple(dict.fromkeys([typed, *joined, *others])), short - set(typed)))
        place = end
    return tuple(terms)


def _joined_ids(typed: tuple[str, ...]) -> list[tuple[str, ...]]:
    """NCT-04491240 is written NCT04491240 in print."""
    joined = tuple(_SPLIT_ID.sub(r"\1\2", text) for text in typed)
    return [joined] if joined != typed else []


def lookups(items: list[Item]) -> tuple[set[str], set[str]]:
    """The names and squashed identifiers under which the words of a question may be known."""
    names = {name for _first, _end, name in names_in(items)} | {item.text for item in items if item.is_phrase}
    return names, {squash(name) for name in names if any(c.isdigit() for c in name)}
