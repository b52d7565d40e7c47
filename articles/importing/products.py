"""Products and their approvals, as the tables of an article list them."""

from __future__ import annotations

import re

from products import jurisdictions
from products.choices import Donor, Route, Tissue

from .folding import fold
from .parsed import ParsedArticle, ProductRow

_APPROVED = "(首次|有条件)?(批准|获批|上市|核准|审批|许可)?的?"
_GIVEN = "(移植|给药|用药|输注|注射|施用|治疗|细胞|推荐)?"
_COLUMNS = {
    "name": r"(msc|干细胞|细胞)?(产品|商品|药品|药物|制品|制剂|治疗产品)(名称|名|商品名)?|名称|商品名称?"
    r"|(product|brand|drug|trade)( name)?|name",
    "company": r"(所属|研发|生产|申请|上市)?(公司|企业|厂商|厂家|机构|单位|商)(名称)?|(上市许可)?持有人|申请人"
    r"|company|manufacturer|sponsor|developer",
    "jurisdiction": rf"{_APPROVED}(国家|国别|地区|国|国家(和|与|或|及|/|、)地区|地区(和|与|或|及|/|、)国家)"
    r"|country|region|jurisdiction|approved in|country of approval",
    "year": rf"{_APPROVED}(年|年份|年度|时间|日期|年月)|(approval )?(year|date)|(year|date) of approval|approved",
    "indication": r"(批准|获批|主要|目标|治疗)?(适应症|适应证|适用症|疾病)|indications?|disease",
    "source_material": r"(细胞|msc|组织|干细胞)?(来源|源)|(细胞)?类型|(cell )?source|cell type",
    "route_text": rf"{_GIVEN}(途径|方式|路径)|给药|route( of administration)?|administration",
    "frequency": rf"{_GIVEN}(频率|频次|次数|疗程)|frequency|schedule",
    "dose": rf"{_GIVEN}(剂量|用量)|dose|dosage",
}
_COLUMN = {field: re.compile(pattern, re.IGNORECASE) for field, pattern in _COLUMNS.items()}

_DONORS = ((Donor.ALLOGENEIC, r"异基因|同种异体|异体|异源|他体|allogen"), (Donor.AUTOLOGOUS, r"自体|自身|autolog"))
_TISSUES = (
    (Tissue.CORD_BLOOD, r"脐带血|脐血|脐带血液|cord blood|\bu?cb\b"),
    (Tissue.UMBILICAL_CORD, r"脐带|华通(氏)?胶|沃顿(氏)?胶|umbilical|wharton|\b(?:h?uc|wj)\b"),
    (Tissue.PERIPHERAL_BLOOD, r"外周血|周边血|peripheral blood"),
    (Tissue.BONE_MARROW, r"骨髓|bone marrow|\bbm\b"),
    (Tissue.ADIPOSE, r"脂肪|adipose|\bad\b"),
    (Tissue.PLACENTA, r"胎盘|placent"),
    (Tissue.AMNION, r"羊膜|amnio(?:n|tic membrane)"),
    (Tissue.DENTAL_PULP, r"牙髓|dental pulp"),
)
_ROUTES = (
    (Route.INTRACORONARY, r"冠状动脉|冠脉|intracoronary"),
    (Route.INTRAARTERIAL, r"(?<!冠状)动脉|intra-?arterial"),
    (Route.INTRAVENOUS, r"静脉|intravenous|\biv\b"),
    (Route.INTRATHECAL, r"鞘内|腰椎穿刺|腰穿|intrathecal"),
    (Route.INTRAARTICULAR, r"关节(?:腔)?内?(?:注射|给药)|关节腔内?|intra-?articular"),
    (Route.INTRAMUSCULAR, r"肌肉|肌内|肌注|intramuscular"),
    (Route.INTRALESIONAL, r"病灶内?|病变内|病损内|瘘管内|皮损内|intralesional"),
    (Route.INTRACEREBRAL, r"脑内|脑实质|intracerebral"),
    (Route.SUBCUTANEOUS, r"皮下|subcutaneous"),
    (Route.INHALATION, r"吸入|雾化|inhal"),
    (Route.NASAL, r"鼻腔|滴鼻|鼻滴|经鼻|鼻内|intranasal"),
    (Route.TOPICAL, r"外用|涂抹|topical"),
    (Route.IMPLANTATION, r"植入|implant"),
)
_YEAR = re.compile(r"(?<!\d)(?:((?:19|20)\d\d)(?!\d)|民国\s*(\d{2,3})\s*年?)")
_ABBREVIATION = re.compile(r"[-_/](?=mscs?\b)", re.IGNORECASE)


