"""Reading an article that comes as a Word file: mammoth makes HTML of it, and the reader of HTML does the rest."""

from __future__ import annotations

import io
from collections.abc import Iterator

from lxml import etree

from .decoding import ImportRefused
from .docx_numbers import Numbers, read_numbers
from .docx_package import W, repack, tree_of, unpack
from .page import source_of_fragment
from .pictures import Picture
from .structure import Source

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_STYLES = "\n".join(
    [
        "p[style-name='Title'] => h1.title:fresh",
        "p[style-name='标题'] => h1.title:fresh",
        *(f"p[style-name='{word}{level}'] => h{level}:fresh"
          for level in range(1, 7) for word in ("标题 ", "標題 ", "标题", "標題")),
        "p[style-name='Quote'] => blockquote > p:fresh",
        "p[style-name='Intense Quote'] => blockquote > p:fresh",
        "p[style-name='引用'] => blockquote > p:fresh",
        "u => ",
    ]
)  # fmt: skip
_FURNITURE = ("word/header", "word/footer", "word/comments")


def source_of_docx(data: bytes, name: str) -> tuple[Source, str]:
    """The bytes of a Word file in; its lines out, and its text as HTML, the same however the file was packed.

    ImportRefused with the reason for what cannot or must not be read.
    """
    parts = unpack(data, name)
    text = _html(_prepared(data, parts, name), name)
    return source_of_fragment(text, _furniture(parts, name)), text


def docx_pictures(data: bytes, name: str) -> Iterator[Picture]:
    """The pictures of a Word file, unchecked, one at a time, in the order of their keys."""
    found: list[Picture] = []
    _html(_prepared(data, unpack(data, name), name), name, found)
    yield from found


def _html(data: bytes, name: str, pictures: list[Picture] | None = None) -> str:
    import mammoth  # here: only Word files need it

    count = 0

    def image(element) -> dict[str, str]:
        nonlocal count
        count += 1
        key = f"picture:{count}"
        if pictures is not None:
            with element.open() as file:
                pictures.append(Picture(key, element.content_type, file.read(), element.alt_text or ""))
        return {"src": key}

    try:
        result = mammoth.convert_to_html(
            io.BytesIO(data), style_map=_STYLES, convert_image=mammoth.images.img_element(image)
        )
    except Exception as error:  # mammoth promises nothing for broken documents, from KeyError to RecursionError
        raise ImportRefused(name, "Word 文件的内容无法读取", "请在 Word 中打开后另存为 .docx 再导入") from error
    return result.value


def _prepared(data: bytes, parts: dict[str, bytes], name: str) -> bytes:
    """The package with its formulas as text and its automatic numbers printed: mammoth leaves both out."""
    document = tree_of(parts["word/document.xml"], name)
    numbering = parts.get("word/numbering.xml")
    styles = parts.get("word/styles.xml")
    _print_formulas(document)
    _print_numbers(
        document,
        read_numbers(tree_of(numbering, name) if numbering else None),
        _Styles(tree_of(styles, name) if styles else None),
    )
    return repack(data, {"word/document.xml": etree.tostring(document, xml_declaration=True, encoding="UTF-8")}, name)


def _print_formulas(document: etree._Element) -> None:
    for formula in list(document.iter(f"{_M}oMath")):
        for index, text in enumerate(list(formula.iter(f"{_M}t"))):
            is_raised = any(above.tag == f"{_M}sup" for above in text.iterancestors())
            formula.getparent().insert(
                formula.getparent().index(formula) + index + 1 - 1, _run(text.text or "", raised=is_raised)
            )
        formula.getparent().remove(formula)
    for paragraph in list(document.iter(f"{_M}oMathPara")):
        place = paragraph.getparent().index(paragraph)
        for child in reversed(list(paragraph.iter(f"{W}r"))):
            paragraph.getparent().insert(place, child)
        paragraph.getparent().remove(paragraph)


