"""A paper as PDF. Its Chinese fonts are those that every PDF reader brings: nothing is embedded, files stay small."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from xml.sax.saxutils import escape

from django.utils import translation
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from articles.paper.content import Block, Paper, Run, Section

FONTS = {"zh-hans": "STSong-Light", "zh-hant": "MSung-Light"}
SIZES = {"title": 18, "heading1": 14, "heading2": 12.5, "heading3": 11.5, "caption": 9.5, "cell": 9}
QUIET = colors.HexColor("#606060")
MARGIN = 22 * mm
WIDTH = A4[0] - 2 * MARGIN


def pdf(paper: Paper) -> bytes:
    """The file, ready to be sent."""
    for font in FONTS.values():
        if font not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(UnicodeCIDFont(font))
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=20 * mm, bottomMargin=20 * mm,
        title=paper.title, lang="zh", subject=paper.stamp,
    )  # fmt: skip
    story: list[Flowable] = []
    for section in paper.sections:
        if story:
            story.append(PageBreak())
        with translation.override(section.language):
            story += _section(section)
    frame = partial(_frame, stamp=paper.stamp, font=FONTS[paper.sections[0].language])
    document.build(story, onFirstPage=frame, onLaterPages=frame)
    return out.getvalue()


def _frame(canvas, document, *, stamp: str, font: str) -> None:
    canvas.saveState()
    canvas.setFont(font, 8)
    canvas.setFillColor(QUIET)
    canvas.drawString(MARGIN, A4[1] - 13 * mm, stamp)
    canvas.drawRightString(A4[0] - MARGIN, 12 * mm, str(document.page))
    canvas.restoreState()


def _section(section: Section) -> Iterator[Flowable]:
    style = partial(_style, FONTS[section.language])
    yield Paragraph(escape(f"{section.name} · {section.title}"), style("title"))
    for name, value in section.facts:
        yield Paragraph(f"{escape(name)}：{escape(value)}", style("body"))
    for number, block in enumerate(section.blocks, start=1):
        yield from _block(block, number, style)
    if section.disclaimer:
        yield Paragraph(escape(_("免责说明")), style("heading1"))
        yield Paragraph(_lines(section.disclaimer), style("body"))
    if section.references:
        yield Paragraph(escape(_("参考文献")), style("heading1"))
        for entry in section.references:
            yield Paragraph(escape(entry), style("body"))
    yield Paragraph(escape(_("审核意见")), style("heading1"))
    yield Paragraph(escape(_("□ 核准　□ 修改后再看　□ 退回")), style("body"))
    yield Spacer(1, 12 * mm)
    yield Paragraph(escape(_("签名：____________________　日期：____________________")), style("body"))


def _block(block: Block, number: int, style) -> Iterator[Flowable]:
    mark = f'<font size="8" color="#606060">{number}</font> '
    if block.kind == "table":
        yield Paragraph(mark, style("caption"))
        yield _table(block, style)
        yield Spacer(1, 3 * mm)
    elif block.kind == "heading":
        yield Paragraph(mark + _markup(block.runs), style(f"heading{block.level}"))
    elif block.kind == "item":
        before = f"{escape(block.marker)} " if block.marker else ""
        yield Paragraph(mark + before + _markup(block.runs), style("body", 6 * mm * block.level))
    else:
        indent = 8 * mm if block.kind == "quote" else 0
        yield Paragraph(mark + _markup(block.runs), style("caption" if block.kind == "caption" else "body", indent))


def _table(block: Block, style) -> Table:
    rows = [[Paragraph(_markup(runs), style("cell")) for runs in row] for row in block.rows]
    columns = len(rows[0])
    table = Table(rows, colWidths=[WIDTH / columns] * columns, repeatRows=block.heads, splitInRow=1)
    grid = [("GRID", (0, 0), (-1, -1), 0.4, colors.grey), ("VALIGN", (0, 0), (-1, -1), "TOP")]
    if block.heads:
        grid.append(("BACKGROUND", (0, 0), (-1, block.heads - 1), colors.HexColor("#eef2f1")))
    table.setStyle(TableStyle(grid))
    return table


def _style(font: str, name: str, indent: float = 0) -> ParagraphStyle:
    size = SIZES.get(name, 10.5)
    heading = name.startswith(("heading", "title"))
    return ParagraphStyle(
        name, fontName=font, fontSize=size, leading=size * 1.65, wordWrap="CJK", leftIndent=indent,
        spaceBefore=size * 0.9 if heading else 0, spaceAfter=size * 0.45, keepWithNext=heading,
    )  # fmt: skip


def _markup(runs: tuple[Run, ...]) -> str:
    return "".join(_marked(run) for run in runs)


def _marked(run: Run) -> str:
    text = _lines(run.text)
    for tag, on in (("super", run.sup), ("sub", run.sub), ("u", run.bold)):  # these fonts have no bold face
        if on:
            text = f"<{tag}>{text}</{tag}>"
    return text


def _lines(text: str) -> str:
    return escape("".join(c for c in text if c >= " " or c == "\n")).replace("\n", "<br/>")
