"""Which citation of ours a paper is: by DOI, then PMID, then title, year and first author, with tolerance."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Q

from mscsite.core import hanzi
from references.doubles import MatchKey
from references.models import Citation

ALIKE = 0.93  # titles that differ by a word or by a handful of letters are one; found with the demonstration's list
SHORT = 20  # `Editorial` and `Mesenchymal stem cells` head many papers: short titles have to agree in all else
BLOCK = 12  # letters of a title's beginning that make it worth comparing where no author is known
LONGEST = 200  # letters of a body's name that tell it from others
_NO_LETTER = re.compile(r"[\W_]+")
_SUBTITLE = re.compile(r"[:：.。?？—]")
_NUMBERS = re.compile(r"\d+|\b[ivx]+\b")


@dataclass(frozen=True)
class Paper:
    """What is known of a paper for finding it: any field may be empty. `first_author` is a family name or a body."""

    doi: str = ""
    pmid: str = ""
    title: str = ""
    year: int | None = None
    first_author: str = ""
    container: str = ""
    as_printed: str = ""

    @classmethod
    def of(cls, citation: Citation) -> Paper:
        return cls(
            citation.doi.strip().lower(),
            citation.pmid.strip(),
            citation.title,
            citation.year,
            first_author(citation.authors),
            citation.container_title,
            citation.as_printed,
        )


@dataclass(frozen=True)
class Match:
    """A citation that a paper is; by `doi`, `pmid`, `title` or `as_printed`; and how alike the titles are."""

    citation: Citation
    rule: str
    likeness: float = 1.0


def first_author(authors: object) -> str:
    """The family name, or the name of the body, that comes first in a list of CSL names."""
    first = authors[0] if isinstance(authors, list) and authors else ""
    if isinstance(first, dict):
        return str(first.get("family") or first.get("literal") or first.get("given") or "")
    return str(first)


def fold(text: str) -> str:
    """What makes two spellings one: Simplified, half width, without accents, case, blanks and punctuation."""
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text))
    bare = "".join(char for char in bare if not unicodedata.combining(char))
    return _NO_LETTER.sub("", hanzi.convert(bare, hanzi.HANS, hanzi.HANT)).lower()


def find(paper: Paper) -> Match | None:
    """The citation that a paper is, among all of the database; None where there is none."""
    return next(iter(find_all(paper)), None)


def likely_doubles(citation: Citation) -> list[Match]:
    """Other citations that are probably the same paper, surest first: what a form tells of before it saves."""
    return [match for match in find_all(Paper.of(citation)) if match.citation.pk != citation.pk]


def find_all(paper: Paper) -> list[Match]:
    """Every citation that a paper may be, surest first; one query, by index, on what can match at all."""
    blocks = _blocks(paper, fold(paper.title))
    years = Q(year__isnull=True) | Q(year__range=(paper.year - 1, paper.year + 1)) if paper.year else Q()
    wanted = Q(key__in=_identifiers(paper)) | Q(key__in=blocks) & years
    sharing = MatchKey.objects.filter(wanted).values("citation")
    return Index(Citation.objects.filter(pk__in=sharing)).find_all(paper)


def keys_of(paper: Paper) -> list[str]:
    """What citations of one paper have in common: without one of these in common two are never compared."""
    return [*_identifiers(paper), *_blocks(paper, fold(paper.title))]


def _identifiers(paper: Paper) -> list[str]:
    told = {"doi": paper.doi.lower(), "pmid": paper.pmid}
    if paper.as_printed:
        told["printed"] = hashlib.sha256(paper.as_printed.encode()).hexdigest()
    return [f"{name}:{value}" for name, value in told.items() if value]


class Index:
    """Citations by all that they are found by. For many look-ups: one query, and new ones are added as they come."""

    def __init__(self, citations: Iterable[Citation]) -> None:
        self._papers: dict[int, tuple[Citation, Paper, str]] = {}
        self._exact: dict[tuple[str, str], int] = {}
        self._blocks: defaultdict[str, list[int]] = defaultdict(list)
        for citation in citations:
            self.add(citation)

    def add(self, citation: Citation) -> None:
        """Takes in a citation, also again after it has changed; it needs no primary key."""
        paper, number = Paper.of(citation), id(citation)
        title = fold(paper.title)
        self._papers[number] = (citation, paper, title)
        for rule in ("doi", "pmid", "as_printed"):
            if value := getattr(paper, rule):
                self._exact.setdefault((rule, value), number)
        for block in _blocks(paper, title):
            if number not in self._blocks[block]:
                self._blocks[block].append(number)

    def find(self, paper: Paper) -> Match | None:
        return next(iter(self.find_all(paper)), None)

    def find_all(self, paper: Paper) -> list[Match]:
        found: dict[int, Match] = {}
        for rule in ("doi", "pmid"):
            value = getattr(paper, rule).lower()
            if value and (number := self._exact.get((rule, value))) is not None:
                found.setdefault(number, Match(self._papers[number][0], rule))
        for match in self._by_title(paper):
            found.setdefault(id(match.citation), match)
        if paper.as_printed and (number := self._exact.get(("as_printed", paper.as_printed))) is not None:
            found.setdefault(number, Match(self._papers[number][0], "as_printed"))
        return list(found.values())

    def _by_title(self, paper: Paper) -> list[Match]:
        title = fold(paper.title)
        numbers = dict.fromkeys(number for block in _blocks(paper, title) for number in self._blocks.get(block, ()))
        matches = []
        for number in numbers:
            citation, other, other_title = self._papers[number]
            if _may_be_one(paper, other) and (likeness := _likeness(paper, title, other, other_title)):
                matches.append(Match(citation, "title", likeness))
        return sorted(matches, key=lambda match: -match.likeness)


def _blocks(paper: Paper, title: str) -> list[str]:
    """Only papers that share one of these are compared: comparing all with all is slow."""
    if not title:
        return []
    words = {fold(paper.first_author), *(fold(word) for word in re.split(r"[\s-]+", paper.first_author))}
    return [f"title:{title[:BLOCK]}", *(f"author:{word[:LONGEST]}" for word in sorted(words) if word)]


def _may_be_one(one: Paper, other: Paper) -> bool:
    """Whether nothing that identifies them sets two papers apart: a preprint and its article have two DOIs."""
    if any(
        getattr(one, name) and getattr(other, name) and getattr(one, name) != getattr(other, name)
        for name in ("doi", "pmid")
    ):
        return False
    if one.year and other.year and abs(one.year - other.year) > 1:  # online in one year, printed in the next
        return False
    authors = fold(one.first_author), fold(other.first_author)
    return not all(authors) or authors[0] == authors[1] or _is_part(*authors)


def _is_part(one: str, other: str) -> bool:
    """`Le Blanc` may stand as `Blanc`, and a name as a whole as `Blanc Katarina`."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= 4 and (longer.startswith(shorter) or longer.endswith(shorter))