def product_rows(parsed: ParsedArticle) -> tuple[ProductRow, ...]:
    """A parsed article in; a row for every product listed in its tables out, words as printed beside what they mean."""
    return tuple(
        row
        for section in parsed.sections
        for block in section.blocks
        if block.type == "table" and block.rows
        for row in _rows_of(block.rows)
    )


def columns_of(header: tuple[str, ...]) -> dict[str, int]:
    """Which field stands in which column, if a header is that of a product table; {} if not."""
    columns: dict[str, int] = {}
    for index, cell in enumerate(header):
        label = re.sub(r"\s+", " ", re.sub(r"\(.*?\)", "", fold(cell))).strip(" *:")
        field = next((name for name, pattern in _COLUMN.items() if pattern.fullmatch(label)), None)
        if field and field not in columns:
            columns[field] = index
    return columns if "name" in columns and ("jurisdiction" in columns or "year" in columns) else {}


def _rows_of(rows: tuple[tuple[str, ...], ...]) -> list[ProductRow]:
    columns = columns_of(rows[0])
    if not columns:
        return []
    cells = ({field: row[index] for field, index in columns.items() if index < len(row)} for row in rows[1:])
    return [_row(row) for row in cells if row.get("name")]


def _row(cells: dict[str, str]) -> ProductRow:
    source, route = cells.get("source_material", ""), cells.get("route_text", "")
    return ProductRow(
        name=cells["name"],
        company=cells.get("company", ""),
        jurisdiction=jurisdictions.parse(cells.get("jurisdiction", "")),
        year=year_of(cells.get("year", "")),
        indication=cells.get("indication", ""),
        donor=donor_of(source),
        tissue=tissue_of(source),
        source_material=source,
        routes=routes_of(route),
        route_text=route,
        frequency=cells.get("frequency", ""),
        dose=cells.get("dose", ""),
    )


def year_of(text: str) -> int | None:
    """The first year that a cell names, ROC years counted on."""
    match = _YEAR.search(fold(text))
    if match is None:
        return None
    return int(match[1]) if match[1] else int(match[2]) + 1911


def donor_of(text: str) -> str:
    """The `Donor` value that the words of a cell name, '' where they name none or both."""
    return _only([donor for donor, pattern in _DONORS if re.search(pattern, _words(text))])


def tissue_of(text: str) -> str:
    """The `Tissue` value that the words of a cell name, '' where they name none or several."""
    words, found = _words(text), []
    for tissue, pattern in _TISSUES:
        words, count = re.subn(pattern, " ", words)
        found += [tissue] if count else []
    return _only(found)


def routes_of(text: str) -> tuple[str, ...]:
    """The `Route` values that the words of a cell surely name, in their order there."""
    words = _words(text)
    hits = [(match.start(), route.value) for route, pattern in _ROUTES if (match := re.search(pattern, words))]
    return tuple(route for _, route in sorted(hits))


def _words(text: str) -> str:
    """Folded, Latin words set apart from the Han characters around them (`异基因UC-MSC`)."""
    folded = _ABBREVIATION.sub(" ", fold(text).casefold())
    return re.sub(r"(?<=[\u3400-\u9fff])(?=[a-z])|(?<=[a-z])(?=[\u3400-\u9fff])", " ", folded)


def _only(found: list[str]) -> str:
    return str(found[0]) if len(found) == 1 else ""
