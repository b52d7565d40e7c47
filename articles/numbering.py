"""Citation marks in a body as numbers in order of first use; marks side by side are one, as `[1,3–5]`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from lxml.html import HtmlElement, builder

from articles import marks
from references import formatting
from references.choices import RetractionStatus
from references.models import Citation

RANGE = 3  # neighbours from which on a range is written; two stand beside one another
DASH = "–"


@dataclass(frozen=True)
class Reference:
    """An entry of the reference list. `backlinks` are the ids of the marks that point at it, in order of the text.

    `style` is a name of `references.styles.STYLES`, '' for the site's. `others` says how many other articles cite it.
    """

    number: int
    citation: Citation
    backlinks: tuple[str, ...] = ()
    style: str = ""
    others: int = 0

    @property
    def id(self) -> str:
        return f"ref-{self.number}"

    @property
    def text(self) -> str:
        return formatting.described(self.citation, self.style)

    @property
    def whole(self) -> str:
        """The entry with its addresses, as it is copied."""
        return formatting.plain(self.citation, self.style)

    @property
    def links(self) -> list[formatting.Link]:
        return formatting.links(self.citation)

    @property
    def notices(self) -> list[formatting.Link]:
        return formatting.notices(self.citation)


def number(tree: HtmlElement, further_reading: list[str], public: dict[str, Citation]) -> list[Reference]:
    """Replace the marks by numbers; the entries follow their order of first use, further reading after it.

    `public` has the public citations by the keys that stand for them. Keys of records that were merged are one entry.
    Marks to citations that are not public leave no trace.
    """
    found = list(marks.citation_marks(tree))
    keys = [*(key for _element, key in found), *further_reading]
    cited = dict.fromkeys(public[key] for key in keys if key in public)
    numbers = _Numbers({citation: at for at, citation in enumerate(cited, start=1)})
    for element, key in found:
        if key not in public:
            element.drop_tree()
    for group in _side_by_side([element for element, key in found if key in public]):
        citations = {numbers.of[citation]: citation for citation in (public[_key(element)] for element in group)}
        group[0].addprevious(numbers.mark(citations, inside_link=next(group[0].iterancestors("a"), None) is not None))
        for element in group:
            element.drop_tree()
    return [Reference(at, citation, tuple(numbers.anchors[at])) for citation, at in numbers.of.items()]


def _key(element: HtmlElement) -> str:
    return element.get("data-citation", "")


def _side_by_side(elements: list[HtmlElement]) -> Iterator[list[HtmlElement]]:
    """Marks with nothing between them but blanks; marks that say something themselves stand alone."""
    group: list[HtmlElement] = []
    for element in elements:
        after = group and group[-1].getnext() is element and not (group[-1].tail or "").strip()
        if group and not (after and not _text(element) and not _text(group[-1])):
            yield group
            group = []
        group.append(element)
    if group:
        yield group


def _text(element: HtmlElement) -> str:
    return element.text_content().strip()


@dataclass
class _Numbers:
    """The numbers of citations, and the ids of the marks made so far."""

    of: dict[Citation, int]
    anchors: dict[int, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.anchors = {at: [] for at in self.of.values()}

    def mark(self, citations: dict[int, Citation], *, inside_link: bool) -> HtmlElement:
        """The `sup` for citations by their numbers. Inside a link, which cannot hold another one, it is text."""
        retracted = any(each.retraction_status == RetractionStatus.RETRACTION for each in citations.values())
        sup = builder.SUP({"class": "cite cite-retracted" if retracted and len(citations) == 1 else "cite"})
        ordered = sorted(citations)
        if inside_link:
            sup.text = f"[{_as_ranges(ordered)}]"
        elif len(ordered) == 1:
            sup.append(self._link(ordered[0], f"[{ordered[0]}]"))
        else:
            self._fill(sup, citations)
        return sup

    def _fill(self, sup: HtmlElement, citations: dict[int, Citation]) -> None:
        sup.text = "["
        for at, run in enumerate(_runs(sorted(citations))):
            if at:
                sup[-1].tail = ","
            shown = run if len(run) < RANGE else [run[0], run[-1]]
            for place, number in enumerate(run):
                if number in shown:
                    sup.append(self._link(number, str(number), citations[number]))
                    sup[-1].tail = "" if number == run[-1] else "," if len(run) < RANGE else DASH if not place else ""
                else:
                    sup.append(builder.SPAN({"id": self._anchor(number), "data-ref": f"ref-{number}"}))
        sup[-1].tail = "]"

    def _link(self, number: int, label: str, citation: Citation | None = None) -> HtmlElement:
        link = builder.A(label, {"href": f"#ref-{number}", "id": self._anchor(number), "role": "doc-noteref"})
        link.set("aria-label", _("参考文献 {label}").format(label=f"[{number}]"))
        if citation and citation.retraction_status == RetractionStatus.RETRACTION:
            link.set("class", "is-retracted")
        return link

    def _anchor(self, number: int) -> str:
        anchor = f"cite-{number}-{len(self.anchors[number]) + 1}"
        self.anchors[number].append(anchor)
        return anchor


def _runs(numbers: list[int]) -> list[list[int]]:
    """Neighbours together: 1, 3, 4, 5 as [1], [3, 4, 5]."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _as_ranges(numbers: list[int]) -> str:
    runs = _runs(numbers)
    return ",".join(f"{run[0]}{DASH}{run[-1]}" if len(run) >= RANGE else ",".join(map(str, run)) for run in runs)
