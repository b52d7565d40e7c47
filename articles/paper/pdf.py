"""A paper as PDF, with its pictures and its fonts in it."""

from __future__ import annotations

import io
import string
import threading
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm, mm
from reportlab.platypus import Flowable, Image, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from articles.paper import content, fonts
from articles.paper.content import Block, Paper, Run, Section

SIZES = {"title": 18, "heading1": 14, "heading2": 12.5, "heading3": 11.5, "caption": 9.5, "cell": 9}
QUIET = colors.HexColor("#606060")
MARGIN = 22 * mm
WIDTH = A4[0] - 2 * MARGIN
PICTURE = (WIDTH / cm, 20)  # cm, at most
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-", strict=True))  # the fonts have few of these
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-", strict=True))
_ONE_AT_A_TIME = threading.Lock()  # reportlab's fonts are those of the process


def pdf(paper: Paper) -> bytes:
    """The file, ready to be sent."""
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=20 * mm, bottomMargin=20 * mm,
        title=paper.title, lang="zh", subject=paper.stamp,
    )  # fmt: skip
    with _ONE_AT_A_TIME:
        fonts.register({*"".join(content.strings(paper)), *string.printable, *"•·："})
        story: list[Flowable] = []
        for section in paper.sections:
            story += [PageBreak()] if story else []
            story += _Setter(section).section()
        frame = partial(_frame, stamp=paper.stamp, font=fonts.family(paper.sections[0].language))
        document.build(story, onFirstPage=frame, onLaterPages=frame)
    return out.getvalue()


def _frame(canvas, document, *, stamp: str, font: str) -> None:
    canvas.saveState()
    canvas.setFont(font, 8)
    canvas.setFillColor(QUIET)
    canvas.drawString(MARGIN, A4[1] - 13 * mm, stamp)
    canvas.drawRightString(A4[0] - MARGIN, 12 * mm, str(document.page))
    canvas.restoreState()


class _Setter:
    """Sets one section in the font of its script."""

    def __init__(self, section: Section) -> None:
        self.part, self.language = section, section.language

    def section(self) -> Iterator[Flowable]:
        part, words = self.part, self.part.words
        yield self._line(f"{part.name} · {part.title}", "title")
        for name, value in part.facts:
            yield self._line(f"{name}：{value}")
        for number, block in enumerate(part.blocks, start=1):
            yield from self._block(block, number)
        if part.disclaimer:
            yield self._line(words["disclaimer"], "heading1")
            yield self._line(part.disclaimer)
        if part.references:
            yield self._line(words["references"], "heading1")
            yield from map(self._line, part.references)
        yield self._line(words["verdict"], "heading1")
        yield self._line(words["choices"])
        yield Spacer(1, 12 * mm)
        yield self._line(words["signature"])

    def _line(self, text: str, style: str = "body") -> Paragraph:
        return Paragraph(self._markup((Run(text),)), self._style(style))

    def _block(self, block: Block, number: int) -> Iterator[Flowable]:
        mark = f'<font size="8" color="#606060">{number}</font> '
        if block.kind == "table":
            yield Paragraph(mark, self._style("caption"))
            yield self._table(block)
            yield Spacer(1, 3 * mm)
        elif block.kind == "picture":
            yield Paragraph(mark, self._style("caption"))
            yield from self._picture(block)
        elif block.kind == "heading":
            yield Paragraph(mark + self._markup(block.runs), self._style(f"heading{block.level}"))
        elif block.kind == "item":
            runs = (Run(f"{block.marker} "), *block.runs) if block.marker else block.runs
            yield Paragraph(mark + self._markup(runs), self._style("body", 6 * mm * block.level))
        else:
            indent = 8 * mm if block.kind == "quote" else 0
            style = self._style("caption" if block.kind == "caption" else "body", indent)
            yield Paragraph(mark + self._markup(block.runs), style)

    def _picture(self, block: Block) -> Iterator[Flowable]:
        if picture := self.part.pictures.get(block.source):
            width, height = picture.within(*PICTURE)
            yield Image(io.BytesIO(picture.data), width * cm, height * cm, hAlign="LEFT")
        yield self._line(self.part.alternative(block), "caption")

    def _table(self, block: Block) -> Table:
        rows = [[Paragraph(self._markup(runs), self._style("cell")) for runs in row] for row in block.rows]
        columns = len(rows[0])
        table = Table(rows, colWidths=[WIDTH / columns] * columns, repeatRows=block.heads, splitInRow=1)
        grid = [("GRID", (0, 0), (-1, -1), 0.4, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        if block.heads:
            grid.append(("BACKGROUND", (0, 0), (-1, block.heads - 1), colors.HexColor("#eef2f1")))
        table.setStyle(TableStyle(grid))
        return table

    def _style(self, name: str, indent: float = 0) -> ParagraphStyle:
        size = SIZES.get(name, 10.5)
        heading = name.startswith(("heading", "title"))
        return ParagraphStyle(
            name, fontName=fonts.family(self.language) + ("-Bold" if heading else ""), fontSize=size,
            leading=size * 1.65, wordWrap="CJK", leftIndent=indent, spaceBefore=size * 0.9 if heading else 0,
            spaceAfter=size * 0.45, keepWithNext=heading,
        )  # fmt: skip

    def _markup(self, runs: tuple[Run, ...]) -> str:
        return "".join(self._marked(run) for run in runs)

    def _marked(self, run: Run) -> str:
        text = "".join(self._set(font, "".join(piece)) for font, piece in groupby(run.text, self._font))
        for tag, on in (("super", run.sup), ("sub", run.sub), ("b", run.bold)):
            if on:
                text = f"<{tag}>{text}</{tag}>"
        return text

    def _font(self, character: str) -> str:
        """How a character is set: in the font of a language, raised, lowered, as one that is missing, or not at all."""
        if character in RAISED or character in LOWERED:
            return "super" if character in RAISED else "sub"
        if character == "\n" or character.isspace():
            return self.language
        return fonts.language_for(character, self.language) or ("missing" if character.isprintable() else "")

    def _set(self, font: str, text: str) -> str:
        if font in ("super", "sub"):
            return f"<{font}>{''.join(RAISED.get(c) or LOWERED[c] for c in text)}</{font}>"
        if font == "missing":
            return fonts.MISSING * len(text)
        if font == "":
            return ""
        plain = escape("".join(c if c == "\n" or not c.isspace() else _space(c) for c in text)).replace("\n", "<br/>")
        return plain if font == self.language else f'<font name="{fonts.family(font)}">{plain}</font>'


def _space(character: str) -> str:
    """The spaces that the fonts have; other ones are plain."""
    return character if character in " \u3000\u00a0" else " "
