"""What stands on the paper: a revision as its page would show it, cut into blocks that Word and PDF can set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from lxml.html import HtmlElement
from modeltranslation.utils import build_localized_fieldname

from articles import marks
from articles.models import Revision
from articles.paper import pictures
from articles.paper.pictures import Picture
from articles.rendering import render

CHECK_LENGTH = 12  # characters of the hash: enough to tell one print from another
_HEADINGS = {"h2": 1, "h3": 2, "h4": 3, "h5": 3, "h6": 3}
_BLOCKS = {"p", "ul", "ol", "table", "figure", "blockquote", "div", "figcaption", "caption", "dl", *_HEADINGS}
_SKIPPED = {"svg", "script", "style", "template", "hr"}
_STYLES = {"strong": "bold", "b": "bold", "em": "italic", "i": "italic", "sup": "sup", "sub": "sub"}


@dataclass(frozen=True)
class Run:
    """A piece of text in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    sup: bool = False
    sub: bool = False


@dataclass(frozen=True)
class Block:
    """`kind`: heading, paragraph, item, quote, caption, picture or table; `level` of headings and nested items, from 1.

    `marker` stands before an item (a bullet or its number). `rows` are those of a table, `heads` how many are headers.
    Of a picture `source` is its address, and `runs` its alternative text.
    """

    kind: str
    runs: tuple[Run, ...] = ()
    level: int = 1
    marker: str = ""
    rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()
    heads: int = 0
    source: str = ""

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def frame_words() -> dict[str, str]:
    """What stands around the text, in the language that is active now."""
    return {
        "disclaimer": _("免责说明"),
        "references": _("参考文献"),
        "verdict": _("审核意见"),
        "choices": _("□ 核准　□ 修改后再看　□ 退回"),
        "signature": _("签名：____________________　日期：____________________"),
        "alternative": _("替代文字："),
        "no_alternative": _("没有替代文字"),
    }


@dataclass(frozen=True)
class Section:
    """One script of the revision: its title, the facts above the text, the text and what follows it.

    `pictures` are those of its blocks that could be read, by their `source`.
    """

    language: str
    name: str
    title: str
    facts: list[tuple[str, str]]
    blocks: list[Block]
    references: list[str] = field(default_factory=list)
    disclaimer: str = ""
    pictures: dict[str, Picture] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=frame_words)

    def alternative(self, block: Block) -> str:
        """What is printed below a picture, because it is reviewed too: the words for those who do not see it."""
        return self.words["alternative"] + (block.text or self.words["no_alternative"])


@dataclass(frozen=True)
class Paper:
    """A print of `revision`; `stamp` tells it from every other one."""

    title: str
    stamp: str
    sections: list[Section]


NAMES = {"zh-hans": "简体", "zh-hant": "繁體"}


def paper(revision: Revision, languages: tuple[str, ...] = ("zh-hans", "zh-hant")) -> Paper:
    """The revision in `languages`, in their order; the frame is written in the first of them."""
    sections = [_section(revision, language) for language in languages]
    with translation.override(languages[0]):
        when = timezone.localtime(revision.created_at).strftime("%Y-%m-%d %H:%M")
        stamp = _("第 %(number)s 版，%(when)s 保存，校验值 %(check)s") % {
            "number": revision.number,
            "when": when,
            "check": revision.content_hash[:CHECK_LENGTH],
        }
    return Paper(sections[0].title, stamp, sections)


