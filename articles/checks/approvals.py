"""What a text says of approvals: which product, where, in which year, with conditions or in full. Pure."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import ahocorasick_rs

from articles.checks.document import Document, Line
from articles.checks.facts import ProductFacts, once_a_set
from articles.checks.normalise import normalise
from articles.checks.product_sets import ProductSet, layers

PLACES = {
    "KR": r"韩国|南韩|MFDS|食品药品安全[部处厅]",
    "JP": r"日本|厚生劳动省|PMDA",
    "US": r"美国|FDA",
    "EU": r"欧盟|欧洲联盟|欧洲(?!之星)|EMA(?![A-Za-z])",
    "CA": r"加拿大",
    "CN": r"中国(?!台湾|香港|澳门)|我国|国家药监局|国家药品监督管理局|NMPA",
    "IN": r"印度(?!尼西亚)",
    "IR": r"伊朗",
    "NZ": r"新西兰",
    "AU": r"澳大利亚",
    "CH": r"瑞士",
    "GB": r"英国",
}
NAMES = dict(zip(PLACES, "韩国 日本 美国 欧盟 加拿大 中国 印度 伊朗 新西兰 澳大利亚 瑞士 英国".split(), strict=True))
_PLACES = {place: re.compile(pattern) for place, pattern in PLACES.items()}
_APPROVED = re.compile(r"批准|获批|准予上市|获准|上市许可|承认")
_OTHERWISE = re.compile(
    r"未(?:获|能|予)?(?:批准|获批|承认)|没有批准|拒绝|不批准|拒批|申请|受理|提交|撤|退市|暂停|吊销|失效|到期|届满|延期|续期|会议|建议|推荐"
    r"|(?:批准|获批|准予|获准|承认)[^。;,]{0,24}(?:试验|研究(?:申请)?)|试验(?:申请|许可|批件)|(?:开展|启动|进入)[^。;,]{0,10}试验"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:年|(?=\.\d{1,2}(?:\.\d{1,2})?(?!\d))|(?=-\d\d))")
# One sentence, several approvals: 在欧盟于2018年3月、在日本于2021年10月获得批准.
_PAIR = re.compile(
    r"(?:在|于)?(?P<place>[一-鿿A-Z]{2,8}?)(?:上市|获批)?[,]?(?:于|在)?(?P<year>(?:19|20)\d\d)年(?:(?P<month>\d{1,2})月)?"
)
_MONTH = re.compile(r"(?<!\d)(?:19|20)\d\d(?:年(\d{1,2})月|[.-](\d{1,2})(?!\d))")
_YEAR_CELL = re.compile(r"^((?:19|20)\d\d)年?(?:\d{1,2}月)?(?:\d{1,2}日)?$")
_CONDITIONAL = re.compile(
    r"(?:附|有)条件(?:地)?(?:、?限期|与?期限|及期限)?(?:的)?(?:获得?)?(?:批准|获批|上市|承认|许可)|条件及期限"
)
_FULL = re.compile(r"(?:完全|正式|全面|常规)(?:获得?)?(?:批准|获批|上市许可)")
_SENTENCE = re.compile(r"[^。;!?]+")
_WORD = re.compile(r"[a-z0-9]")


@dataclass(frozen=True)
class Told:
    """`name` is said to have been approved; `place` and `year` where the sentence gives one of each and no other."""

    name: str
    place: str
    year: int | None
    is_conditional: bool
    is_full: bool
    line: Line
    start: int
    end: int
    month: int | None = None


class Names:
    """The known spellings of products, found in one pass over folded text, however many there are."""

    def __init__(self, products: Iterable[ProductFacts]) -> None:
        is_set = isinstance(products, ProductSet)
        parts = layers(products if is_set else tuple(products))
        self._layers = [(_spelled(p) if is_set else _Spelled(p), gone) for p, gone in parts]

    def find(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Name of the record, start and end of every spelling in folded text: the longest that begins at a place."""
        lower, taken = _lower(text), 0
        for start, minus_end, name in sorted(hit for each, gone in self._layers for hit in each.hits(lower, gone)):
            if start >= taken and not _goes_on(lower, start, -minus_end):
                taken = -minus_end
                yield name, start, taken

    def __contains__(self, spelling: str) -> bool:
        return any(each.name(folded(spelling), gone) for each, gone in self._layers)


