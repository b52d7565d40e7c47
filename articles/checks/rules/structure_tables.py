"""Tables and pictures that cannot be understood without seeing them: no row of headers, no words for a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from articles.checks import laws
from articles.checks.document import Document, Line
from articles.checks.findings import Level
from articles.checks.registry import Hit, check
from mscsite.core.forms import SCRIPT_NAMES

_RULE = re.compile(r"^[|\s:\-—]+$")  # the line below the header of a table in Markdown
_VALUE = re.compile(r"^[<>≤≥±~约]?\s?\d[\d.,×^⁰¹²³⁴⁵⁶⁷⁸⁹%~\-–/ ]*\s?(?:%|例|名|人|岁|周|天|月|分|个|mL|mg|kg)?$")


def _cells(line: Line) -> list[str]:
    return [cell.strip() for cell in line.folded.text.strip().strip("|").split("|")]


def _tables(document: Document) -> Iterator[list[Line]]:
    """Rows that follow one another."""
    rows: list[Line] = []
    for line in (*document.lines, Line(0, "")):
        if line.kind == "row":
            rows.append(line)
        elif rows:
            yield [row for row in rows if not _RULE.match(row.folded.text)]
            rows = []


@check(
    code="structure.table-header",
    level=Level.WARNING,
    rule=laws.EDITING,
    message=_("这张表的第一行不像表头（%(reason)s）。请补上表头，读屏软件才能念出每一格是什么。"),
    fires="| 细胞组 | 107 | 50% |\n| 安慰剂组 | 105 | 34% |",
    silent="| 组别 | 人数 | 缓解率 |\n| 细胞组 | 107 | 50% |",
)
def table_header(document: Document) -> Iterator[Hit]:
    for rows in _tables(document):
        first = _cells(rows[0]) if len(rows) > 1 else []
        values = [cell for cell in first if _VALUE.match(cell)]
        if values:
            reason = str(_("有数值 %(value)s")) % {"value": values[0]}
        elif any(not cell for cell in first[1:]):
            reason = str(_("有空格"))
        else:
            continue
        yield Hit(rows[0], 0, len(rows[0].text), {"reason": reason})


@check(
    code="structure.no-alt-text",
    level=Level.INFO,  # the workflow itself lets no article out with such a picture
    rule=laws.EDITING,
    message=_("图片“%(name)s”没有替代文字（%(scripts)s）。请在图片记录里填写，否则不能发布。"),
    for_articles=True,
)
def no_alt_text(document: Document) -> Iterator[Hit]:
    for name, scripts in document.facts.get("wordless_pictures", ()):
        missing = "、".join(str(SCRIPT_NAMES[script]) for script in scripts)
        yield Hit(Line(1, "", field="body", where=name), 0, 0, {"name": name, "scripts": missing})