def _likeness(one: Paper, title: str, other: Paper, other_title: str) -> float:
    """How alike two titles are, 0 where they are not one: numbers must agree, and of short titles all else."""
    if title == other_title:
        return 1.0 if len(title) >= SHORT or _agree(one, other) else 0.0
    if min(len(title), len(other_title)) < SHORT or _numbers(one.title) != _numbers(other.title):
        return 0.0
    if _without_subtitle(one, title, other, other_title):
        return ALIKE
    matcher = SequenceMatcher(None, title, other_title, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= ALIKE else 0.0


def _without_subtitle(one: Paper, title: str, other: Paper, other_title: str) -> bool:
    """Whether one title is the other up to its subtitle, which lists often leave out, and all else agrees."""
    (short, _name), (_long, whole) = sorted(
        ((title, one.title), (other_title, other.title)), key=lambda pair: len(pair[0])
    )
    heads = {fold(whole[: mark.start()]) for mark in _SUBTITLE.finditer(whole)}
    return short in heads and bool(one.first_author) and _agree(one, other)


def _agree(one: Paper, other: Paper) -> bool:
    """Same year and author, or same year and journal, with nothing missing."""
    if not (one.year and one.year == other.year):
        return False
    same_author = fold(one.first_author) == fold(other.first_author)
    same_container = bool(one.container) and fold(one.container) == fold(other.container)
    return same_author and (bool(one.first_author) or same_container) and _containers_agree(one, other)


def _containers_agree(one: Paper, other: Paper) -> bool:
    """Journals that are not plainly two; abbreviations are no proof of that."""
    containers = fold(one.container), fold(other.container)
    return not all(containers) or containers[0][:1] == containers[1][:1]


def _numbers(title: str) -> list[str]:
    """What tells part 1 from part 2 and phase II from phase III."""
    return sorted(_NUMBERS.findall(unicodedata.normalize("NFKC", title).lower()))