class _Spelled:
    """The spellings of some records, folded."""

    def __init__(self, products: Iterable[ProductFacts]) -> None:
        self._names: dict[str, list[str]] = {}
        for product in products:
            for spelling in (product.name, *product.spellings):
                if len(written := folded(spelling)) >= 3:
                    self._names.setdefault(written, []).append(product.name)
        self._spellings = list(self._names)
        self._automaton = ahocorasick_rs.AhoCorasick(self._spellings) if self._spellings else None

    def hits(self, lower: str, gone: frozenset[str]) -> Iterator[tuple[int, int, str]]:
        """Start, end less than nothing, and name of the record for every spelling in a text."""
        hits = self._automaton.find_matches_as_indexes(lower, overlapping=True) if self._automaton else ()
        for index, start, end in hits:
            if name := self.name(self._spellings[index], gone):
                yield start, -end, name

    def name(self, spelling: str, gone: frozenset[str]) -> str | None:
        """The first record, but for those that are gone, that has a spelling."""
        return next((name for name in self._names.get(spelling, ()) if name not in gone), None)


@once_a_set
def _spelled(products: tuple[ProductFacts, ...]) -> _Spelled:
    return _Spelled(products)


@functools.lru_cache(maxsize=65_536)  # after a change of one product all names are looked up anew
def folded(spelling: str) -> str:
    """A spelling as it is looked for: folded, in lower case."""
    return _lower(normalise(spelling).text)


def _lower(text: str) -> str:
    """In lower case, every character at its place."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _goes_on(lower: str, start: int, end: int) -> bool:
    """Whether a letter or digit touches the stretch: then it is a part of another word."""
    return bool(_WORD.match(lower[start - 1 : start]) or _WORD.match(lower[end : end + 1]))


@once_a_set
def names_of(products: tuple[ProductFacts, ...]) -> Names:
    """The spellings of all known products; made once, as long as the records are the same."""
    return Names(products)


def told(document: Document, names: Names) -> Iterator[Told]:
    """Approvals in sentences, and in the rows of tables, that speak of one product."""
    for line in document.text_lines:
        text = line.folded.text
        if line.kind == "row" or text.startswith("|"):
            yield from _of_row(line, text, names)
            continue
        for sentence in _SENTENCE.finditer(text):
            yield from _of_sentence(line, sentence, names)


def _of_sentence(line: Line, sentence: re.Match[str], names: Names) -> Iterator[Told]:
    text = sentence[0]
    if not _APPROVED.search(text) or _OTHERWISE.search(text):
        return
    found = list(names.find(text))
    if len({name for name, _start, _end in found}) != 1:
        return
    places = [place for place, pattern in _PLACES.items() if pattern.search(text)]
    years = {int(year[1]) for year in _YEAR.finditer(text)}
    name, start, end = found[0]
    conditions = bool(_CONDITIONAL.search(text)), bool(_FULL.search(text))
    span = (sentence.start() + start, sentence.start() + end)
    if len(places) > 1 or len(years) > 1:
        if len(places) == len(years):
            for place, year, month in _pairs(text):
                yield Told(name, place, year, False, False, line, *span, month)
        return
    months = {int(found[1] or found[2]) for found in _MONTH.finditer(text)}
    month = months.pop() if len(months) == 1 and years else None
    yield Told(name, places[0] if places else "", years.pop() if years else None, *conditions, line, *span, month)


def _pairs(text: str) -> Iterator[tuple[str, int, int | None]]:
    """Place, year and month of each of several approvals in a sentence that gives them side by side."""
    for found in _PAIR.finditer(text):
        here = [place for place, pattern in _PLACES.items() if pattern.search(found["place"])]
        if len(here) == 1:
            yield here[0], int(found["year"]), int(found["month"]) if found["month"] else None


def _of_row(line: Line, text: str, names: Names) -> Iterator[Told]:
    cells = [cell.strip() for cell in text.strip().strip("|").split("|")]
    found = list(names.find(text))
    years = {int(year[1]) for cell in cells[1:] if (year := _YEAR_CELL.match(cell))}
    short = [cell for cell in cells[1:] if len(cell) <= 8]
    places = {place for cell in short for place, pattern in _PLACES.items() if pattern.search(cell)}
    if len({name for name, _start, _end in found}) == 1 and len(years) == 1 and len(places) == 1:
        yield Told(found[0][0], places.pop(), years.pop(), False, False, line, found[0][1], found[0][2])