def strings(value: object) -> Iterator[str]:
    """Every text in a paper, in whatever part of it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from strings(each)
    elif isinstance(value, dict):
        yield from strings(list(value.values()))
    elif is_dataclass(value):
        yield from strings([getattr(value, each.name) for each in fields(value)])


def _section(revision: Revision, language: str) -> Section:
    def text(name: str) -> str:
        return getattr(revision, build_localized_fieldname(name, language)) or ""

    body = render(revision, language)
    with translation.override(language):
        facts = [
            (_("摘要"), text("summary")),
            (_("适用人群"), text("audience")),
            (_("作者"), _person(revision.author)),
            (_("医学审核"), _person(revision.medical_reviewer)),
            (_("来源"), " ".join(filter(None, (revision.source_name, revision.source_url)))),
        ]
        return Section(
            language=language,
            name=NAMES[language],
            title=text("title"),
            facts=[(name, value) for name, value in facts if value],
            blocks=blocks(str(body.html)),
            references=[f"[{entry.number}] {entry.text} {_addresses(entry)}".strip() for entry in body.references],
            disclaimer=text("disclaimer"),
            pictures=pictures.read(body.images),
        )


def _person(person) -> str:
    return "，".join(filter(None, (person.name, person.credentials, person.affiliation))) if person else ""


def _addresses(entry) -> str:
    return " ".join(link.text for link in entry.links if link.label)


def blocks(html: str) -> list[Block]:
    """Blocks of a rendered body, in the order of the text."""
    return list(_blocks(marks.fragment(html), depth=0))


def _blocks(element: HtmlElement, depth: int) -> Iterator[Block]:
    """Of a container: text that stands in it without a paragraph is one."""
    loose: list[Run] = list(_text(element.text))
    for child in element:
        if isinstance(child.tag, str) and child.tag in _BLOCKS:
            yield from _paragraph(loose)
            loose = []
            yield from _block(child, depth)
        elif child.tag == "picture":
            yield from _paragraph(loose)
            loose = []
            shown = next(child.iter("img"))
            yield Block("picture", (Run(shown.get("alt") or ""),), source=shown.get("src") or "")
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
            loose += _runs_with_self(child, Run(""))
        loose += _text(child.tail)
    yield from _paragraph(loose)


def _block(element: HtmlElement, depth: int) -> Iterator[Block]:
    tag = element.tag
    if tag in _HEADINGS:
        yield Block("heading", _tidy(_runs(element, Run(""))), level=_HEADINGS[tag])
    elif tag == "p":
        yield from _paragraph(list(_runs(element, Run(""))))
    elif tag in ("ul", "ol"):
        yield from _items(element, depth + 1)
    elif tag == "table":
        yield from _table(element)
    elif tag in ("figcaption", "caption"):
        yield from (replace(block, kind="caption") for block in _paragraph(list(_runs(element, Run("")))))
    else:
        quoted = tag == "blockquote"
        for block in _blocks(element, depth):
            yield replace(block, kind="quote") if quoted and block.kind == "paragraph" else block


def _items(element: HtmlElement, depth: int) -> Iterator[Block]:
    number = int(start) if (start := element.get("start", "1")).isdecimal() else 1
    for item in element.iter("li"):
        if item.getparent() is not element:
            continue
        marker = f"{number}." if element.tag == "ol" else "•"
        for position, block in enumerate(_blocks(item, depth)):
            is_text = block.kind == "paragraph"
            own = marker if position == 0 and is_text else block.marker
            yield replace(block, kind="item", level=depth, marker=own) if is_text else block
        number += 1


def _table(element: HtmlElement) -> Iterator[Block]:
    """Rows of one width: a cell that spans columns is followed by empty ones, one that spans rows stands once."""
    for caption in element.findall("caption"):
        yield from _block(caption, 0)
    rows, heads = [], 0
    for row in element.iter("tr"):
        cells: list[tuple[Run, ...]] = []
        for cell in (cell for cell in row if cell.tag in ("td", "th")):
            cells.append(_tidy(_runs(cell, Run("", bold=cell.tag == "th"))))
            span = cell.get("colspan", "1")
            cells += [()] * (min(int(span), 50) - 1 if span.isdecimal() else 0)
        heads += row.getparent().tag == "thead"
        rows.append(cells)
    width = max((len(row) for row in rows), default=0)
    if width:
        yield Block("table", rows=tuple((*row, *[()] * (width - len(row))) for row in rows), heads=heads)


def _paragraph(runs: list[Run]) -> Iterator[Block]:
    if tidy := _tidy(runs):
        yield Block("paragraph", tidy)


def _runs(element: HtmlElement, style: Run) -> Iterator[Run]:
    yield from _text(element.text, style)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _SKIPPED:
            yield from _runs_with_self(child, style)
        yield from _text(child.tail, style)


def _runs_with_self(element: HtmlElement, style: Run) -> Iterator[Run]:
    if element.tag == "br":
        yield replace(style, text="\n")
    elif element.tag == "img":
        yield replace(style, text=_("［图：%(words)s］") % {"words": element.get("alt") or _("没有替代文字")})
    else:
        name = _STYLES.get(element.tag)
        yield from _runs(element, replace(style, **{name: True}) if name else style)


def _text(text: str | None, style: Run = Run("")) -> Iterator[Run]:
    if text:
        yield replace(style, text=re.sub(r"[ \t\r\n]+", " ", text))


def _tidy(runs) -> tuple[Run, ...]:
    """Without empty ends; empty where there is nothing but space."""
    found = [run for run in runs if run.text]
    if not "".join(run.text for run in found).strip():
        return ()
    found[0] = replace(found[0], text=found[0].text.lstrip(" "))
    found[-1] = replace(found[-1], text=found[-1].text.rstrip())
    return tuple(run for run in found if run.text)
