"""Reading an article that comes as a web page, or as HTML made from another format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .beside import Finder, nothing
from .disclaimers import is_labelled
from .folding import fold
from .headings import is_stock
from .html_article import find_article
from .html_lines import LineReader, Placed
from .html_tree import Page, parse
from .lines import Line, clean
from .marks import Mark
from .metadata import says_facts
from .parsed import ParsedArticle
from .pictures import name_pictures
from .reference_list import begins_list, may_belong
from .structure import Source, build
from .titles import without_site


def read_html(text: str) -> ParsedArticle:
    """A saved page in, the article on it out; what stood around the article is under `dropped`, block by block."""
    return build(source_of_page(text))


def source_of_page(text: str, find: Finder = nothing, address: str = "") -> Source:
    """A saved page as lines, those of the article parted from the others.

    `find` knows the files that lie beside it, `address` is where it was saved from, if that is known.
    """
    page = parse(text)
    name_pictures(page.body, find, address or page.address)
    reader = LineReader(find_article(page.body), first_number=2)
    placed = _with_title(reader.read(page.body), page)
    inside, outside = _parted(placed)
    return Source(inside, outside, page.notes, reader.left_pictures())


def source_of_fragment(text: str, outside: Sequence[str] = (), find: Finder | None = None) -> Source:
    """HTML that is all article (from Word, from Markdown) as lines. `outside`: what it left behind.

    Without `find` its pictures have their keys already.
    """
    page = parse(text)
    if find is not None:
        name_pictures(page.body, find)
    reader = LineReader(page.body)
    lines = [placed.line for placed in reader.read(page.body)]
    first = len(lines) + 1
    left = [Line(first + index, line, clean(line), fold(clean(line)), gap=True) for index, line in enumerate(outside)]
    return Source(_titled(lines), left, page.notes, reader.left_pictures())


def _titled(lines: list[Line]) -> list[Line]:
    """The only heading of the first level, above all others, is the title."""
    headings = [line for line in lines if line.is_marked("heading") and not _is_of_any_article(line)]
    highest = min((line.mark.level for line in headings), default=0)
    top = [line for line in headings if line.mark.level == highest]
    if any(line.is_marked("title") for line in lines) or len(top) != 1 or headings[0] is not top[0] or highest != 1:
        return lines
    return [replace(line, mark=Mark("title")) if line is top[0] else line for line in lines]


def _is_of_any_article(line: Line) -> bool:
    return is_stock(line.folded) or begins_list(line) or is_labelled(line)


def _with_title(placed: list[Placed], page: Page) -> list[Placed]:
    """The lines with that of the title marked, and the title of the window as a line of its own."""
    at = _title_line(placed, page)
    if at is not None:
        title = placed[at].line
        inside = replace(placed[at], line=replace(title, mark=Mark("title")), place="inside")
        placed = [*placed[:at], inside, *placed[at + 1 :]]
    placed = _dated(placed, page)
    if not page.window_title:
        return placed
    window = Line(1, page.window_title, clean(page.window_title), fold(clean(page.window_title)), gap=True)
    if at is None:
        return [Placed(replace(window, mark=Mark("title")), "inside"), *placed]
    return [Placed(window, "junk"), *placed]


def _dated(placed: list[Placed], page: Page) -> list[Placed]:
    """WeChat writes the day by script: of a saved page only the script may know it."""
    if not page.scripted_date or any(one.line.is_marked("meta") and one.line.mark.key == "date" for one in placed):
        return placed
    words = page.scripted_date
    line = Line(len(placed) + 2, words, words, words, gap=True, mark=Mark("meta", key="date"))
    return [*placed, Placed(line, "inside")]


def _title_line(placed: list[Placed], page: Page) -> int | None:
    """Where the title stands: marked as such, else the h1 that the window names, else the only h1, else any heading
    that the window names."""
    marked = [index for index, one in enumerate(placed) if one.line.is_marked("title")]
    if marked:
        return marked[0]
    window = fold(page.window_title)
    headings = [index for index, one in enumerate(placed) if one.line.is_marked("heading")]
    first = [index for index in headings if placed[index].line.mark.level == 1 and placed[index].place != "junk"]
    named = [i for i in headings if len(placed[i].line.text) >= 4 and window.startswith(placed[i].line.folded)]
    both = [index for index in first if index in named]
    if both:
        return both[0]
    if len(first) == 1:
        return first[0]
    if named:
        return named[0]
    lines = enumerate(placed)
    title = fold(without_site(page.window_title))
    return next((i for i, one in lines if title and one.line.folded == title and one.place != "junk"), None)


def _parted(placed: list[Placed]) -> tuple[list[Line], list[Line]]:
    """Lines of the article and lines around it: facts under the title, the disclaimer and the references come along."""
    inside: list[Line] = []
    outside: list[Line] = []
    title = next((index for index, one in enumerate(placed) if one.line.is_marked("title")), len(placed))
    in_references = False
    for index, one in enumerate(placed):
        line = one.line
        in_references = one.place == "after" and (begins_list(line) or (in_references and may_belong(line)))
        belongs = (
            (one.place == "inside" and not (one.is_link and index < title < len(placed)))
            or line.is_marked("meta")
            or in_references
            or (one.place == "before" and index > title and says_facts(line))
            or (one.place in ("after", "junk") and index > title and is_labelled(line) and len(line.text) > 12)
            or (one.place == "after" and says_facts(line))
        )
        (inside if belongs else outside).append(line)
    return inside, outside
