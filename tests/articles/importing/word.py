"""Word files made by hand, as small as they can be."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
_STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
    for key, name in [("a", "Title"), ("1", "heading 1"), ("2", "heading 2"), ("q", "Quote")]
)
_LISTS = {"1": ("chineseCounting", "%1、"), "2": ("bullet", "•"), "3": ("decimal", "[%1]"), "4": ("decimal", "%1.")}


def run(text: str, *, bold: bool = False, raised: bool = False) -> str:
    properties = ("<w:b/>" if bold else "") + ('<w:vertAlign w:val="superscript"/>' if raised else "")
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs: str, style: str = "", numbered: str = "") -> str:
    """Runs, or plain strings; `style` is the id of a style, `numbered` that of a list."""
    number = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{numbered}"/></w:numPr>' if numbered else ""
    properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + number
    inside = "".join(part if part.startswith("<") else run(part) for part in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def cell(text: str, *, across: int = 1, down: str = "") -> str:
    """`down` is `restart` in the first of several merged rows, `continue` in the others."""
    merged = (f'<w:gridSpan w:val="{across}"/>' if across > 1 else "") + (f'<w:vMerge w:val="{down}"/>' if down else "")
    return f"<w:tc><w:tcPr>{merged}</w:tcPr>{paragraph(text)}</w:tc>"


def table(*rows: list[str]) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(cells)}</w:tr>" for cells in rows) + "</w:tbl>"


def document(*body: str, parts: dict[str, str | bytes] | None = None, prolog: str = "") -> bytes:
    """The bytes of a Word file with this body; `parts` come beside the usual ones."""
    levels = "".join(
        f'<w:abstractNum w:abstractNumId="{key}"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl></w:abstractNum>'
        for key, (form, pattern) in _LISTS.items()
    )
    numbers = "".join(f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>' for key in _LISTS)
    links = "".join(
        f'<Relationship Id="p{name}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>' for name in ("styles", "numbering")
    )
    return packed(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}">{_MAIN}</Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{links}</Relationships>',
            "word/document.xml": f'{prolog}<w:document xmlns:w="{_W}"><w:body>{"".join(body)}</w:body></w:document>',
            "word/styles.xml": f'<w:styles xmlns:w="{_W}">{_STYLES}</w:styles>',
            "word/numbering.xml": f'<w:numbering xmlns:w="{_W}">{levels}{numbers}</w:numbering>',
        }
        | (parts or {})
    )


def header(text: str) -> str:
    return f'<w:hdr xmlns:w="{_W}">{paragraph(text)}</w:hdr>'


def packed(parts: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()
