"""What a product sheet consists of: two kinds of rows, and the columns of each. No database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from django.conf import settings

from mscsite.core import apart
from mscsite.core.names import fold

Plain = dict[str, Any]  # a row: fields in their plain form
SCRIPT_TITLES = {"zh-hans": "简体", "zh-hant": "繁體"}
STAMP = "stamp"


class Cell(StrEnum):
    """How the cells of a column are written and read; see `cells`."""

    KEY = "key"
    TEXT = "text"
    NAMES = "names"  # a list of texts
    CHOICE = "choice"
    CHOICES = "choices"
    TRIALS = "trials"
    QUANTITIES = "quantities"
    DATE = "date"  # a day, a month or a year
    DAY = "day"
    JURISDICTION = "jurisdiction"
    COMPANY = "company"
    PRODUCT = "product"
    NUMBER = "number"  # the key of an event
    STATE = "state"
    STAMP = "stamp"


@dataclass(frozen=True)
class Column:
    """`field` is its name in JSON and, in most cases, in the database; `title` stands above it, in Simplified."""

    field: str
    title: str
    help: str = ""
    cell: Cell = Cell.TEXT
    width: int = 16
    language: str = ""  # of a translated column

    def title_in(self, language: str) -> str:
        """The title in `zh-hans` or `zh-hant`."""
        if language == "zh-hans":
            return self.title
        words, bracket, script = self.title.partition("（") if self.language else (self.title, "", "")
        return apart.traditional(words) + bracket + script


@dataclass(frozen=True)
class Layout:
    """One kind of rows."""

    name: str  # products or events
    title: str
    key: str
    columns: tuple[Column, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that make up a row, without its stamp."""
        return tuple(column.field for column in self.columns if column.field != STAMP)

    def column(self, field: str) -> Column:
        return next(column for column in self.columns if column.field == field)

    def chosen(self, language: str = "", fields: Sequence[str] = ()) -> list[Column]:
        """The columns of one script (all where `language` is empty), only `fields` if any; the key always, first.

        Without the stamp nobody can tell whether a row changed since, so it is always there too. ValueError names
        fields that do not exist.
        """
        unknown = [field for field in fields if field not in {column.field for column in self.columns}]
        if unknown:
            raise ValueError(", ".join(unknown))
        wanted = {*fields, self.key, STAMP} if fields else None
        return [
            column
            for column in self.columns
            if (wanted is None or column.field in wanted) and (not language or column.language in ("", language))
        ]


def _both(field: str, title: str, help: str = "", width: int = 24) -> tuple[Column, ...]:
    return tuple(
        Column(f"{field}_{code.replace('-', '_')}", f"{title}（{SCRIPT_TITLES[code]}）", help, Cell.TEXT, width, code)
        for code, _name in settings.LANGUAGES
    )


_SOURCE_SCRIPT = Column("source_script", "原文字形", "另一种字形由它自动转换，手工改过的不覆盖。", Cell.CHOICE, 10)
_STATE = Column("state", "公开状态", "新行总是提案；要用表格公开或撤回，须有发布的权限。", Cell.STATE, 10)
_STAMP = Column(STAMP, "校验", "导出时的版本。请勿改动：导入时靠它看出导出之后有没有别人改过。", Cell.STAMP, 14)

PRODUCTS = Layout(
    "products",
    "产品",
    "slug",
    (
        Column("slug", "编号", "产品的网址名，行的标识。新产品可以留空。", Cell.KEY, 22),
        Column("latin_name", "拉丁商品名", "必填，不得重复。", Cell.TEXT, 22),
        *_both("name", "名称"),
        Column("aliases", "别名", "几个之间用分号隔开。", Cell.NAMES, 28),
        Column("generic_name", "通用名", "", Cell.TEXT, 24),
        Column("company", "公司", "已有公司的名称或别名。", Cell.COMPANY, 20),
        Column("donor", "供者", "", Cell.CHOICE, 11),
        Column("tissue", "组织来源", "", Cell.CHOICE, 14),
        Column("routes", "给药途径", "几个之间用分号隔开。", Cell.CHOICES, 20),
        *_both("dose", "剂量", width=36),
        Column(
            "dose_quantities",
            "剂量数值",
            'JSON 列表，例如 [{"value": 2000000, "high": null, "unit": "cells", "per": "kg"}]。',
            Cell.QUANTITIES,
            24,
        ),
        *_both("frequency", "频率"),
        *_both("summary", "简介", width=48),
        Column("trials", "临床试验", "已有试验的登记号，几个之间用分号隔开。", Cell.TRIALS, 22),
        _SOURCE_SCRIPT,
        _STATE,
        _STAMP,
    ),
)

EVENTS = Layout(
    "events",
    "审批事件",
    "id",
    (
        Column("id", "事件编号", "行的标识。新事件留空。", Cell.NUMBER, 9),
        Column("product", "产品编号", "产品的网址名；新行也可以写产品的任何一个名称。", Cell.PRODUCT, 22),
        Column("kind", "事件", "", Cell.CHOICE, 20),
        Column("jurisdiction", "国家或地区", "ISO 3166 代码或 EU；国名也认得。", Cell.JURISDICTION, 10),
        Column("regulator", "监管机构", "", Cell.TEXT, 20),
        *_both("indication", "适应症", width=36),
        *_both("population", "适用人群", width=28),
        Column("date", "日期", "知道到哪里写到哪里：2024、2024-12 或 2024-12-18。", Cell.DATE, 11),
        Column("expiry", "有效期至", "写到日；只有附条件批准和续期有。", Cell.DAY, 11),
        *_both("conditions", "附加条件", width=36),
        Column("source_url", "来源网址", "公开的事件必填。", Cell.TEXT, 32),
        Column("source_title", "来源名称", "", Cell.TEXT, 28),
        _SOURCE_SCRIPT,
        _STATE,
        _STAMP,
    ),
)

LAYOUTS = {layout.name: layout for layout in (PRODUCTS, EVENTS)}
# Columns of a reader's own, which nobody is told to delete.
_REMARKS = frozenset({"备注", "注", "说明", "note", "notes", "remark", "remarks", "comment", "comments"})


def is_remark(title: str) -> bool:
    """Whether a column is the reader's own: called a note, or its title begins with #."""
    return title.lstrip().startswith("#") or fold(title) in _REMARKS


@cache
def headers(layout: Layout) -> dict[str, str]:
    """The field that a folded header means: titles in either script, field names, with a single script also bare ones.

    `名称` alone is left out: which script it is in is found out when the rows are read.
    """
    found = {}
    for column in layout.columns:
        found[fold(column.field)] = found[fold(column.title)] = column.field
    return found


@cache
def bare_headers(layout: Layout) -> dict[str, str]:
    """Folded headers of translated columns that do not say their script: `名称` or `name`, to `name`."""
    found = {}
    for column in layout.columns:
        if column.language:
            field = column.field.removesuffix("_" + column.language.replace("-", "_"))
            found[fold(column.title.partition("（")[0])] = found[fold(field)] = field
    return found