def _run(words: str, *, raised: bool = False) -> etree._Element:
    run = etree.Element(f"{W}r")
    if raised:
        etree.SubElement(etree.SubElement(run, f"{W}rPr"), f"{W}vertAlign").set(f"{W}val", "superscript")
    text = etree.SubElement(run, f"{W}t")
    text.set(_XML_SPACE, "preserve")
    text.text = words
    return run


class _Styles:
    """Which list and which name a paragraph style has, its own or that of the style it is based on."""

    def __init__(self, styles: etree._Element | None) -> None:
        found = [] if styles is None else styles.iter(f"{W}style")
        self._styles = {style.get(f"{W}styleId"): style for style in found}

    def number_of(self, style_id: str | None) -> tuple[str, int] | None:
        for _ in range(10):
            style = self._styles.get(style_id)
            if style is None:
                return None
            if (number := _number(style)) is not None:
                return number
            base = style.find(f"{W}basedOn")
            style_id = base.get(f"{W}val") if base is not None else None
        return None

    def is_heading(self, style_id: str | None) -> bool:
        style = self._styles.get(style_id)
        name = style.find(f"{W}name") if style is not None else None
        label = ((name.get(f"{W}val") if name is not None else style_id) or "").lower()
        return label.startswith(("heading", "标题", "標題"))


def _print_numbers(document: etree._Element, numbers: Numbers, styles: _Styles) -> None:
    """Write the number of headings, of lone numbered paragraphs and of `[1]` lists into their text.

    Other numbered paragraphs stay lists, whose numbers are structure.
    """
    paragraphs = list(document.iter(f"{W}p"))
    lists = [_list_of(paragraph, styles) for paragraph in paragraphs]
    for index, (paragraph, place) in enumerate(zip(paragraphs, lists, strict=True)):
        counted = numbers.next(*place) if place else None
        if counted is None:
            continue
        level, printed = counted
        neighbours = {lists[at][0] for at in (index - 1, index + 1) if 0 <= at < len(lists) and lists[at]}
        is_heading = styles.is_heading(_style_id(paragraph))
        if is_heading or "[" in level.pattern or place[0] not in neighbours:
            _print(paragraph, printed)


def _print(paragraph: etree._Element, printed: str) -> None:
    properties = paragraph.find(f"{W}pPr")
    bold = next(paragraph.iter(f"{W}b"), None)
    run = _run(printed if printed[-1:] in "、．）)" else f"{printed} ")
    if bold is not None:
        run.insert(0, etree.Element(f"{W}rPr"))
        etree.SubElement(run[0], f"{W}b")
    paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, run)
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        paragraph.insert(0, properties)
    for old in properties.findall(f"{W}numPr"):
        properties.remove(old)
    off = etree.SubElement(etree.SubElement(properties, f"{W}numPr"), f"{W}numId")
    off.set(f"{W}val", "0")  # list 0 is no list, whatever the style says


def _list_of(paragraph: etree._Element, styles: _Styles) -> tuple[str, int] | None:
    return _number(paragraph) or styles.number_of(_style_id(paragraph))


def _number(element: etree._Element) -> tuple[str, int] | None:
    number = element.find(f"{W}pPr/{W}numPr")
    list_id = number.find(f"{W}numId") if number is not None else None
    if list_id is None:
        return None
    depth = number.find(f"{W}ilvl")
    value = depth.get(f"{W}val") if depth is not None else "0"
    return list_id.get(f"{W}val") or "", int(value) if value and value.isdecimal() else 0


def _style_id(paragraph: etree._Element) -> str | None:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style.get(f"{W}val") if style is not None else None


def _furniture(parts: dict[str, bytes], name: str) -> list[str]:
    """Headers, footers and comments: what a Word file says beside its text."""
    found: list[str] = []
    for part in sorted(parts):
        if part.startswith(_FURNITURE) and part.count("/") == 1:
            for paragraph in tree_of(parts[part], name).iter(f"{W}p"):
                words = "".join(text.text or "" for text in paragraph.iter(f"{W}t")).strip()
                found += [words] if words else []
    return list(dict.fromkeys(found))
