"""Papers as the checks know them, and where a text cites them: from its own list of references, or from the records."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from articles.checks.document import Document, Line
from articles.checks.facts import Paper

MARK = re.compile(r"\[ ?(\d{1,3}(?: ?[-–~,、;] ?\d{1,3})*) ?\]")
ENTRY_NUMBER = re.compile(r"^(?:参考(?:资料|文献)\s*:?\s*)?(?:\[ ?(\d{1,3}) ?\]|(\d{1,3})[.、])[:\s]*")
_YEAR = re.compile(r"(?<![\d\-/.:])((?:19|20)\d\d)(?![\d\-]|\d*:)")
# The authors of an entry end at the first full stop behind a word, or at "et al".
_AUTHORS_END = re.compile(r"\bet al\b|等|(?<=[A-Za-z\u00c0-\u024f一-鿿)]{2})\.(?= )|[。“\"]|\(\d{4}\)", re.IGNORECASE)
_FAMILY = re.compile(r"[A-Z\u00c0-\u024f][A-Za-z\u00c0-\u024f'’\-]{1,30}")
# Bodies whose documents are cited by their name: as texts and titles write them.
BODIES = {
    "ISCT": r"ISCT|国际细胞(?:与基因)?治疗(?:学会|协会)"
    r"|International Society for Cell(?:ular)?(?: (?:&|and) Gene)? Therapy",
    "ISSCR": r"ISSCR|国际干细胞研究(?:学会|协会)|International Society for Stem Cell Research",
    "WHO": r"(?<![A-Za-z])WHO(?![A-Za-z])|世界卫生组织|世卫组织|World Health Organization",
    "EBMT": r"EBMT|欧洲(?:血液与)?骨髓移植(?:学会|协会)|European Society for Blood and Marrow",
    "IFATS": r"IFATS|国际脂肪治疗(?:与科学)?(?:学会|联盟)|International Federation for Adipose",
    "MISEV": r"MISEV|国际细胞外囊泡(?:学会|协会)|International Society for Extracellular Vesicles|ISEV",
}
# In the title or publisher of every document of theirs: for finding them in the database.
BODY_MARKERS = (
    "ISCT", "ISSCR", "EBMT", "IFATS", "MISEV", "ISEV", "International Society", "International Federation",
    "European Society", "World Health", "世界卫生", "国际",
)  # fmt: skip
_BODIES = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in BODIES.items()}


@dataclass(frozen=True)
class Cited:
    """One mark in the text and the one paper it stands for; `start` to `end` is the sentence, in folded text."""

    line: Line
    start: int
    end: int
    paper: Paper


def bodies_in(text: str) -> set[str]:
    """The bodies (`BODIES`) that are named."""
    return {name for name, pattern in _BODIES.items() if pattern.search(text)}


def numbers_in(mark: str) -> list[int]:
    """`2-4, 7` gives 2, 3, 4, 7."""
    numbers: list[int] = []
    for part in re.split(r"[,、;]", mark):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        if len(ends) == 2 and 0 <= ends[1] - ends[0] < 50:
            numbers.extend(range(ends[0], ends[1] + 1))
        else:
            numbers.extend(ends)
    return numbers


@functools.lru_cache(maxsize=2)  # several checks read the same document one after the other
def cited(document: Document) -> tuple[Cited, ...]:
    """Every sentence with a mark whose paper is known, once a paper."""
    return tuple(_find(document, by_number(document)))


def _find(document: Document, known: Mapping[int, Paper]) -> Iterator[Cited]:
    for line in document.text_lines if known else ():
        text = line.folded.text
        told: set[tuple[int, str]] = set()
        for mark in MARK.finditer(text):
            # A mark behind the full stop belongs to the sentence before it.
            start = max((text.rfind(end, 0, max(0, mark.start() - 1)) for end in "。!?;"), default=-1) + 1
            ends = [place for end in "。!?;" if (place := text.find(end, mark.end())) >= 0]
            for number in numbers_in(mark[1]):
                paper = known.get(number)
                if paper and (start, paper.key) not in told:
                    told.add((start, paper.key))
                    yield Cited(line, start, min(ends, default=len(text)), paper)


def by_number(document: Document) -> dict[int, Paper]:
    """The papers by the numbers of their marks: records in an article, the entries of its list in a text."""
    papers = document.known.papers
    found: dict[int, Paper] = {}
    for line in document.lines:
        for (_place, label), (_same, key) in zip(line.cites, line.sources, strict=False):
            if key in papers and label.strip("[]").isdigit():
                found.setdefault(int(label.strip("[]")), papers[key])
    return found or {number: paper_of(line) for number, (line, _start, _end) in entries(document).items()}


def entries(document: Document) -> dict[int, tuple[Line, int, int]]:
    """The numbered entries of the list of references: number to line, and the place of the number in it."""
    found: dict[int, tuple[Line, int, int]] = {}
    for line in document.entries:
        if match := ENTRY_NUMBER.match(line.folded.text):
            found.setdefault(int(match[1] or match[2]), (line, *match.span(1 if match[1] else 2)))
    return found


def paper_of(line: Line) -> Paper:
    """What an entry as printed says: its authors' family names, its year; the whole of it stands for the title."""
    text = line.folded.text
    number = ENTRY_NUMBER.match(text)
    body = text[number.end() :] if number else text
    end = _AUTHORS_END.search(body)
    years = {int(year) for year in _YEAR.findall(re.sub(r"\b10\.\d{4,9}/\S+|https?://\S+", " ", body))}
    return Paper(
        key=f"[{number[1] or number[2]}]" if number else "",
        authors=tuple(_FAMILY.findall(body[: end.start()])) if end else (),
        year=next(iter(years)) if len(years) == 1 else None,
        title=body,
        has_identifier=bool(re.search(r"\b10\.\d{4,9}/|PMID", body, re.ASCII)),
    )


def plain(name: str) -> str:
    """A name without case, accents and marks, for comparing."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum())
