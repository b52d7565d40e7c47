"""What a text says of a product: name, attribute and value, and where. Pure: lines in, statements out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from articles.checks.document import Document, Line
from articles.checks.spellings import nearly_same, right_names

_NAME = re.compile(r"(?<![A-Za-z0-9/.])[A-Z][A-Za-z]{5,30}(?:-[A-Z]{1,4}(?![A-Za-z]))?(?: HS(?![A-Za-z]))?")
# Words with a capital that are no names of products or companies.
_COMMON = frozenset(
    "mesenchymal stromal clinical trials science nature cytotherapy lancet therapy research international society"
    " treatment response disease phase placebo exosomes exosome kidney journal medicine biology therapeutics"
    " transplantation university hospital institute national".split()
)
TISSUES = {
    "cord_blood": re.compile(r"脐带?血|UCB"),
    "umbilical_cord": re.compile(r"脐带(?!血)|(?<![A-Za-z])UC(?![A-Za-z])(?!-?MSC)"),
    "bone_marrow": re.compile(r"骨髓(?!移植)|(?<![A-Za-z])BM(?![A-Za-z])(?!-?MSC)"),
    "adipose": re.compile(r"脂肪"),
    "placenta": re.compile(r"胎盘"),
    "dental_pulp": re.compile(r"牙髓"),
}
DONORS = {"autologous": re.compile(r"自体|自身|患者本人|本人的"), "allogeneic": re.compile(r"异体|异基因|同种")}
NAMES = {
    "cord_blood": "脐带血",
    "umbilical_cord": "脐带",
    "bone_marrow": "骨髓",
    "adipose": "脂肪",
    "placenta": "胎盘",
    "dental_pulp": "牙髓",
    "autologous": "自体",
    "allogeneic": "异体",
}
REACH = 60
_REPORTED = re.compile(
    r"写成|印成|写作|误写|误作|错写|错印|误为|并非|不是|而非"
)  # the statement of somebody else, or denied
_OPENS = re.compile(r"^[\s\-•|*\d.、]*(?:[A-Za-z]+ )?$")


@dataclass(frozen=True)
class Statement:
    """`name` is said to have `value`; `start` to `end` is the word that says so, in folded text."""

    name: str
    attribute: str
    value: str
    line: Line
    start: int
    end: int


def names(document: Document) -> Iterator[tuple[Line, re.Match[str]]]:
    """Latin words in the text that look like names of products or companies."""
    for line in document.text_lines:
        for found in _NAME.finditer(line.folded.text):
            if found[0].lower() not in _COMMON:
                yield line, found


def grouped(document: Document, aliases: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Every spelling in the text (lower case) by the spelling that stands for all of its group.

    Spellings belong together that are aliases of one name, or differ by one letter.
    """
    known = right_names(aliases)
    group: dict[str, str] = {}
    for _line, found in names(document):
        spelling = found[0]
        if spelling.lower() not in group:
            near = next((other for other in group if nearly_same(other, spelling.lower())), None)
            recorded = known.get(spelling.lower())
            group[spelling.lower()] = recorded[-1] if recorded else group[near] if near else spelling
    return group


def of_products(document: Document, group: Mapping[str, str]) -> Iterator[Statement]:
    """What tables, lists and brackets say of tissue and donor: places where only one product can be meant."""
    for line in document.text_lines:
        text = line.folded.text
        found = [match for match in _NAME.finditer(text) if match[0].lower() in group]
        for index, match in enumerate(found):
            stretch = _stretch(line, text, found, index)
            if stretch is None:
                continue
            for attribute, values in (("tissue", TISSUES), ("donor", DONORS)):
                hits = [(value, hit) for value, pattern in values.items() if (hit := pattern.search(text, *stretch))]
                if len(hits) == 1 and not _REPORTED.search(text, stretch[0], hits[0][1].end()):
                    value, hit = hits[0]
                    yield Statement(group[match[0].lower()], attribute, value, line, *hit.span())


def _stretch(line: Line, text: str, found: list[re.Match[str]], index: int) -> tuple[int, int] | None:
    """Where the facts of the name at `index` stand: its row, its list item, or the bracket behind it."""
    match = found[index]
    if (line.kind == "row" or text.startswith("|")) and "|" not in text[1 : match.start()].strip(" |"):
        return match.end(), len(text)
    if text[match.end() : match.end() + 1] == "(" and (end := text.find(")", match.end())) > 0:
        return match.end(), min(end, match.end() + REACH)
    if _OPENS.match(text[: match.start()]):
        later = [other.start() for other in found[index + 1 :]]
        return match.end(), min([match.end() + 2 * REACH, *later])
    return None
