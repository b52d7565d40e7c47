"""A paper as .docx: styles that Word knows, Chinese fonts and languages of each script, the stamp on every page."""

from __future__ import annotations

import io

from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from articles.paper.content import Block, Paper, Run, Section

FONTS = {"zh-hans": "SimSun", "zh-hant": "PMingLiU"}
LANGUAGES = {"zh-hans": "zh-CN", "zh-hant": "zh-TW"}
STYLES = {"paragraph": "Normal", "item": "Normal", "quote": "Quote", "caption": "Caption"}
PICTURE = (16, 20)  # cm, at most
QUIET = RGBColor(0x60, 0x60, 0x60)


def docx(paper: Paper) -> bytes:
    """The file, ready to be sent."""
    document = Document()
    document.core_properties.title, document.core_properties.author = _storable(paper.title)[:255], ""
    document.core_properties.comments = paper.stamp
    document.styles["Normal"].font.size = Pt(11)
    page = document.sections[0]
    page.left_margin = page.right_margin = Cm(2.5)
    page.header.paragraphs[0].text = _storable(paper.stamp)
    for number, section in enumerate(paper.sections):
        if number:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        _Writer(document, section).write()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _storable(text: str) -> str:
    """Without the control characters that XML has no form for."""
    return "".join(c for c in text if c in "\n\t" or (c >= " " and not "\ufffe" <= c <= "\uffff"))


class _Writer:
    def __init__(self, document, section: Section) -> None:
        self.document, self.section = document, section

    def write(self) -> None:
        section, words = self.section, self.section.words
        self._add(f"{section.name} · {section.title}", "Title")
        for name, value in section.facts:
            self._line([Run(f"{name}：", bold=True), Run(value)])
        for number, block in enumerate(section.blocks, start=1):
            self._block(block, number)
        if section.disclaimer:
            self._add(words["disclaimer"], "Heading 1")
            self._line([Run(section.disclaimer)])
        if section.references:
            self._add(words["references"], "Heading 1")
            for entry in section.references:
                self._line([Run(entry)])
        self._add(words["verdict"], "Heading 1")
        self._line([Run(words["choices"])])
        self._line([Run(words["signature"])])

    def _block(self, block: Block, number: int) -> None:
        if block.kind == "heading":
            self._line(block.runs, f"Heading {block.level}", number)
        elif block.kind == "table":
            self._table(block, number)
        elif block.kind == "picture":
            self._picture(block, number)
        else:
            runs = (Run(f"{block.marker} "), *block.runs) if block.marker else block.runs
            line = self._line(runs, STYLES[block.kind], number)
            if block.kind == "item":
                line.paragraph_format.left_indent = Cm(0.8 * block.level)

    def _picture(self, block: Block, number: int) -> None:
        line = self._line((), number=number)
        if picture := self.section.pictures.get(block.source):
            width, height = picture.within(*PICTURE)
            shape = line.add_run().add_picture(io.BytesIO(picture.data), Cm(width), Cm(height))
            shape._inline.docPr.set("descr", _storable(block.text))
        else:
            self._fill(line, [Run("［图］")])
        self._line([Run(self.section.alternative(block))], "Caption")

    def _table(self, block: Block, number: int) -> None:
        self._line((), number=number)
        table = self.document.add_table(rows=len(block.rows), cols=len(block.rows[0]), style="Table Grid")
        for row, cells in zip(table.rows, block.rows, strict=True):
            for cell, runs in zip(row.cells, cells, strict=True):
                self._fill(cell.paragraphs[0], runs)
        for row in table.rows[: block.heads]:  # repeated where the table goes over a page
            mark = OxmlElement("w:tblHeader")
            row._tr.get_or_add_trPr().append(mark)
        self.document.add_paragraph()

    def _add(self, text: str, style: str):
        return self._line([Run(text)], style)

    def _line(self, runs, style: str = "Normal", number: int = 0):
        line = self.document.add_paragraph(style=style)
        if number:
            mark = line.add_run(f"{number} ")
            mark.font.size, mark.font.color.rgb, mark.font.superscript = Pt(8), QUIET, True
        self._fill(line, runs)
        return line

    def _fill(self, line, runs) -> None:
        for run in runs:
            made = line.add_run(_storable(run.text))
            made.bold, made.italic = run.bold or None, run.italic or None
            made.font.superscript, made.font.subscript = run.sup or None, run.sub or None
            self._in_script(made)

    def _in_script(self, made) -> None:
        properties = made._r.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), FONTS[self.section.language])
        language = OxmlElement("w:lang")
        language.set(qn("w:eastAsia"), LANGUAGES[self.section.language])
        properties.append(language)
