"""What a text says of a paper it cites, or of a document of some body: author and year, against the entry or record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws, papers
from articles.checks.document import Document, Line
from articles.checks.facts import Paper, once_a_set
from articles.checks.findings import Level
from articles.checks.papers import Cited
from articles.checks.registry import Hit, check

_AUTHOR = re.compile(
    r"(?<![A-Za-z\-])([A-Z][A-Za-z\u00c0-\u024f'’\-]{2,30})(?: [A-Z]{1,3})?"
    r"(?: ?et al\.?| ?等(?!离)| ?(?:团队|小组|课题组|教授|博士|及其?同事)(?![^,。;]{0,6}接受))"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年|[((]((?:19|20)\d\d)[))]")
_PUBLISHED = re.compile(r"发表|报道|刊登|刊于|提出|发布|公布|论文|文章|综述|指南|共识|声明|et al|等人?")
# What a body is said to have done, and the word for it in the titles of its documents.
_DEEDS = (
    ("更名|命名|改名|改称|正名|名称|术语", "nomenclature|naming|terminolog|命名|名称"),
    ("最低|标准|定义|鉴定", "criteria|defin|standard|标准|定义"),
    ("指南|指引|准则", "guideline|guidance|指南"),
    ("声明|立场|共识", "position|statement|consensus|声明|共识"),
)
_SENTENCE = re.compile(r"[^。!?;]+")
_WORD = re.compile(r"[a-z]{4,}|[一-鿿]")
_COMMON = frozenset("international society with from that this update".split())
_DOMINICI = "[1] Dominici M, Le Blanc K, et al. Minimal criteria. Cytotherapy. 2006;8(4):315-317."
_PITTENGER = "[1] Pittenger MF, et al. Science. 1999;284(5411):143-147."
ALIKE = 0.6  # of the words of the shorter title


def _alone(document: Document) -> Iterator[Cited]:
    """Sentences that cite one paper, so that what they say of author and year can mean no other."""
    found: dict[tuple[int, int], list[Cited]] = {}
    for each in papers.cited(document):
        found.setdefault((id(each.line), each.start), []).append(each)
    yield from (each[0] for each in found.values() if len(each) == 1)


@check(
    code="consistency.cited-author",
    level=Level.WARNING,
    rule=laws.EVIDENCE,
    message=_("这里说是%(name)s，所引文献 %(key)s 的作者里没有这个人（%(authors)s）。请核对作者，或换用对的文献。"),
    fires=f"Thomson等提出了最低标准[1]。\n参考文献\n{_DOMINICI}",
    silent=f"Dominici等提出了最低标准[1]。\n参考文献\n{_DOMINICI}",
)
def cited_author(document: Document) -> Iterator[Hit]:
    for each in _alone(document):
        text = each.line.folded.text[each.start : each.end]
        names = list(_AUTHOR.finditer(text))
        if len(names) != 1 or not each.paper.authors or _is_author(names[0][1], each.paper):
            continue
        start, end = (each.start + place for place in names[0].span(1))
        values = {"name": names[0][1], "key": each.paper.key, "authors": "、".join(each.paper.authors[:3])}
        yield Hit(each.line, *each.line.folded.span(start, end), values)


def _is_author(name: str, paper: Paper) -> bool:
    """Whether the name is an author's, or stands in the entry at all: `Blanc` for `Le Blanc`, a body in a title."""
    wanted = papers.plain(name)
    return any(wanted in papers.plain(author) for author in paper.authors) or wanted in papers.plain(paper.title)


@check(
    code="consistency.cited-year",
    level=Level.WARNING,
    rule=laws.EVIDENCE,
    message=_("这里说的是%(year)s年，所引文献 %(key)s 发表于 %(recorded)s 年。请核对年份，或换用对的文献。"),
    fires=f"2001年，Pittenger等人报道了多向分化[1]。\n参考文献\n{_PITTENGER}",
    silent=f"1999年，Pittenger等人报道了多向分化[1]。\n参考文献\n{_PITTENGER}",
)
def cited_year(document: Document) -> Iterator[Hit]:
    for each in _alone(document):
        text = each.line.folded.text[each.start : each.end]
        years = list(_YEAR.finditer(text))
        if len(years) != 1 or each.paper.year is None or not _PUBLISHED.search(text):
            continue
        year = int(years[0][1] or years[0][2])
        apart = abs(year - each.paper.year)
        # Online in December, in print in January: a year apart is worth a look, and no more.
        if apart and (years[0][2] or _AUTHOR.search(text) or re.search(r"发表|刊登|刊于|发布", text)):
            start, end = (each.start + place for place in years[0].span())
            values = {"year": year, "key": each.paper.key, "recorded": each.paper.year}
            span = each.line.folded.span(start, end)
            yield Hit(each.line, *span, values, level=Level.INFO if apart == 1 else None)


@check(
    code="consistency.body-year",
    level=Level.WARNING,
    rule=laws.EVIDENCE,
    message=_("%(body)s的这类文件，记录里是%(recorded)s，没有%(year)s年的。请核对年份并引用来源，或补录文献。"),
    for_articles=True,
)
def body_year(document: Document) -> Iterator[Hit]:
    documents = _by_body(document.known.documents)
    for line in document.text_lines if documents else ():
        for sentence in _SENTENCE.finditer(line.folded.text):
            years, bodies = list(_YEAR.finditer(sentence[0])), papers.bodies_in(sentence[0])
            if len(years) != 1 or len(bodies) != 1 or papers.MARK.search(line.folded.text, sentence.start()):
                continue
            year, body = int(years[0][1] or years[0][2]), bodies.pop()
            recorded = {each.year: each.key for each in documents.get(body, ()) if _is_about(sentence[0], each)}
            if recorded and year not in recorded:
                start, end = (sentence.start() + place for place in years[0].span())
                listed = "、".join(f"{each}年（{key}）" for each, key in sorted(recorded.items()))
                yield Hit(line, *line.folded.span(start, end), {"body": body, "recorded": listed, "year": year})


@once_a_set
def _by_body(documents: tuple[Paper, ...]) -> dict[str, list[Paper]]:
    """Documents by each body that they name."""
    named: dict[str, list[Paper]] = {}
    for each in documents:
        for body in papers.bodies_in(_named(each)):
            named.setdefault(body, []).append(each)
    return named


def _named(paper: Paper) -> str:
    return f"{paper.title} {' '.join(paper.authors)}"


def _is_about(text: str, paper: Paper) -> bool:
    """Whether the first deed that the text names is the matter of the document's title."""
    title = next((title for deed, title in _DEEDS if re.search(deed, text)), "")
    return bool(title and paper.year and re.search(title, paper.title, re.IGNORECASE))


@check(
    code="consistency.other-authors",
    level=Level.WARNING,
    rule=laws.EVIDENCE,
    message=_("文献 %(key)s 与 %(other)s 像是同一份文件，作者却不同（%(said)s；%(recorded)s）。请核对署名。"),
    for_articles=True,
)
def other_authors(document: Document) -> Iterator[Hit]:
    known = document.known
    for paper in known.papers.values():
        bodies = papers.bodies_in(_named(paper))
        if paper.has_identifier or not bodies or not paper.authors:
            continue  # the record that can be looked up is the one to trust
        for other in known.documents:
            if other.key != paper.key and other.has_identifier and _is_same(paper, other, bodies):
                values = {"key": paper.key, "other": other.key, "said": paper.authors[0]}
                line, span = _place(document, paper.key)
                yield Hit(line, *span, values | {"recorded": other.authors[0] if other.authors else "—"})


def _is_same(paper: Paper, other: Paper, bodies: set[str]) -> bool:
    """The same body, year and matter, and another first author."""
    if paper.year != other.year or not bodies & papers.bodies_in(_named(other)):
        return False
    one, two = _words(paper.title), _words(other.title)
    alike = len(one & two) / max(1, min(len(one), len(two)))
    first = papers.plain(other.authors[0]) if other.authors else ""
    return alike >= ALIKE and papers.plain(paper.authors[0]) != first


def _words(title: str) -> set[str]:
    return set(_WORD.findall(title.lower())) - _COMMON


def _place(document: Document, key: str) -> tuple[Line, tuple[int, int]]:
    """Where the paper is cited first; the list of references, where only that names it."""
    for line in document.lines:
        for place, cited in line.sources:
            if cited == key:
                start = max(line.text.rfind(mark, 0, max(0, place - 1)) for mark in "。！？；") + 1
                return line, (start, place)
    return Line(1, "", where=key, field="further_reading"), (0, 0)
